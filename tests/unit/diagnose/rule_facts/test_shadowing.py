"""The process of this machine that answers in place of a container."""

from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.facts import Listener, Unobserved
from tests.support.world import World, listener, view
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of


def beside(vantage: str = "host", **engine: object) -> World:
    """web is published on 127.0.0.1, and a process of this machine listens on ::1."""
    world = World(engine=engine)
    world.container("web", publishes=["127.0.0.1:8080:80"], listens=["0.0.0.0:80"])
    world.host_listens("[::1]:8080")
    world.views["engine-host"] = view("engine-host", [listener("[::1]:8080")])
    world.attempt(vantage, "[::1]:8080", "silent", resolved="::1")
    return world


def of(world: World, *vantages: str) -> SymptomFacts:
    return facts_of(world.snapshot("[::1]:8080", *vantages))


def test_who_listens_on_the_very_address_is_met_first() -> None:
    found = of(beside()).shadowing
    assert isinstance(found, Listener)
    assert found.address == "::1"


def test_on_an_engine_that_may_be_elsewhere_it_is_unknown() -> None:
    reason = Unobserved("the engine is reached over SSH")
    assert of(beside(same_machine=reason)).shadowing == reason


def test_within_a_container_this_machine_shadows_nobody() -> None:
    reason = Unobserved("the engine is reached over SSH")
    assert of(beside("service:web", same_machine=reason), "service:web").shadowing is None


def test_without_this_machines_sockets_it_is_unknown() -> None:
    world = beside()
    world.views["engine-host"] = world.host_listeners = Unobserved("not permitted")
    assert of(world).shadowing == Unobserved("not permitted")
