"""Which references a question is about."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Machine
from containerloop.plan import reference_matching as matching
from containerloop.plan.values import Strength
from containerloop.question import parse_target
from containerloop.topology.inventory import Inventory
from tests.support.world import BRIDGE, World


def matched(world: World, target: str) -> list[tuple[str, str]]:
    inventory = Inventory(world.snapshot(target).survey)
    question = parse_target(target, ())
    found = [
        e
        for client in inventory.scope
        for e in matching.expected_by_references(client, question, inventory)
    ]
    assert all(e.strength is Strength.REFERENCED and e.reference is not None for e in found)
    return [(e.vantage, str(e.address)) for e in found]


def refers(url: str) -> World:
    world = World()
    world.container("db", publishes=["5433:5432"])
    world.container("api", refers=[url])
    return world


@pytest.mark.parametrize(
    ("url", "target", "about"),
    [
        ("postgres://db:5432/a", "5432", True),
        ("postgres://db:5432/a", "db:5432", True),
        ("postgres://db:5432/a", "DB.:5432", True),
        ("postgres://db:5432/a", "db:5433", False),
        ("postgres://db:5432/a", "spare:5432", False),
        ("postgres://127.0.0.1:5432/a", "localhost:5432", True),
        ("postgres://db:5433/a", "5432", True),
        ("postgres://localhost:5433/a", "5432", True),
        ("postgres://host.docker.internal:5433/a", "5432", True),
        ("postgres://spare:5433/a", "5432", False),
        ("postgres://db:5434/a", "5432", False),
        ("udp://db:5432", "5432", False),
        ("udp://db:5432", "5432/udp", True),
        ("tcp://0.0.0.0:5432", "5432", False),
        ("tcp://[::]:5432", "5432", False),
        ("postgres://db.example.com:5432/a", "5432", False),
        ("postgres://db.example.com:5432/a", "db.example.com:5432", True),
        ("postgres://8.8.8.8:5432/a", "5432", False),
        ("postgres://172.18.0.9:5432/a", "5432", True),
        ("postgres://10.0.0.5:5432/a", "5432", True),
        ("postgres://10.0.0.6:5432/a", "5432", False),
    ],
)
def test_which_references_a_question_is_about(url: str, target: str, about: bool) -> None:
    found = matched(refers(url), target)
    assert [vantage for vantage, _ in found] == ["service:api"] * about


def test_the_same_number_on_both_sides_is_no_other_number() -> None:
    """`5432:5432` of a stranger's name: the number alone means nothing."""
    world = World()
    world.container("db", publishes=["5432:5432"])
    world.container("api", refers=["postgres://db.example.com:5432/a"])
    assert matched(world, "5432") == []


def test_references_keep_the_order_in_which_they_are_written() -> None:
    world = World()
    world.container("api", refers=["postgres://b:5432/a", "postgres://a:5432/a"])
    assert matched(world, "5432") == [("service:api", "b:5432"), ("service:api", "a:5432")]


def browser_world(*hosts: str) -> World:
    world = World()
    world.container("api", exposes=[8000], networks=[])
    made = world.container("web", refers=["http://api:8000/"])
    browsers = tuple(replace(r, browser=True) for r in made.references)
    world.containers[-1] = replace(made, references=browsers)
    return world


def test_what_a_browser_is_given_this_machine_relies_on() -> None:
    assert matched(browser_world(), "8000") == [("host", "api:8000")]


@pytest.mark.parametrize(
    ("hosts", "unknown"), [((), True), ((("API", "127.0.0.1"),), False), ((("x", "::1"),), True)]
)
def test_a_service_name_is_none_of_this_machine_unless_its_hosts_file_has_it(
    hosts: tuple[tuple[str, str], ...], unknown: bool
) -> None:
    survey = browser_world().snapshot("8000").survey
    machine: Machine = replace(survey.machine, hosts=hosts)
    inventory = Inventory(replace(survey, machine=machine))
    web = inventory.scope[1]
    question = parse_target("8000", ())
    (expectation,) = matching.expected_by_references(web, question, inventory)
    assert matching.not_a_name_here(expectation, inventory) is unknown


def test_a_containers_own_reference_is_asked_of_dockers_resolver() -> None:
    world = refers("postgres://db:5432/a")
    inventory = Inventory(world.snapshot("5432").survey)
    question = parse_target("5432", ())
    (expectation,) = matching.expected_by_references(inventory.scope[1], question, inventory)
    assert not matching.not_a_name_here(expectation, inventory)


@pytest.mark.parametrize(
    ("url", "target", "beyond"),
    [
        ("postgres://db.example.com:5432/a", "5432", True),
        ("postgres://8.8.8.8:5432/a", "5432", True),
        ("postgres://db.example.com:5432/a", "db.example.com:5432", False),
        ("postgres://db.example.com:5433/a", "5432", False),
        ("postgres://db:5432/a", "5432", False),
        ("udp://db.example.com:5432", "5432", False),
        ("tcp://0.0.0.0:5432", "5432", False),
    ],
)
def test_which_references_lead_beyond_this_machine(url: str, target: str, beyond: bool) -> None:
    inventory = Inventory(refers(url).snapshot(target).survey)
    found = matching.beyond(parse_target(target, ()), inventory)
    assert [(c.service, str(r.port)) for c, r in found] == [("api", "5432")] * beyond


def test_an_address_of_any_of_the_engines_networks_is_local() -> None:
    world = World()
    world.container("api", networks=[BRIDGE], refers=["postgres://172.18.200.9:5432/a"])
    assert matched(world, "5432") == [("service:api", "172.18.200.9:5432")]


@pytest.mark.parametrize(
    ("socket", "here"),
    [("0.0.0.0:5432", True), ("127.0.0.1:5432", True), ("0.0.0.0:5433", False),
     ("0.0.0.0:5432/udp", False)],
)  # fmt: skip
def test_whether_the_port_is_in_use_here(socket: str, here: bool) -> None:
    world = World()
    world.host_listens(socket)
    inventory = Inventory(world.snapshot("5432").survey)
    assert matching.in_use_here(parse_target("5432", ()), inventory) is here


def test_a_path_that_is_asked_for_stands_in_place_of_the_written_one() -> None:
    world = World()
    client = world.container("api", refers=["http://web:8000/v1"])
    for target, path in (("http://web:8000/x", "/x"), ("http://web:8000", "/v1"), ("8000", "/v1")):
        snapshot = world.snapshot(target)
        (found,) = matching.expected_by_references(
            client, snapshot.question, Inventory(snapshot.survey)
        )
        assert found.opening.path == path
