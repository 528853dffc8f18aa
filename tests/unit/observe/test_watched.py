"""A server that answered is watched: it lives on, or it ends."""

from typing import Any, cast

import docker
import pytest

from containerloop.facts import Container, State
from containerloop.observe import restarts
from containerloop.plan.watches import Watch
from tests.support.world import World

FIRST, SECOND = "2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z"
YOUNG: dict[str, Any] = {"restarts": 3, "up_s": 1.0, "age_s": 9.0, "started_at": FIRST}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "_WATCH_S", 0.001)


def up(since: str = FIRST, restarts: int = 3) -> dict[str, Any]:
    return {"RestartCount": restarts, "State": {"Status": "running", "StartedAt": since}}


DOWN = {"RestartCount": 4, "State": {"Status": "restarting", "ExitCode": 7, "StartedAt": FIRST}}


class Engine:
    """What it says of the container, one answer after the other; the last one for ever."""

    def __init__(self, *says: dict[str, Any]) -> None:
        self.says = list(says)

    def inspect_container(self, _id: str) -> dict[str, Any]:
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]


def container(status: str = "running", **state: Any) -> Container:
    return World().container("web", state=State(status=status, **(YOUNG | state)))


def watched(server: Container, *says: dict[str, Any], seconds: float = 20.0) -> State:
    client = cast(docker.APIClient, Engine(*says))
    return restarts.watched(client, Watch(server, seconds))


def test_one_that_lives_on_is_older_then() -> None:
    state = watched(container(), up(), seconds=0.02)
    assert (state.status, state.restarts, state.age_s) == ("running", 3, 9.0)
    assert state.up_s is not None
    assert state.up_s >= 1.0


def test_one_that_ends_is_told_as_it_ended() -> None:
    state = watched(container(), up(), DOWN)
    assert (state.status, state.restarts, state.exit_code) == ("restarting", 4, 7)
    assert (state.up_s, state.age_s) == (None, 9.0)


def test_one_that_was_started_again_meanwhile_is_as_young_as_can_be() -> None:
    state = watched(container(), up(), up(SECOND, 4))
    assert (state.status, state.restarts, state.up_s) == ("running", 4, 0.0)


def test_one_that_was_down_when_it_was_surveyed_is_watched_in_its_next_life() -> None:
    state = watched(container("restarting", up_s=5.0), up(SECOND, 4), seconds=0.02)
    assert (state.status, state.restarts, state.started_at) == ("running", 4, SECOND)
    assert state.up_s is not None
    assert state.up_s < 1.0


def test_one_that_is_down_still_has_ended() -> None:
    assert watched(container("restarting"), DOWN).status == "restarting"


def test_without_an_engine_nothing_is_told_of_an_end() -> None:
    assert restarts.watched(None, Watch(container(), 0.01)).status == "running"
