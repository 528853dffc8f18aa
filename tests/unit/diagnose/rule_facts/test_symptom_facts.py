"""The facts that rules name, and which of them are unknown when something was not seen."""

from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.rule_facts.named_facts import FACTS, applied
from containerloop.diagnose.rule_facts.port_holders import port_holders
from containerloop.diagnose.rule_facts.servers import HostServer, Servers
from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Listener, NoProject, Snapshot, Unobserved
from containerloop.topology.inventory import Inventory
from tests.support.catalogue import CATALOGUE
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
    kept = {
        "symptom",
        "attempts",
        "host_listeners",
        "engine",
        "platform",
        "project",
        "nobody_serves",
    }
    kept |= {"here", "listeners", "doubted"}  # a call of this machine, and what came of trials
    kept |= {"own_listeners", "engine_listeners", "port_in_use", "impostor_images"}
    kept |= {"question", "why_no_engine", "why_no_project", "proxied_ports"}
    kept |= {"platform", "tasks_unasked", "out_of_the_sandbox"}
    kept |= {"published_apart", "unready"}
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
    assert (unseen.known, unseen.unseen) == ((), Unobserved("web was not inspected"))
    seen = facts_of(refused(listens=["0.0.0.0:80"]).snapshot("3000")).servers
    assert not isinstance(seen, Unobserved)
    assert (seen.known, seen.unseen) == ((), None)


def test_whose_server_is_meant_is_unknown_where_one_was_not_looked_into() -> None:
    facts = facts_of(refused(listens=None).snapshot("3000"))
    assert facts.target == facts.target_listeners == Unobserved("web was not inspected")
    facts = facts_of(refused(listens=[]).snapshot("3000"))
    assert (facts.target, facts.target_listeners) == (None, ())


def test_sockets_that_nobody_saw_have_their_reason() -> None:
    inside = facts_of(refused(listens=None).snapshot("3000")).listeners_by_container
    assert inside == {"id-shop-web": Unobserved("web was not inspected")}


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


def test_containers_and_a_process_of_the_host_are_servers_of_two_kinds() -> None:
    world = refused(exposes=[3000], status="exited")
    world.container("api", listens=["0.0.0.0:3000"])
    world.host_listens("0.0.0.0:3000")
    servers = facts_of(world.snapshot("3000")).servers
    assert isinstance(servers, Servers)
    assert [s.container.service for s in servers.containers] == ["api", "web"]  # the running first
    assert isinstance(servers.host, HostServer)
    assert servers.host.listeners[0].process == "server"
    assert servers.known == (*servers.containers, servers.host)
    assert facts_of(world.snapshot("3000")).target is None


def test_a_host_port_is_held_by_a_container_or_by_a_process() -> None:
    world = World()
    world.container("web", publishes=["3000:80"], status="exited")
    world.attempt("host", "127.0.0.1:3000", "refused", resolved="127.0.0.1")
    assert facts_of(world.snapshot("3000")).port_holders == ()
    world.host_listens("0.0.0.0:3000")
    [holder] = facts_of(world.snapshot("3000")).port_holders  # type: ignore[misc]
    assert isinstance(holder.by, Listener)
    other = World().container("api", publishes=["3000:80"])
    web, inventory = world.containers[0], Inventory(world.snapshot("3000").survey)
    survey = replace(inventory.survey, containers=(web, other))
    [holder] = port_holders(web, Inventory(survey), Unobserved("own"))  # type: ignore[misc]
    assert holder.by == other
