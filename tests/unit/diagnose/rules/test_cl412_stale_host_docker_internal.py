"""CL412 stale-host-docker-internal: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Address
from tests.support.desktop_worlds import OLD, old_address
from tests.support.rule_worlds import finding
from tests.support.world import World

QUESTION = "host.docker.internal:8412"


@pytest.mark.parametrize("outcome", ["timed-out", "host-unreachable", "refused"])
def test_a_line_with_an_address_that_is_another_machine_s_now(outcome: str) -> None:
    (found,) = old_address(outcome).report(QUESTION, "host").findings
    assert found.code == "CL412"
    assert found.summary == (
        "Docker Desktop's line in the hosts file sends host.docker.internal to 192.168.1.17, which"
        " is not an address of this computer now (it has 192.168.8.40)"
    )
    assert found.evidence[1].command == r"type %SystemRoot%\System32\drivers\etc\hosts"


def test_a_program_on_this_computer_can_use_localhost() -> None:
    again, near = finding(old_address(), QUESTION, "CL412", "host").remedies
    assert isinstance(again.trial, Untriable)
    assert near.trial == Dial(vantage="host", address=Address(host="localhost", port=8412))
    assert near.guess


def test_a_container_that_was_told_the_same() -> None:
    world = old_address()
    world.attempts.clear()
    world.container("api", refers=[f"http://{QUESTION}/"])
    world.attempt("service:api", QUESTION, "timed-out", resolved=OLD)
    (found,) = world.report(QUESTION, "service:api").findings
    assert found.code == "CL412"
    assert len(found.remedies) == 1


@pytest.mark.parametrize(
    "machine",
    [
        {"platform": "darwin"},
        {"platform": "linux"},
        {"hosts_by_desktop": ()},
        {"hosts_by_desktop": (("host.docker.internal", "192.168.1.18"),)},
        {"hosts_by_desktop": (("kubernetes.docker.internal", OLD),)},
    ],
    ids=["macOS", "inside WSL", "somebody else's line", "another address", "another name"],
)
def test_another_line_or_machine(machine: dict[str, Any]) -> None:
    world = old_address()
    world.machine |= machine
    assert "CL412" not in world.codes(QUESTION, "host")


@pytest.mark.parametrize("addresses", [("127.0.0.1", OLD), ()], ids=["its own", "not known"])
def test_the_addresses_of_this_computer(addresses: tuple[str, ...]) -> None:
    world = old_address()
    world.addresses = addresses
    assert "CL412" not in world.codes(QUESTION, "host")


def called(host: str, resolved: str | None, outcome: str = "timed-out") -> World:
    world = old_address()
    world.attempts.clear()
    world.attempt("host", f"{host}:8412", outcome, resolved=resolved)
    return world


@pytest.mark.parametrize(
    ("world", "host"),
    [
        (called("db.lan", OLD), "db.lan"),
        (called(OLD, OLD), OLD),
        (called("host.docker.internal", "192.168.8.40"), "host.docker.internal"),
        (called("host.docker.internal", None, "name-not-found"), "host.docker.internal"),
        (called("host.docker.internal", OLD, "accepted-then-closed"), "host.docker.internal"),
    ],
    ids=["another name", "the number", "resolved elsewhere", "not resolved", "a server"],
)
def test_another_call(world: World, host: str) -> None:
    assert "CL412" not in world.codes(f"{host}:8412", "host")
