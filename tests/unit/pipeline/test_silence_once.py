"""Silence is waited for once: what can be waited for together is, and names have a deadline."""

import errno
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Self, cast

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, DialAs, Publish, Rebind, Trial
from containerloop.facts import Address, Attempt, Outcome, Proof, Transport
from containerloop.observe import experiments
from containerloop.observe.forwarding_tests import run_forwarding_tests
from containerloop.observe.observer import Observer
from containerloop.observe.own_sockets import dial_all
from containerloop.observe.probe.records import NameRecord, Record
from containerloop.observe.probe.requests import AttemptRequest, Request
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.plan.expectations import expectations
from containerloop.plan.forwarding_tests import ForwardingTest
from containerloop.plan.rounds import any_is_sure_to_fail
from containerloop.plan.values import Experiment, Inside
from containerloop.prove.prover import Prover
from containerloop.prove.schedule import carry_out
from containerloop.question import parse_target
from containerloop.topology.inventory import Inventory
from tests.support.probe_process import Probe, on_linux
from tests.support.world import SHOP, World

# Comparisons, with the probe's binary as plain processes


class Session:
    """A probe that is a plain process; the first calls of all sessions wait for each other."""

    def __init__(self, probe: Probe, together: threading.Barrier | None = None) -> None:
        self.probe, self.together = probe, together
        self.dialled: list[AttemptRequest] = []

    def exchange(self, requests: Sequence[Request], _timeout_s: float) -> list[Record]:
        self.dialled += [each for each in requests if isinstance(each, AttemptRequest)]
        if self.together and self.dialled:
            self.together.wait(5)
        return self.probe.run(*requests)


class Sessions:
    """A pool of these sessions, and of one more probe for who listens."""

    def __init__(self, sessions: dict[str, Session]) -> None:
        self.sessions, self.started = sessions, 0

    def get(self, vantage: str) -> Session | None:
        return self.sessions.get(vantage)

    def has_ended(self, _vantage: str) -> bool:
        return False

    @contextmanager
    def temporary(self, _place: object) -> Iterator[Session]:
        self.started += 1
        with closing(Probe()) as probe:
            yield Session(probe)


@pytest.fixture
def pool() -> Iterator[Sessions]:
    together = threading.Barrier(3)
    probes = [Probe() for _ in range(3)]
    yield Sessions({f"service:s{n}": Session(p, together) for n, p in enumerate(probes)})
    for probe in probes:
        probe.close()


@on_linux
def test_all_comparisons_wait_at_the_same_time(pool: Sessions) -> None:
    wanted = [Experiment(vantage, "127.0.0.1") for vantage in pool.sessions]
    wanted.append(Experiment("service:s1", "127.0.0.2"))
    made = experiments.run_experiments(wanted, cast(SessionPool, pool))
    assert sorted((c.vantage, c.host) for c in made) == sorted((w.vantage, w.host) for w in wanted)
    assert {(c.near.outcome, c.far.outcome) for c in made} == {(Outcome.OPEN, Outcome.OPEN)}
    assert len({c.near.address for c in made}) == 4
    assert pool.started == 1


@on_linux
def test_no_listener_is_dialled_more_than_twice(pool: Sessions) -> None:
    """Its queue would fill, and a full one looks like a firewall's DROP."""
    for session in pool.sessions.values():
        session.together = None
    hosts = [f"127.0.1.{n}" for n in range(1, 12)]
    wanted = [Experiment(vantage, host) for vantage in pool.sessions for host in hosts]
    made = experiments.run_experiments(wanted, cast(SessionPool, pool))
    assert len(made) == 33
    assert {c.far.outcome for c in made} == {Outcome.OPEN}
    dialled = [(d.host, d.port) for s in pool.sessions.values() for d in s.dialled]
    assert len(set(dialled)) == len(dialled) == 33
    assert pool.started == 3


@on_linux
def test_who_cannot_be_looked_from_is_left_out(pool: Sessions) -> None:
    for session in pool.sessions.values():
        session.together = None
    wanted = [Experiment("service:gone", "127.0.0.1"), Experiment("service:s0", "127.0.0.1")]
    made = experiments.run_experiments(wanted, cast(SessionPool, pool))
    assert [c.vantage for c in made] == ["service:s0"]
    assert experiments.run_experiments(wanted[:1], cast(SessionPool, pool)) == ()


# What the host forwards


def lost(vantage: str, *, inside: bool) -> ForwardingTest:
    """A call of the kernel's own loopback, and where the host is to repeat it."""
    there = Address(host="127.0.0.1", port=1)
    call = Attempt(vantage=vantage, address=there, outcome=Outcome.TIMED_OUT, resolved="127.0.0.1")
    return ForwardingTest(call, SHOP, Inside("id-db") if inside else None)


@on_linux
def test_a_neighbour_is_tested_from_both_sides_at_a_listener_of_ours(pool: Sessions) -> None:
    pool.sessions["service:s0"].together = None
    [made] = run_forwarding_tests([lost("service:s0", inside=True)], cast(SessionPool, pool))
    assert (made.near.outcome, made.far.outcome) == (Outcome.OPEN, Outcome.OPEN)
    assert made.near.address == made.far.address != Address(host="127.0.0.1", port=1)
    assert pool.started == 2


@on_linux
def test_another_machine_is_called_by_the_host_at_its_own_address(pool: Sessions) -> None:
    pool.sessions["service:s0"].together = None
    test = lost("service:s0", inside=False)
    [made] = run_forwarding_tests([test], cast(SessionPool, pool))
    assert made.far is test.call
    assert (made.near.vantage, made.near.outcome) == ("engine-host", Outcome.REFUSED)
    assert not made.kept_in
    assert pool.started == 1


@on_linux
def test_who_has_no_probe_is_not_tested(pool: Sessions) -> None:
    gone = [lost("service:gone", inside=True)]
    assert run_forwarding_tests(gone, cast(SessionPool, pool)) == ()
    assert run_forwarding_tests([], cast(SessionPool, pool)) == ()


# Proofs


class Trying:
    """Stands in for a prover: plain calls wait for each other, and everything is written down."""

    def __init__(self, together: threading.Barrier, said: list[str]) -> None:
        self.together, self.said = together, said
        self.alone = threading.Lock()

    def prove(self, trial: Trial) -> Proof:
        if isinstance(trial, Dial | DialAs):
            self.together.wait(5)
            self.said.append("call")
        elif isinstance(trial, Publish) and trial.loopback is None:
            self.together.wait(5)
            self.said.append("port")
        else:
            assert self.alone.acquire(blocking=False)
            self.said.append("relay")
            self.alone.release()
        return Proof(status="untried", reason=type(trial).__name__)


def test_what_changes_nothing_is_tried_together_and_before_any_relay_inside() -> None:
    address = Address(host="db", port=5432)
    relay = Rebind(
        container="id", listen_on="172.18.0.2", port=5432, server=address,
        vantage="service:api", address=address,
    )  # fmt: skip
    trials: dict[str, Trial] = {
        "relay": relay,
        "api": Dial(vantage="service:api", address=address),
        "web": Dial(vantage="service:web", address=address),
        "joined": DialAs(vantage="service:job", networks=("n",), address=address),
        **{f"published {n}": Publish(container=f"id{n}", port=5432) for n in range(3)},
        "through": Publish(container="id", port=5432, loopback="127.0.0.1"),
    }
    said: list[str] = []
    prover = cast(Prover, Trying(threading.Barrier(3), said))
    proofs = carry_out({key: (prover, trial) for key, trial in trials.items()})
    assert list(proofs) == list(trials)
    assert [p.reason for p in proofs.values()] == [type(t).__name__ for t in trials.values()]
    assert said == ["call"] * 3 + ["port"] * 3 + ["relay"] * 2


def test_two_calls_of_one_vantage_share_its_probe_in_turn() -> None:
    trials = [Dial(vantage="service:api", address=Address(host="db", port=n)) for n in (1, 2)]
    prover = cast(Prover, Trying(threading.Barrier(1), []))
    busy = threading.Lock()
    inner = prover.prove

    def alone(trial: Trial) -> Proof:
        assert busy.acquire(blocking=False)
        time.sleep(0.05)
        busy.release()
        return inner(trial)

    cast(Any, prover).prove = alone
    assert len(carry_out({str(n): (prover, t) for n, t in enumerate(trials)})) == 2


class Calls:
    """An observer that notes how long a call may take at most."""

    timeout_s = 4.0

    def __init__(self) -> None:
        self.most: list[float] = []

    @property
    def sessions(self) -> Self:
        return self

    def get(self, _vantage: str) -> object:
        return self

    def substitute_session(self, _vantage: str) -> None:
        return None

    def converse(
        self, _session: object, vantage: str, tries: Sequence[Any], most_s: float
    ) -> tuple[tuple[Attempt, ...], tuple[()]]:
        self.most.append(most_s)
        outcome = Outcome.TIMED_OUT
        return (Attempt(vantage=vantage, address=tries[0].address, outcome=outcome),), ()


@pytest.mark.parametrize(
    ("host", "driver", "short"),
    [("db", "bridge", True), ("db", "overlay", False), ("db.example.com", "bridge", False)],
)
def test_only_on_a_bridge_is_a_proof_short_of_time(host: str, driver: str, short: bool) -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    survey = world.snapshot("5432").survey
    networks = tuple(replace(network, driver=driver) for network in Inventory(survey).networks)
    survey = replace(survey, networks=networks)
    calls = Calls()
    prover = Prover(cast(Observer, calls), Inventory(survey), None, Transport.TCP)
    proof = prover.prove(Dial(vantage="service:api", address=Address(host=host, port=5432)))
    assert proof.status == "refuted"
    assert (calls.most[0] < 4) is short


# Names, and files


def test_a_name_server_that_is_gone_costs_no_more_than_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over = threading.Event()

    def silent(*_words: object, **_more: object) -> list[Any]:
        over.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    began = time.monotonic()
    try:
        made = dial_all(
            [AttemptRequest(id=0, host="db.example.com", port=5432, connect_ms=200, reply_ms=100)]
        )
    finally:
        over.set()
    assert time.monotonic() - began < 10
    assert [type(each) for each in made] == [NameRecord]
    assert isinstance(made[0], NameRecord)
    assert (made[0].rcode, made[0].errno) == (-1, errno.ETIMEDOUT)


@pytest.mark.parametrize(("dialled", "sure"), [("localhost", True), ("db", False)])
def test_what_will_surely_fail_is_known_before_any_look(dialled: str, sure: bool) -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[f"postgres://{dialled}:5432/app"])
    inventory = Inventory(world.snapshot("5432").survey)
    wanted = expectations(parse_target("5432", ()), inventory)
    assert any_is_sure_to_fail(wanted, inventory) is sure
