"""CL205 service-not-created: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.facts import Network, Port, Unobserved
from containerloop.plan.expectations import expectations
from containerloop.plan.rounds import plan
from containerloop.plan.values import Stand
from containerloop.survey.engine.container_references import container_references
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import dials, unavailable
from tests.support.world import World, publication

DB = "postgres://app@db:5432/app"


def absent(**cache: Any) -> World:
    """worker dials cache, which is defined in the file only."""
    world = World()
    world.container("worker", refers=["redis://cache:6379/0"])
    world.config("worker")
    world.config(**({"name": "cache"} | cache))
    world.attempt("service:worker", "cache:6379", "name-not-found")
    return world


def test_a_service_of_a_profile_that_is_off() -> None:
    report = absent(profiles=("extras", "all")).report("6379")
    assert [f.code for f in report.findings] == ["CL205"]
    finding = report.findings[0]
    assert finding.summary == (
        "cache is defined in the compose file but has no container:"
        ' its profile "extras" is not enabled'
    )
    assert finding.remedies[0].host_command == "docker compose --profile extras up -d cache"


def test_a_service_that_was_never_brought_up() -> None:
    finding = absent().report("6379").findings[0]
    assert finding.code == "CL205"
    assert finding.summary == "cache is defined in the compose file but has no container"
    assert finding.remedies[0].host_command == "docker compose up -d cache"


@pytest.mark.parametrize(
    "cache",
    [
        {"name": "store", "aliases": {"shop_default": ("cache",)}},
        {"name": "store", "container_name": "Cache"},
    ],
)
def test_every_name_that_the_file_gives_it(cache: dict[str, Any]) -> None:
    assert absent(**cache).codes("6379") == ["CL205"]


def test_a_name_that_the_file_does_not_have_is_another_fault() -> None:
    assert "CL205" not in absent(name="store").codes("6379")


@pytest.mark.parametrize("status", ["exited", "created"])
def test_a_stopped_container_was_made(status: str) -> None:
    world = absent()
    world.container("cache", status=status)
    assert world.codes("6379") == ["CL201"]


def test_a_one_off_is_not_the_service() -> None:
    world = absent()
    world.container("run", service="cache", status="exited", one_off=True)
    assert world.codes("6379") == ["CL205"]


def test_the_same_service_of_another_project_is_not_this_one() -> None:
    world = absent()
    world.container("cache", project="blog", networks=[])
    assert world.codes("6379") == ["CL205"]


def test_a_namesake_that_serves_the_port_in_another_project_is_not_this_one() -> None:
    world = absent()
    other = Network(id="n-o", name="blog_default", driver="bridge", subnets=("172.31.0.0/16",))
    world.container("cache", project="blog", networks=[other], exposes=[6379])
    assert world.codes("6379") == ["CL205"]


def test_a_published_port_that_only_the_file_has() -> None:
    world = World()
    world.config("web", ports=(publication("8207:80"),))
    world.attempt("host", "localhost:8207", "refused", resolved="127.0.0.1")
    assert world.codes("8207") == ["CL205"]


def test_a_port_that_is_only_exposed_in_the_file() -> None:
    world = World()
    world.config("web", exposed=(Port(number=80),))
    world.attempt("host", "localhost:80", "refused", resolved="127.0.0.1")
    assert world.codes("80") == ["CL205"]


def test_of_two_services_neither_has_a_container() -> None:
    world = World()
    world.config("web", exposed=(Port(number=80),), profiles=("extras",))
    world.config("shop", exposed=(Port(number=80),))
    world.attempt("host", "localhost:80", "refused", resolved="127.0.0.1")
    found = world.report("80").findings[0]
    assert found.summary == "web and shop are defined in the compose file but have no container"
    assert [r.host_command for r in found.remedies] == [
        "docker compose --profile extras up -d web",
        "docker compose up -d shop",
    ]


def test_another_service_that_serves_the_port_is_looked_at_first() -> None:
    world = World()
    world.config("web", exposed=(Port(number=80),))
    world.config("old")
    world.container("old", listens=["0.0.0.0:80"], exposes=[80])
    world.attempt("host", "localhost:80", "refused", resolved="127.0.0.1")
    assert world.codes("80") == ["CL601"]


def test_a_service_of_another_port_is_not_meant() -> None:
    world = World()
    world.config("web", ports=(publication("8207:80/udp"), publication("8208:81")))
    world.attempt("host", "localhost:8207", "refused", resolved="127.0.0.1")
    assert "CL205" not in world.codes("8207")


def test_a_service_that_only_refers_to_somebody_relies_on_nobody_yet() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.config("db")
    world.config("admin", profiles=("tools",), references=container_references([f"URL={DB}"]))
    report = world.report("5432")
    assert report.findings == ()
    assert not [a for a in report.attempts if a.vantage == "service:admin"]


def plan_of(world: World, target: str, *vantages: str) -> dict[str, Stand | Unobserved]:
    seen = world.snapshot(target, *vantages)
    inventory = Inventory(seen.survey)
    made = plan(seen.question, inventory, expectations(seen.question, inventory))
    return {look.vantage: look.stand for look in made.looks}


def test_a_client_without_a_container_is_no_place_to_stand() -> None:
    world = absent()
    made = plan_of(world, "6379", "service:cache")
    assert made["service:cache"] == Unobserved("cache has no container")


def with_missing_db(world: World, **more: Any) -> World:
    """The file has a service db of port 5432, and there is no container of it."""
    for container in world.containers:
        if container.project == "shop":
            world.config(container.service or "")
    given: dict[str, Any] = {"profiles": ("extras",), "ports": (publication("5432:5432"),)} | more
    world.config("db", **given)
    return world


def test_a_missing_services_name_that_leads_elsewhere_is_another_fault() -> None:
    world = with_missing_db(dials(resolved="10.1.2.3"))
    assert "CL205" not in world.codes("db:5432", "service:api")


def test_a_namesake_that_is_stopped_is_whom_the_name_means() -> None:
    world = dials(outcome="name-not-found")
    world.container("db", project="other", exposes=[5432], status="exited")
    assert with_missing_db(world).codes("5432") == ["CL201"]


def test_an_unknown_name_of_the_host_is_not_why_a_service_is_missing() -> None:
    world = with_missing_db(
        dials("postgres://app@host.docker.internal:5432/app", outcome="name-not-found")
    )
    assert "CL205" not in world.codes("5432", "service:api")


def test_a_server_that_was_reached_is_not_a_service_that_is_missing() -> None:
    world = dials("postgres://app@web:5432/app", resolved="172.18.0.3")
    world.container("web", listens=["0.0.0.0:80"])
    assert "CL205" not in with_missing_db(world).codes("5432", "service:api")


@pytest.mark.parametrize(
    ("file", "line", "place"),
    [("compose.yaml", 7, 7), (None, 7, None), ("compose.yaml", None, None)],
)
def test_a_missing_service_is_shown_where_it_stands(
    file: str | None, line: int | None, place: int | None
) -> None:
    world = with_missing_db(dials(outcome="name-not-found"), file=file, line=line)
    location = world.report("5432").findings[0].location
    assert (location.line if location else None) == place
    assert (location is None) is (place is None)


@pytest.mark.parametrize(("profiles", "said"), [((), False), (("extras",), True)])
def test_a_profile_is_told_where_there_is_one(profiles: tuple[str, ...], said: bool) -> None:
    world = with_missing_db(dials(outcome="name-not-found"), profiles=profiles)
    assert ("(profiles: extras)" in world.report("5432").findings[0].evidence[0].saw) is said


def test_without_ipv6s_localhost_a_service_may_still_be_missing() -> None:
    assert with_missing_db(unavailable()).codes("[::1]:5432") == ["CL205"]


def test_a_one_off_does_not_make_its_service() -> None:
    world = dials(outcome="name-not-found")
    world.container("db-run-1", service="db", one_off=True)
    world.config("api")
    world.config("db", ports=(publication("5432:5432"),), file="compose.yaml", line=3)
    assert world.codes("db:5432", "service:api") == ["CL205"]
