"""What a run reads only after a failure."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from containerloop.facts import State
from containerloop.pipeline import further_step
from containerloop.pipeline.options import RunOptions
from tests.support.front_worlds import PAGE, fronted
from tests.support.world import World


class Logs:
    """Counts the logs that are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        monkeypatch.setattr(further_step, "last_complaints", self)

    def __call__(
        self, client: Any, containers: dict[str, str], just_now: Any = ()
    ) -> dict[str, Any]:
        self.read += list(containers)
        return dict.fromkeys(containers, ())


def complained(world: World, target: str, *vantages: str, logs: bool = True) -> None:
    connection: Any = SimpleNamespace(client=None)
    options = RunOptions(connection=connection, cwd=Path(), logs=logs)
    further_step._with_complaints(world.snapshot(target, *vantages), options)


def test_no_logs_are_read_when_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = Logs(monkeypatch)
    complained(fronted(), PAGE, logs=False)
    assert logs.read == []
    complained(fronted(), PAGE)
    assert logs.read == ["service:front"]


def test_nor_where_everything_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = Logs(monkeypatch)
    complained(fronted(code="200"), PAGE)
    assert logs.read == []


@pytest.mark.parametrize(
    ("target", "state", "untold"),
    [
        ("", State(status="running", health="unhealthy"), True),
        ("", State(status="restarting"), True),
        ("7000-7005", State(status="running", health="unhealthy"), True),
        ("", State(status="running", health="healthy"), False),
        ("5432", State(status="running", health="unhealthy"), False),
    ],
)
def test_where_everything_is_asked_the_log_of_an_ill_container_may_tell(
    target: str, state: State, *, untold: bool
) -> None:
    world = World()
    world.container("worker", state=state, refers=["http://web:8000/"])
    assert further_step.log_untold(world.snapshot(target)) is untold
