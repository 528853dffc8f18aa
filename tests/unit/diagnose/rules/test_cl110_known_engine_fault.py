"""CL110 known-engine-fault: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Untriable
from containerloop.facts import State
from containerloop.platforms.known_faults import KNOWN_FAULTS
from tests.support.rule_worlds import BACK, finding
from tests.support.world import World

ERROR = (
    "driver failed programming external connectivity on endpoint shop-web-1 (57b8): protocol"
    ' "tcp" is not supported by the RootlessKit port driver "slirp4netns", discarding request for'
    ' "[::]:8080"'
)


def lookup(version: str = "29.1.0", outcome: str = "name-server-failed", **engine: Any) -> World:
    """api cannot look up db, which is on its own network."""
    world = World(engine={"version": version} | engine)
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://app@db:5432/app"])
    world.attempt("service:api", "db:5432", outcome)
    return world


def unpublished(version: str = "28.0.0", error: str = ERROR) -> World:
    """web was not started, for its port."""
    world = World(engine={"version": version, "rootless": True, "same_machine": False,
                          "same_kernel": True})  # fmt: skip
    state = State(status="created", exit_code=128, error=error)
    world.container("web", publishes=["8080:80"], status="created", state=state)
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("version", ["29.1.0", "29.1.0+dfsg1", "29.1.0-1~debian"])
def test_a_resolver_that_answers_nobody(version: str) -> None:
    found = finding(lookup(version), "5432", "CL110")
    assert found.summary.startswith("Docker Engine 29.1.0 has a known fault (moby/moby#51614")
    [remedy] = found.remedies
    assert remedy.summary.startswith("upgrade the engine to 29.1.1 or later")
    assert isinstance(remedy.trial, Untriable)


def test_a_port_driver_that_is_not_supported() -> None:
    world = unpublished()
    assert world.codes("8080") == ["CL110"]
    assert finding(world, "8080", "CL110").evidence[1].saw.startswith("shop-web-1 is created")


@pytest.mark.parametrize(
    ("world", "question"),
    [
        (lookup("29.1.1"), "5432"),
        (lookup("29.0.4"), "5432"),
        (lookup(flavour="podman"), "5432"),
        (lookup(outcome="refused"), "5432"),
        (unpublished("28.0.1"), "8080"),
        (unpublished(error="port is already allocated"), "8080"),
        (unpublished("29.1.0"), "8080"),
    ],
    ids=["mended", "before", "podman", "resolved", "mended", "another error", "another fault"],
)
def test_what_else_it_may_be(world: World, question: str) -> None:
    assert "CL110" not in world.codes(question)


def test_a_name_of_another_network_has_another_fault() -> None:
    world = World(engine={"version": "29.1.0"})
    world.networks.append(BACK)
    world.container("db", listens=["0.0.0.0:5432"], networks=(BACK,))
    world.container("api", refers=["postgres://app@db:5432/app"])
    world.attempt("service:api", "db:5432", "name-server-failed")
    assert "CL110" not in world.codes("5432")


def test_each_is_mended_in_a_later_release_and_has_its_source() -> None:
    for fault in KNOWN_FAULTS:
        numbers = [tuple(map(int, v.split("."))) for v in (fault.version, fault.mended_in)]
        assert numbers[0] < numbers[1]
        assert "#" in fault.source
