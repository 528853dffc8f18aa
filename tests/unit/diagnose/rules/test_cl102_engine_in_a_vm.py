"""CL102 engine-in-a-vm: where it fires, and what only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desktop_worlds import address_of_a_container, desktop

ASKED = ("172.18.0.2:8000", "host")


@pytest.mark.parametrize("outcome", ["timed-out", "host-unreachable", "network-unreachable"])
def test_a_containers_address_ends_in_the_virtual_machine(outcome: str) -> None:
    [found] = address_of_a_container(outcome).report(*ASKED).findings
    assert (found.code, found.summary) == (
        "CL102",
        "172.18.0.2 is the address of web inside the virtual machine of Docker Desktop on macOS,"
        " which this machine does not reach",
    )
    assert [r.address for r in found.remedies] == ["localhost:8302"]


def test_what_is_not_published_yet_is_to_be() -> None:
    world = desktop()
    world.container("web", listens=["0.0.0.0:8000"])
    world.attempt("host", "172.18.0.2:8000", "timed-out", resolved="172.18.0.2")
    [found] = world.report(*ASKED).findings
    assert found.remedies[0].address == "127.0.0.1:8000"


@pytest.mark.parametrize(
    "changes",
    [
        {"flavour": "docker"},
        {"flavour": "orbstack"},
        {"outcome": "refused"},
        {"outcome": "accepted-then-closed"},
    ],
)
def test_what_only_looks_like_it(changes: dict[str, Any]) -> None:
    assert "CL102" not in address_of_a_container(**changes).codes(*ASKED)


def test_from_another_container_the_address_is_right() -> None:
    world = address_of_a_container()
    world.container("api")
    world.attempt("service:api", "172.18.0.2:8000", "timed-out", resolved="172.18.0.2")
    assert "CL102" not in world.codes("172.18.0.2:8000", "service:api")


def test_a_published_port_is_another_matter() -> None:
    world = address_of_a_container()
    world.attempt("host", "127.0.0.1:8302", "timed-out", resolved="127.0.0.1")
    assert "CL102" not in world.codes("127.0.0.1:8302", "host")


def test_an_address_that_no_container_has_is_another_matter() -> None:
    world = desktop()
    world.container("web", listens=["0.0.0.0:8000"])
    world.attempt("host", "172.18.0.9:8000", "timed-out", resolved="172.18.0.9")
    assert "CL102" not in world.codes("172.18.0.9:8000", "host")
