"""What is published at the asked number, on the left side and on the right."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.facts import Unobserved
from tests.support.rule_worlds import nobody
from tests.support.world import World, publication
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of


def published(*ports: str, host: str = "127.0.0.1") -> SymptomFacts:
    """This machine dials 8080; web listens on 80."""
    world = World()
    world.container("web", publishes=ports, listens=["0.0.0.0:80"])
    world.attempt("host", f"{host}:8080", "refused", resolved=host)
    return facts_of(world.snapshot("8080"))


def test_published_here_is_what_the_addressee_has_at_the_asked_host_port() -> None:
    facts = published("8080:80", "8081:80", "8080:80/udp", "127.0.0.1:8080:81")
    here = facts.published_here
    assert not isinstance(here, Unobserved)
    assert [(p.host_ip, p.container_port) for p in here] == [("", 80), ("127.0.0.1", 81)]


def test_nobodys_publications_are_none() -> None:
    facts = facts_of(nobody().snapshot("5432"))
    assert (facts.published_here, facts.host_ports, facts.published_everywhere) == ((), (), None)


def test_in_a_shared_namespace_it_is_the_owner_that_publishes() -> None:
    world = World()
    world.container("api", refers=["http://side:8080/"])
    app = world.container("app", publishes=["8080:80"], listens=["0.0.0.0:80"])
    world.container("side", mode=f"container:{app.id}")
    world.attempt("service:api", "side:8080", "refused")
    assert facts_of(world.snapshot("side:8080")).published_here == app.published


@pytest.mark.parametrize(
    ("ports", "told"),
    [
        (["5433:5432"], [5433]),
        (["0.0.0.0:5433:5432", "::5433:5432"], [5433]),
        (["5433:5432", "5434:5432"], [5434, 5433]),
        (["5433:5432/udp"], []),
        (["5433:5431"], []),
        (["0:5432"], []),
    ],
)
def test_host_ports_are_those_of_the_asked_container_port(
    ports: list[str], told: list[int]
) -> None:
    world = nobody()
    world.container("db", publishes=ports)
    facts = facts_of(world.snapshot("localhost:5432"))
    assert not isinstance(facts.host_ports, Unobserved)
    assert [each.publication.host_port for each in facts.host_ports] == told


def test_of_a_publication_that_was_not_made_only_a_stopped_containers_counts() -> None:
    world = nobody()
    made = world.container("db", publishes=["5433:5432"])
    world.containers = [replace(made, published=())]
    assert facts_of(world.snapshot("localhost:5432")).host_ports == ()
    world.containers = [replace(made, published=(), state=replace(made.state, status="exited"))]
    assert facts_of(world.snapshot("localhost:5432")).host_ports != ()


def test_what_is_ignored_in_host_mode_is_no_host_port() -> None:
    world = nobody()
    world.container("db", mode="host", publishes=["5433:5432"])
    assert facts_of(world.snapshot("localhost:5432")).host_ports == ()


@pytest.mark.parametrize(
    ("port", "everywhere"),
    [
        ("8080:80", True),
        ("0.0.0.0:8080:80", True),
        (":::8080:80", True),
        ("127.0.0.1:8080:80", False),
        ("10.0.0.5:8080:80", False),
    ],
)
def test_published_everywhere_is_what_every_address_has(port: str, everywhere: bool) -> None:
    wide = published(port, "9090:90").published_everywhere
    assert wide == (publication(port) if everywhere else None)


def test_the_clients_own_publication_is_not_asked_for() -> None:
    world = World()
    world.container("api", publishes=["8080:80"])
    world.attempt("service:api", "localhost:80", "refused", resolved="127.0.0.1")
    assert facts_of(world.snapshot("localhost:80", "service:api")).published_everywhere is None
