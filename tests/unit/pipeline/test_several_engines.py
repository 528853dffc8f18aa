"""Which engine is asked what, and on which of them this machine's own calls count."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.errors import ProjectUnknown
from containerloop.facts import Question, Snapshot, Swarm
from containerloop.pipeline import several_engines as running
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.several_engines import ask_several, at
from containerloop.question import parse_target
from containerloop.survey.engine.swarm import as_told
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

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **worlds: World) -> None:
        self.worlds = {name or "": world for name, world in worlds.items()}
        self.asked: list[tuple[str, Question]] = []
        monkeypatch.setattr(running, "ask", self.ask)
        monkeypatch.setattr(running, "told_of_swarm", lambda connections: None)

    def ask(self, question: Question, options: RunOptions) -> Snapshot:
        name: Any = options.connection
        self.asked.append((name, question))
        world = self.worlds[name]
        known = {c.service for c in world.containers}
        for vantage in question.vantages:
            if vantage.partition(":")[2] not in known:
                raise ProjectUnknown(f'there is no service "{vantage}"')
        return replace(world.snapshot("5432"), question=question)

    def run(self, asked: Question) -> Snapshot:
        first: Any = "first"
        further: Any = {name: name for name in self.worlds if name != "first"}
        return ask_several(asked, RunOptions(connection=first, cwd=None), further)  # type: ignore[arg-type]


def shop(*services: str, **more: Any) -> World:
    world = World(**more)
    for name in services:
        world.container(name)
    return world


def test_this_machine_is_asked_about_where_the_project_is(monkeypatch: pytest.MonkeyPatch) -> None:
    engines = Engines(monkeypatch, first=shop("api"), node2=shop("db"))
    seen = engines.run(question())
    assert [(n, q.without_host) for n, q in engines.asked] == [("first", False), ("node2", True)]
    assert [s.question.without_host for s in seen.every] == [False, True]


def test_or_where_it_is_if_the_first_engine_has_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engines = Engines(monkeypatch, first=shop(), node2=shop("db"))
    seen = engines.run(question())
    assert [(n, q.without_host) for n, q in engines.asked] == [("first", False), ("node2", False)]
    assert [s.question.without_host for s in seen.every] == [True, False]


def test_nowhere_it_is_asked_about_on_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Engines(monkeypatch, first=shop(), node2=shop()).run(question())
    assert [s.question.without_host for s in seen.every] == [False, True]


def test_a_vantage_that_only_one_engine_has(monkeypatch: pytest.MonkeyPatch) -> None:
    engines = Engines(monkeypatch, first=shop("api"), node2=shop("db"))
    seen = engines.run(question("service:db"))
    assert (seen.context, seen.further) == ("node2", ())
    assert seen.unasked[""] == 'there is no service "service:db"'
    with pytest.raises(ProjectUnknown):
        engines.run(question("service:nix"))


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
