"""One trial carried out, with sessions that answer what a test tells them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, DialAs, Publish, Rebind, Trial, Untriable
from containerloop.errors import ProbeUnavailable
from containerloop.facts import Address, Attempt, Outcome, Proof, Transport
from containerloop.observe.observer import Observer
from containerloop.observe.probe.placement import Placement
from containerloop.observe.probe.records import RelayRecord
from containerloop.observe.probe.requests import Drop, Relay
from containerloop.plan.values import PlannedAttempt
from containerloop.prove import prover as proving
from containerloop.prove.prover import Prover
from containerloop.topology.inventory import Inventory
from tests.support.world import World

DB = Address(host="db", port=5432)


class Session:
    """A probe at `place` that can relay, unless `errno` says why not."""

    def __init__(self, place: str, log: list[str], errno: int, published: int | None) -> None:
        self.place, self.log, self.errno, self.published = place, log, errno, published

    def exchange(self, requests: Sequence[Any], _timeout_s: float) -> list[RelayRecord]:
        (request,) = requests
        if isinstance(request, Relay):
            to = f"{request.to}:{request.to_port}"
            self.log.append(f"{self.place} relays {request.address}:{request.port} to {to}")
        else:
            assert isinstance(request, Drop)
            self.log.append(f"{self.place} drops")
        return [RelayRecord(id=request.id, errno=self.errno, port=0)]

    def published_ports(self) -> dict[str, tuple[str, int]]:
        return {"5432/tcp": ("127.0.0.1", self.published)} if self.published else {}


class Looks:
    """An observer whose probes stand at `places`; each is answered what `outcomes` has for it."""

    timeout_s = 4.0

    def __init__(self, *places: str, **outcomes: str) -> None:
        self.places, self.outcomes = places, outcomes
        self.log: list[str] = []
        self.deadlines_s: list[float] = []
        self.errno, self.published_at = 0, 40000
        self.ended: ProbeUnavailable | str | None = None

    @property
    def sessions(self) -> "Looks":
        return self

    def _session(self, place: str) -> Session:
        return Session(place, self.log, self.errno, self.published_at)

    def get(self, vantage: str) -> Session | None:
        return self._session(vantage) if vantage in self.places else None

    def substitute_session(self, _vantage: str) -> Session | None:
        if isinstance(self.ended, ProbeUnavailable):
            raise self.ended
        return self._session(self.ended) if self.ended else None

    @contextmanager
    def temporary(self, place: Placement) -> Iterator[Session]:
        self.log.append(f"starts {place.network_mode}")
        yield self._session(place.network_mode)

    def converse(
        self, session: Session, vantage: str, tries: Sequence[PlannedAttempt], most_s: float
    ) -> tuple[tuple[Attempt, ...], tuple[()]]:
        (wanted,) = tries
        assert wanted.expected
        self.deadlines_s.append(most_s)
        self.log.append(f"{session.place} dials {wanted.address}")
        outcome = Outcome(self.outcomes.get(session.place.replace(":", "_"), "refused"))
        return (Attempt(vantage=vantage, address=wanted.address, outcome=outcome),), ()


def shop() -> World:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api")
    return world


def proved(looks: Looks, trial: Trial, transport: Transport = Transport.TCP) -> Proof:
    inventory = Inventory(shop().snapshot("5432").survey)
    return Prover(cast(Observer, looks), inventory, None, transport).prove(trial)


@pytest.fixture
def from_here(monkeypatch: pytest.MonkeyPatch) -> list[PlannedAttempt]:
    """What this machine dials; it is answered."""
    dialled: list[PlannedAttempt] = []

    def converse(vantage: str, tries: Sequence[PlannedAttempt], _s: float, _e: object) -> Any:
        dialled.extend(tries)
        return (
            (Attempt(vantage=vantage, address=tries[0].address, outcome=Outcome.ANSWERED),),
            (),
        )

    monkeypatch.setattr(proving, "converse", converse)
    return dialled


def test_what_cannot_be_tried_says_why() -> None:
    assert proved(Looks(), Untriable(reason="it only needs time")).reason == "it only needs time"


@pytest.mark.parametrize(("outcome", "status"), [("answered", "proven"), ("refused", "refuted")])
def test_another_address_is_dialled_by_the_vantages_own_probe(outcome: str, status: str) -> None:
    looks = Looks("service:api", service_api=outcome)
    assert proved(looks, Dial(vantage="service:api", address=DB)).status == status
    assert looks.log == ["service:api dials db:5432"]


def test_a_vantage_without_a_probe_tries_nothing() -> None:
    looks = Looks()
    proof = proved(looks, Dial(vantage="service:api", address=DB))
    assert (proof.status, proof.reason) == ("untried", "no probe could be started at service:api")


def test_this_machine_dials_with_its_own_sockets(from_here: list[PlannedAttempt]) -> None:
    assert proved(Looks(), Dial(vantage="host", address=DB)).status == "proven"
    assert [str(wanted.address) for wanted in from_here] == ["db:5432"]


def test_a_client_that_has_ended_is_replaced_before_a_fix_is_refuted() -> None:
    looks = Looks("service:api", instead="answered")
    looks.ended = "instead"
    assert proved(looks, Dial(vantage="service:api", address=DB)).status == "proven"
    assert looks.log == ["service:api dials db:5432", "instead dials db:5432"]


def test_a_client_that_nothing_can_replace_leaves_the_fix_untried() -> None:
    looks = Looks("service:api")
    looks.ended = ProbeUnavailable("the container stopped during inspection")
    proof = proved(looks, Dial(vantage="service:api", address=DB))
    assert (proof.status, proof.reason) == ("untried", "the container stopped during inspection")


def test_a_client_that_was_answered_is_not_asked_about_again() -> None:
    looks = Looks("service:api", service_api="answered")
    looks.ended = ProbeUnavailable("nobody asks")
    assert proved(looks, Dial(vantage="service:api", address=DB)).status == "proven"


def test_a_change_of_networks_is_tried_by_a_fresh_probe_on_them() -> None:
    looks = Looks("service:api", shop_default="answered")
    trial = DialAs(vantage="service:api", networks=("shop_default",), address=DB)
    assert proved(looks, trial).status == "proven"
    assert looks.log == ["starts shop_default", "shop_default dials db:5432"]


def test_a_port_is_published_by_a_relay_and_dialled_from_here(
    from_here: list[PlannedAttempt],
) -> None:
    looks = Looks()
    assert proved(looks, Publish(container="id-shop-db", port=5432)).status == "proven"
    assert looks.log == [
        "starts shop_default",
        "shop_default relays 0.0.0.0:5432 to 172.18.0.2:5432",
    ]
    (wanted,) = from_here
    assert (str(wanted.address), wanted.hint, wanted.port_there) == (
        "127.0.0.1:40000",
        "example/db",
        5432,
    )


def test_a_server_on_its_loopback_has_a_second_relay_while_the_port_is_dialled(
    from_here: list[PlannedAttempt],
) -> None:
    looks = Looks()
    trial = Publish(container="id-shop-db", port=5432, loopback="127.0.0.1")
    assert proved(looks, trial).status == "proven"
    assert len(from_here) == 1
    assert looks.log == [
        "starts container:id-shop-db",
        "container:id-shop-db relays 172.18.0.2:5432 to 127.0.0.1:5432",
        "starts shop_default",
        "shop_default relays 0.0.0.0:5432 to 172.18.0.2:5432",
        "container:id-shop-db drops",
    ]


@pytest.mark.parametrize(
    ("container", "published_at", "errno", "reason"),
    [
        ("gone", 40000, 0, "the container no longer exists"),
        ("id-shop-db", 0, 0, "network shop_default does not publish ports"),
        ("id-shop-db", 40000, 13, "a relay could not listen on 0.0.0.0:5432"),
    ],
)
def test_a_port_that_cannot_be_published_is_untried(
    container: str, published_at: int, errno: int, reason: str
) -> None:
    looks = Looks()
    looks.published_at, looks.errno = published_at, errno
    proof = proved(looks, Publish(container=container, port=5432))
    assert (proof.status, proof.reason) == ("untried", reason)


def rebind(**more: Any) -> Rebind:
    server = Address(host="127.0.0.1", port=5432)
    given: dict[str, Any] = {
        "container": "id-shop-db", "listen_on": "172.18.0.2", "port": 5432, "server": server,
        "vantage": "service:api", "address": DB,
    } | more  # fmt: skip
    return Rebind(**given)


def test_a_call_is_repeated_while_a_relay_listens_where_the_server_should() -> None:
    looks = Looks("service:api", service_api="answered")
    assert proved(looks, rebind()).status == "proven"
    assert looks.log == [
        "starts container:id-shop-db",
        "container:id-shop-db relays 172.18.0.2:5432 to 127.0.0.1:5432",
        "service:api dials db:5432",
        "container:id-shop-db drops",
    ]


def test_a_server_of_the_host_has_its_relay_there_and_the_client_may_be_fresh() -> None:
    looks = Looks(shop_default="answered")
    trial = rebind(container=None, listen_on="172.18.0.1", networks=("shop_default",))
    assert proved(looks, trial).status == "proven"
    assert looks.log == [
        "starts host",
        "host relays 172.18.0.1:5432 to 127.0.0.1:5432",
        "starts shop_default",
        "shop_default dials db:5432",
        "host drops",
    ]


def test_a_relay_that_cannot_listen_leaves_the_call_unmade() -> None:
    looks = Looks("service:api", service_api="answered")
    looks.errno = 98
    assert proved(looks, rebind()).reason == "a relay could not listen on 172.18.0.2:5432"
    assert not [line for line in looks.log if "dials" in line]


def test_a_relay_is_ended_though_the_call_failed() -> None:
    looks = Looks("service:api")
    looks.ended = ProbeUnavailable("lost")
    assert proved(looks, rebind()).reason == "lost"
    assert looks.log[-1] == "container:id-shop-db drops"


def test_a_relay_is_never_the_proof_for_udp() -> None:
    for trial in (rebind(), Publish(container="id-shop-db", port=8125)):
        looks = Looks()
        assert proved(looks, trial, Transport.UDP).reason == "a probe relays TCP only"
        assert looks.log == []


def test_another_address_is_tried_for_udp_too() -> None:
    looks = Looks("service:api", service_api="answered")
    address = Address(host="stats", port=8125, transport=Transport.UDP)
    trial = Dial(vantage="service:api", address=address)
    assert proved(looks, trial, Transport.UDP).status == "proven"


@pytest.mark.parametrize(
    ("host", "driver", "short"),
    [("db", "bridge", True), ("db", "overlay", False), ("spare", "bridge", False)],
)
def test_only_on_a_local_bridge_is_the_wait_short(host: str, driver: str, short: bool) -> None:
    world = shop()
    world.networks = [replace(network, driver=driver) for network in world.networks]
    looks = Looks("service:api")
    prover = Prover(
        cast(Observer, looks), Inventory(world.snapshot("5432").survey), None, Transport.TCP
    )
    prover.prove(Dial(vantage="service:api", address=Address(host=host, port=5432)))
    (deadline_s,) = looks.deadlines_s
    assert (deadline_s < looks.timeout_s) is short


def test_a_network_that_is_gone_does_not_make_the_wait_long() -> None:
    world = shop()
    gone = replace(world.networks[1], id="n-gone", name="gone")
    world.container("spare", networks=[world.networks[1], gone])
    looks = Looks("service:api")
    prover = Prover(
        cast(Observer, looks), Inventory(world.snapshot("5432").survey), None, Transport.TCP
    )
    prover.prove(Dial(vantage="service:api", address=Address(host="spare", port=5432)))
    assert looks.deadlines_s[0] < looks.timeout_s
