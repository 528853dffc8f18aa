"""CL103 vm-forwarder-down: where it fires, and what only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desktop_worlds import not_passed_on


@pytest.mark.parametrize("outcome", ["refused", "timed-out"])
def test_a_port_that_is_not_passed_on(outcome: str) -> None:
    [found] = not_passed_on(outcome=outcome).report("8303").findings
    assert (found.code, found.summary) == (
        "CL103",
        "web answers at its published port inside the virtual machine of Docker Desktop on macOS,"
        " whose program on this machine does not pass the port on",
    )
    [remedy] = found.remedies
    assert remedy.host_command == "docker compose up -d --force-recreate web"
    assert remedy.summary.endswith("restart Docker Desktop on macOS")


@pytest.mark.parametrize(
    "changes",
    [
        {"inside": "refused"},
        {"inside": "accepted-then-closed"},
        {"outcome": "accepted-then-closed"},
        {"called": "192.168.1.20"},
        {"flavour": "docker"},
    ],
)
def test_what_only_looks_like_it(changes: dict[str, Any]) -> None:
    called = changes.get("called", "127.0.0.1")
    assert "CL103" not in not_passed_on(**changes).codes(f"{called}:8303", "host")


def test_without_a_look_inside_nothing_is_said() -> None:
    world = not_passed_on()
    world.attempts = [a for a in world.attempts if a.vantage == "host"]
    del world.views["engine-host"]
    report = world.report("8303")
    assert "CL103" not in [f.code for f in report.findings]
    assert "CL103" in {each.code for each in report.not_checked}


def test_another_port_that_answers_inside_says_nothing_of_this_one() -> None:
    world = not_passed_on(inside="refused")
    world.attempt("engine-host", "127.0.0.1:8304", "answered", resolved="127.0.0.1")
    assert "CL103" not in world.codes("8303")
