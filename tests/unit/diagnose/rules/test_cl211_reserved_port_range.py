"""CL211 reserved-port-range: where it fires, and what only looks like it."""

from __future__ import annotations

import pytest

from tests.support.desktop_worlds import FORBIDDEN, desktop, reserved_port


def test_a_port_that_windows_keeps() -> None:
    [found] = reserved_port().report("50051").findings
    assert (found.code, found.summary) == (
        "CL211",
        "Windows keeps host port 50051 in a reserved range, so web could not start: no process has"
        " it",
    )
    moved, released = found.remedies
    assert moved.override == {"services": {"web": {"ports": {"!override": ["50152:8000"]}}}}
    assert "startport=50051 numberofports=1" in (released.host_command or "")


@pytest.mark.parametrize(
    "error",
    [
        FORBIDDEN.replace(
            "An attempt was made to access a socket in a way forbidden by its access permissions",
            "Only one usage of each socket address (protocol/network address/port) is normally"
            " permitted",
        ),
        FORBIDDEN.replace("50051", "50052"),
        "",
    ],
)
def test_what_the_engine_says_of_another_matter(error: str) -> None:
    assert reserved_port(error).codes("50051") == ["CL201"]


def test_a_container_that_ran_before_was_not_kept_from_starting() -> None:
    world = desktop()
    world.container("web", publishes=["50051:8000"], status="exited")
    world.attempt("host", "127.0.0.1:50051", "refused", resolved="127.0.0.1")
    assert world.codes("50051") == ["CL201"]
