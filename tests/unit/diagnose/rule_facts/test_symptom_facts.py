"""The facts that rules name, and which of them are unknown when something was not seen."""

from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.rule_facts.symptom_facts import FACTS, SymptomFacts, applied
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import NoProject, Snapshot, Unobserved
from tests.support.rule_worlds import shop
from tests.support.world import World
from tests.unit.diagnose.test_case import GONE, blind


def facts_of(snapshot: Snapshot) -> SymptomFacts:
    return diagnose(snapshot, CATALOGUE).facts[0]


def refused(**web: object) -> World:
    """This machine is refused at 3000, which a container may serve."""
    world = World()
    world.container("web", **web)  # type: ignore[arg-type]
    world.attempt("host", "localhost:3000", "refused", resolved="127.0.0.1")
    return world


def test_all_that_is_derived_of_containers_is_unknown_without_them() -> None:
    facts = facts_of(blind(shop().snapshot("5432"), "containers"))
    kept = {"symptom", "attempts", "host_listeners", "engine", "project", "nobody_serves"}
    kept |= {"here", "listeners"}  # a call of this machine
    kept |= {"question", "why_no_engine", "why_no_project", "proxied_ports"}
    assert {name for name in FACTS if isinstance(getattr(facts, name), Unobserved)} == FACTS - kept


def test_a_rule_is_given_the_facts_that_it_names() -> None:
    def rule(symptom: Symptom, could_start: bool) -> tuple[Symptom, bool]:
        return symptom, could_start

    facts = facts_of(shop().snapshot("5432"))
    assert applied(rule, facts) == (facts.symptom, True)
    assert applied(rule, facts_of(blind(shop().snapshot("5432"), "networks"))) == GONE


def test_there_may_be_others_who_serve_the_port_than_those_that_are_seen() -> None:
    unseen = facts_of(refused(listens=None).snapshot("3000")).servers
    assert not isinstance(unseen, Unobserved)
    assert (unseen.known, unseen.unseen) == ((), Unobserved("nobody looked inside web"))
    seen = facts_of(refused(listens=["0.0.0.0:80"]).snapshot("3000")).servers
    assert not isinstance(seen, Unobserved)
    assert (seen.known, seen.unseen) == ((), None)


def test_whose_server_is_meant_is_unknown_where_one_was_not_looked_into() -> None:
    facts = facts_of(refused(listens=None).snapshot("3000"))
    assert facts.target == facts.target_listeners == Unobserved("nobody looked inside web")
    facts = facts_of(refused(listens=[]).snapshot("3000"))
    assert (facts.target, facts.target_listeners) == (None, ())


def test_sockets_that_nobody_saw_have_their_reason() -> None:
    inside = facts_of(refused(listens=None).snapshot("3000")).listeners_by_container
    assert inside == {"id-shop-web": Unobserved("nobody looked inside web")}


def test_no_project_is_another_thing_than_one_that_was_not_read() -> None:
    world = World(project=None)
    world.container("web")
    world.attempt("host", "localhost:3000", "refused", resolved="127.0.0.1")
    snapshot = world.snapshot("3000")
    assert isinstance(snapshot.survey.project, NoProject)
    assert facts_of(snapshot).project is None
    assert "CL205" in world.report("3000").ruled_out
    unread = facts_of(blind(snapshot, "project"))
    assert unread.project == unread.stale == GONE
