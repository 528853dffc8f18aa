"""Which engine is asked what, and on which of them this machine's own calls count."""

import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.errors import CouldNotAsk, EngineUnavailable, ProjectUnknown
from containerloop.facts import Question, Snapshot, Swarm
from containerloop.pipeline import several_engines as running
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.run import Begun
from containerloop.pipeline.several_engines import ask_several, at
from containerloop.question import parse_target
from containerloop.survey.engine.swarm import as_told
from containerloop.survey.further_engines import FurtherEngines, Met
from tests.support.swarm_world import NODES, WORKER, service, task
from tests.support.world import World


def question(*vantages: str) -> Question:
    return replace(parse_target("5432", ()), vantages=vantages)


@pytest.mark.parametrize(
    ("typed", "here", "there"),
    [
        ((), (), ()),
        (("api",), ("api",), ("api",)),
        (("host",), ("host",), None),
        (("api@node2",), None, ("api",)),
        (("host", "service:api@node2"), ("host",), ("service:api",)),
        (("engine-host",), ("engine-host",), ("engine-host",)),
    ],
)
def test_which_vantages_an_engine_is_asked_about(
    typed: tuple[str, ...], here: tuple[str, ...] | None, there: tuple[str, ...] | None
) -> None:
    for context, wanted in (("", here), ("node2", there)):
        asked = at(question(*typed), context)
        assert (asked.vantages if asked else None) == wanted


class Engines:
    """Stands in for runs: what each engine's would observe, by its connection."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **worlds: World | CouldNotAsk) -> None:
        self.worlds = worlds
        self.asked: list[tuple[str, Question]] = []
        self.measured: list[tuple[str, Question]] = []
        self.meeting = threading.Barrier(len(worlds))
        monkeypatch.setattr(running, "begun", self.begun)
        monkeypatch.setattr(running, "finished", self.finished)
        monkeypatch.setattr(running, "guard_of", lambda options, run_id: None)

    def begun(self, question: Question, options: RunOptions) -> Begun:
        name: Any = options.connection
        self.asked.append((name, question))
        world = self.worlds[name]
        if isinstance(world, CouldNotAsk):
            raise world
        known = {c.service for c in world.containers}
        for vantage in question.vantages:
            if vantage.partition(":")[2] not in known:
                raise ProjectUnknown(f'there is no service "{vantage}"')
        return Begun(replace(world.snapshot("5432"), question=question), True, 0.0, 0.0)

    def finished(self, run: Begun, options: RunOptions, run_id: str, guard: None) -> Snapshot:
        name: Any = options.connection
        self.measured.append((name, run.seen.question))
        return run.seen

    def run(self, asked: Question, **lost: str) -> Snapshot:
        first: Any = "first"
        met: dict[str, Any] = {
            "" if name == "first" else name: Met(name, name, None)  # type: ignore[arg-type]
            for name in self.worlds
        }
        return ask_several(
            asked, RunOptions(connection=first, cwd=Path()), FurtherEngines(met, dict(lost))
        )

    def about_host(self) -> dict[str, bool]:
        return {name: not question.without_host for name, question in self.measured}


def shop(*services: str, **more: Any) -> World:
    world = World(**more)
    for name in services:
        world.container(name)
    return world


def test_this_machine_is_asked_about_where_the_project_is(monkeypatch: pytest.MonkeyPatch) -> None:
    engines = Engines(monkeypatch, first=shop("api"), node2=shop("db"))
    seen = engines.run(question())
    assert engines.about_host() == {"first": True, "node2": False}
    assert [s.question.without_host for s in seen.every] == [False, True]


def test_or_where_it_is_if_the_first_engine_has_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engines = Engines(monkeypatch, first=shop(), node2=shop("db"))
    seen = engines.run(question())
    assert engines.about_host() == {"first": False, "node2": True}
    assert [s.question.without_host for s in seen.every] == [True, False]


def test_nowhere_it_is_asked_about_on_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Engines(monkeypatch, first=shop(), node2=shop()).run(question())
    assert [s.question.without_host for s in seen.every] == [False, True]


def test_a_vantage_that_only_one_engine_has(monkeypatch: pytest.MonkeyPatch) -> None:
    engines = Engines(monkeypatch, first=shop("api"), node2=shop("db"))
    seen = engines.run(question("service:db"))
    assert (seen.context, seen.further) == ("node2", ())
    assert seen.unasked[""] == 'there is no service "service:db"'
    assert seen.lost == ()
    assert engines.about_host() == {"node2": False}
    with pytest.raises(ProjectUnknown):
        engines.run(question("service:nix"))


def test_no_engine_waits_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them are in the midst of it at one moment: a barrier lets none through alone."""
    engines = Engines(monkeypatch, first=shop("api"), node2=shop("db"), node3=shop("web"))

    def met_by_all(run: Begun, *words: Any) -> Snapshot:
        engines.meeting.wait(20)
        return run.seen

    def surveyed_by_all(question: Question, options: RunOptions) -> Begun:
        engines.meeting.wait(20)
        return Engines.begun(engines, question, options)

    monkeypatch.setattr(running, "finished", met_by_all)
    monkeypatch.setattr(running, "begun", surveyed_by_all)
    assert [s.context for s in engines.run(question()).every] == ["", "node2", "node3"]


def test_an_engine_that_goes_away_is_told_beside_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = EngineUnavailable("no container engine: it went away")
    seen = Engines(monkeypatch, first=shop("api"), node2=gone).run(question(), node3="no answer")
    assert [s.context for s in seen.every] == [""]
    assert seen.unasked == {"node2": "no container engine: it went away", "node3": "no answer"}
    assert set(seen.lost) == {"node2", "node3"}


def test_where_every_engine_goes_away_there_is_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = EngineUnavailable("it went away")
    with pytest.raises(EngineUnavailable):
        Engines(monkeypatch, first=gone, node2=gone).run(question())


def test_a_worker_knows_what_a_manager_of_its_swarm_tells() -> None:
    services = (service("db", task("db", "n2", "10.0.1.9")),)
    told = Swarm(node="n1", services=services, nodes=NODES)
    worker = Swarm(node="n2", services=WORKER, nodes=WORKER)
    assert as_told(worker, told) == Swarm(node="n2", services=services, nodes=NODES)
    stranger = Swarm(node="n9", services=WORKER, nodes=WORKER)
    assert as_told(stranger, told) == stranger
    assert as_told(None, told) is None
    assert as_told(worker, None) == worker
    assert as_told(told, Swarm(node="n2", services=(), nodes=NODES)) == told
