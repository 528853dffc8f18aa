"""A container that ends while it is looked into is stood in for; what is seen of it is nobody's."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, cast

import pytest

from containerloop.diagnose.trials import Dial
from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.facts import Address, Outcome, State, Transport, Unobserved, View
from containerloop.observe import restarts
from containerloop.observe.observer import Observer
from containerloop.observe.probe.placement import Placement
from containerloop.observe.probe.records import Record
from containerloop.observe.probe.requests import Request
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.plan.expectations import expectations
from containerloop.plan.rounds import plan
from containerloop.plan.values import Inside, Look, PlannedAttempt, Stand, StandIn
from containerloop.prove.prover import Prover
from containerloop.question import parse_target
from containerloop.topology.inventory import Inventory
from tests.support.probe_process import Probe, on_linux
from tests.support.world import World

pytestmark = on_linux
FIRST, SECOND, THIRD = (f"2026-01-01T00:00:0{n}Z" for n in (1, 2, 3))
WHO = "service:api"
REFUSED = Address(host="127.0.0.1", port=9)
SUBSTITUTE = StandIn(("shop_default",), ())


def is_up(since: str = FIRST) -> dict[str, Any]:
    return {"RestartCount": 3, "State": {"Status": "running", "StartedAt": since}}


def is_down() -> dict[str, Any]:
    state = {"Status": "restarting", "ExitCode": 7, "StartedAt": FIRST}
    return {"RestartCount": 4, "State": state}


class Engine:
    """What it says of the container, one answer after the other; the last one for ever."""

    def __init__(self, *says: dict[str, Any]) -> None:
        self.says = list(says)

    def inspect_container(self, _id: str) -> dict[str, Any]:
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]


class Session:
    """A probe that is a plain process."""

    def __init__(self) -> None:
        self.probe = Probe()

    def exchange(self, requests: Sequence[Request], _timeout_s: float) -> list[Record]:
        return self.probe.run(*requests)

    def close(self) -> None:
        self.probe.close()


class Pool(SessionPool):
    """Notes where its probes stood; `joins` has what becomes of joining."""

    def __init__(self, engine: Engine, joins: list[ProbeUnavailable | None]) -> None:
        super().__init__(cast(Any, engine), run_id="r", life_s=60)
        self.joins, self.stood = joins, list[str]()

    def start(self, place: Placement) -> ProbeSession:
        self.stood.append(place.network_mode)
        if place.network_mode.startswith("container:"):
            failed = self.joins.pop(0) if self.joins else None
            if failed:
                raise failed
        return cast(ProbeSession, Session())


class Looking(Observer):
    """An observer with such a pool; `stood` is where its probes were."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool, timeout_s=1)
        self.stood = pool.stood


@contextmanager
def looking(engine: Engine, *joins: ProbeUnavailable | None) -> Iterator[Looking]:
    with closing(Pool(engine, list(joins))) as pool:
        yield Looking(pool)


def look(substitute: StandIn | Unobserved = SUBSTITUTE) -> Look:
    return Look(WHO, Inside("c0", since=FIRST, substitute=substitute), (PlannedAttempt(REFUSED),))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "_RESTART_LOOP_S", 0.1)


GONE = ProbeUnavailable("cannot join network of a non running container")
BROKEN = EngineFailed("failed to create task for container")


@pytest.mark.parametrize("failed", [GONE, BROKEN])
def test_a_container_that_is_down_when_it_is_joined_is_stood_in_for(
    failed: ProbeUnavailable,
) -> None:
    with looking(Engine(is_down()), failed) as observer:
        view = observer.observe([look()])[WHO]
        assert observer.stood == ["container:c0", "shop_default"]
    assert isinstance(view, View)
    assert [a.outcome for a in view.attempts] == [Outcome.REFUSED]
    state = observer.ended["c0"]
    assert (state.status, state.exit_code, state.restarts) == ("restarting", 7, 4)


def test_what_a_probe_measures_in_a_container_that_has_ended_is_not_believed() -> None:
    with looking(Engine(is_down())) as observer:
        assert isinstance(observer.observe([look()])[WHO], View)
        assert observer.stood == ["container:c0", "shop_default"]


def test_one_that_lives_on_is_looked_from_inside_and_nowhere_else() -> None:
    with looking(Engine(is_up())) as observer:
        assert isinstance(observer.observe([look()])[WHO], View)
        assert (observer.stood, observer.ended) == (["container:c0"], {})


def test_one_that_was_only_started_again_is_looked_into_again() -> None:
    with looking(Engine(is_up(SECOND))) as observer:
        assert isinstance(observer.observe([look()])[WHO], View)
        assert observer.stood == ["container:c0"] * 2
        assert observer.ended["c0"].started_at == SECOND


def test_one_that_is_down_a_moment_later_is_waited_for() -> None:
    with looking(Engine(is_up(SECOND), is_up(SECOND), is_down())) as observer:
        assert isinstance(observer.observe([look()])[WHO], View)
        assert observer.stood == ["container:c0", "shop_default"]


def test_nobody_stands_in_for_a_server() -> None:
    nobody = Unobserved("the container stopped during inspection")
    with looking(Engine(is_down()), GONE) as observer:
        assert observer.observe([look(nobody)])[WHO] == nobody
        assert observer.ended["c0"].status == "restarting"


def test_an_engine_that_fails_beside_a_living_container_has_failed() -> None:
    with looking(Engine(is_up()), BROKEN) as observer, pytest.raises(EngineFailed):
        observer.observe([look()])


@pytest.mark.parametrize("answer", [{}, {"State": []}, {"State": {"ExitCode": "x"}}, []])
def test_an_answer_without_sense_ends_no_life(answer: Any) -> None:
    with looking(Engine(answer), GONE) as observer:
        assert observer.observe([look()])[WHO] == Unobserved(GONE.message)


def test_a_proof_is_made_from_the_stand_in_when_the_client_has_ended_since() -> None:
    inventory = Inventory(World().snapshot("9").survey)
    with looking(Engine(is_up(), is_down())) as observer:
        observer.observe([look()])
        prover = Prover(observer, inventory, None, Transport.TCP)
        proof = prover.prove(Dial(vantage=WHO, address=REFUSED))
        assert observer.stood == ["container:c0", "shop_default"]
    assert proof.status == "refuted"


def test_a_comparison_with_one_that_has_ended_is_none() -> None:
    with looking(Engine(is_up(), is_down())) as observer:
        observer.observe([look()])
        assert observer.sessions.has_ended(WHO)


def test_clients_are_stood_in_for_and_servers_are_not() -> None:
    world = World()
    state = State(status="running", started_at=FIRST)
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432], state=state)
    world.container("api", refers=["postgres://localhost:5432/app"], state=state)
    inventory, question = Inventory(world.snapshot("5432").survey), parse_target("5432", ())
    made = plan(question, inventory, expectations(question, inventory))
    stands: dict[str, Stand | Unobserved] = {each.vantage: each.stand for each in made.looks}
    api, db = stands["service:api"], stands["service:db"]
    assert isinstance(api, Inside)
    assert (api.since, api.substitute) == (FIRST, SUBSTITUTE)
    assert isinstance(db, Inside)
    assert isinstance(db.substitute, Unobserved)


def test_the_survey_has_the_state_that_was_found_last() -> None:
    world = World()
    api = world.container("api")
    down = State(status="restarting", exit_code=7)
    survey = restarts.with_latest_states(
        world.snapshot("9").survey, {api.id: down, "another": down}
    )
    assert not isinstance(survey.containers, Unobserved)
    assert [c.state for c in survey.containers] == [down]
