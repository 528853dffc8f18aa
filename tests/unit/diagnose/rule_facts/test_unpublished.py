"""The services that serve a port unpublished: which, in what order, and who listens."""

from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.rule_facts.unpublished import Unpublished
from containerloop.facts import ServiceConfig, Unobserved
from tests.support.rule_worlds import nobody
from tests.support.world import World, publication
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of

SERVES: dict[str, Any] = {"listens": ["0.0.0.0:5432"]}
UNSEEN: dict[str, Any] = {"listens": None, "exposes": [5432]}
IDLE: dict[str, Any] = {"listens": [], "exposes": [5432]}


def of(**containers: dict[str, Any]) -> Unpublished:
    world = nobody()
    for name, more in containers.items():
        world.container(name, **more)
    return said(world)


def said(world: World) -> Unpublished:
    fact = facts_of(world.snapshot("5432")).unpublished
    assert not isinstance(fact, Unobserved)
    return fact


def names(fact: Unpublished) -> list[str]:
    return [each.name for each in fact.services]


def test_those_that_are_seen_to_listen_come_first() -> None:
    fact = of(unseen=UNSEEN, db=SERVES, idle=IDLE)
    assert names(fact) == ["db", "unseen"]
    assert fact.listening is True


def test_whether_one_listens_that_was_not_inspected_is_unknown() -> None:
    assert isinstance(of(unseen=UNSEEN, idle=IDLE).listening, Unobserved)


def test_those_that_only_expose_it_are_told_where_no_other_is() -> None:
    fact = of(idle=IDLE)
    assert (names(fact), fact.listening) == (["idle"], False)


def test_where_nobody_serves_one_that_was_not_inspected_may() -> None:
    fact = of(other={"listens": None})
    assert fact.services == ()
    assert isinstance(fact.unseen, Unobserved)
    assert of(other={"listens": ["0.0.0.0:80"]}).unseen is None


def test_the_containers_of_one_service_are_one() -> None:
    web = {"service": "web", "exposes": [5432]} | SERVES
    [service] = of(w1=web, w2=web).services
    assert service.name == "web (2 containers)"
    assert [c.name for c in service.containers] == ["shop-w1-1", "shop-w2-1"]


def test_what_is_published_or_cannot_be_is_not_among_them() -> None:
    assert names(of(db=SERVES | {"publishes": ["5433:5432"]})) == []
    assert names(of(db=SERVES | {"mode": "host"})) == []
    assert names(of(db=SERVES | {"status": "exited", "exposes": [5432]})) == []


def test_another_port_that_is_published_is_not_this_one() -> None:
    assert names(of(db=SERVES | {"publishes": ["9000:9000"]})) == ["db"]


def test_a_port_that_is_published_for_the_other_transport_has_another_fault() -> None:
    assert names(of(db=SERVES | {"publishes": ["5433:5432/udp"]})) == []
    world = World()
    world.container("stats", listens=["0.0.0.0:8125/udp"], publishes=["8126:8125"])
    world.attempt("host", "localhost:8125/udp", "refused", resolved="127.0.0.1")
    fact = facts_of(world.snapshot("localhost:8125/udp")).unpublished
    assert not isinstance(fact, Unobserved)
    assert names(fact) == []


def test_what_the_file_publishes_by_now_is_not_among_them() -> None:
    world = nobody()
    world.container("db", **SERVES)
    assert names(said(world)) == ["db"]
    world.services = [ServiceConfig(name="db", ports=(publication("5433:5432"),))]
    assert names(said(world)) == []


def test_of_a_shared_namespace_the_owner_is_told() -> None:
    world = nobody()
    app = world.container("app", **SERVES)
    world.container("side", mode=f"container:{app.id}", exposes=[5432])
    world.views["service:side"] = replace(world.views["service:app"], vantage="service:side")
    assert names(said(world)) == ["app"]
