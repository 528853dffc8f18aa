"""A question about several ports, taken apart: what counts where nobody asked about a port."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from containerloop.facts import State
from containerloop.plan.parts import all_of, parts
from containerloop.plan.values import Strength
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BLOG
from tests.support.world import World

POSTGRES = "postgres:16"


def relied(world: World, target: str = "", *vantages: str) -> list[str]:
    """`vantage → address`, in the parts' order."""
    snapshot = world.snapshot(target, *vantages)
    found = parts(
        snapshot.question, Inventory(snapshot.survey), snapshot.views, snapshot.complaints
    )
    return [f"{e.vantage} → {e.address}" for e in all_of(found)]


def shop() -> World:
    world = World()
    world.container("db", image=POSTGRES, exposes=[5432], publishes=["15432:5432"])
    world.container("api", refers=["postgres://db:5432/app", "http://localhost:15432/"])
    world.container("worker", depends_on=("db",))
    world.container("web", publishes=["8080:80"], refers=["http://api:8000/", "http://api:8001/"])
    return world


def test_everything_is_what_anybody_relies_on_each_once() -> None:
    assert relied(shop()) == [
        "host → 127.0.0.1:8080",
        "service:api → db:5432",
        "service:api → localhost:15432",
        "host → 127.0.0.1:15432",
        "service:worker → db:5432",
        "service:web → api:8000",
        "service:web → api:8001",
    ]


def test_what_another_project_publishes_is_nothing_that_this_one_relies_on() -> None:
    world = shop()
    world.container("db", project="blog", publishes=["5432:5432"], networks=(BLOG,))
    assert "host → 127.0.0.1:5432" not in relied(world)
    assert "host → 127.0.0.1:5432" in relied(world, "5432-5433")


def test_each_part_is_a_question_about_one_port() -> None:
    snapshot = shop().snapshot("")
    found = parts(snapshot.question, Inventory(snapshot.survey), snapshot.views)
    assert [p.question.port for p in found] == [80, 5432, 8000, 8001]
    assert not any(p.question.several for p in found)
    assert {p.question.target for p in found} == {"80", "5432", "8000", "8001"}


def test_a_question_about_one_port_is_its_only_part() -> None:
    snapshot = shop().snapshot("5432")
    found = parts(snapshot.question, Inventory(snapshot.survey), snapshot.views)
    assert [p.question for p in found] == [snapshot.question]
    assert [p.question.port for p in found] == [5432]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("8000-8001", ["service:web → api:8000", "service:web → api:8001"]),
        ("8001-8079", ["service:web → api:8001"]),
        ("8002-8079", []),
        ("8080-8090", ["host → 127.0.0.1:8080"]),
        ("15000-15999", ["service:api → localhost:15432", "host → 127.0.0.1:15432"]),
    ],
)
def test_a_range_has_the_ports_that_anybody_uses(target: str, expected: list[str]) -> None:
    assert relied(shop(), target) == expected


def test_only_the_asked_vantages_count() -> None:
    assert relied(shop(), "", "service:worker") == ["service:worker → db:5432"]
    assert relied(shop(), "", "service:db") == []


def test_nothing_is_assumed() -> None:
    world = World()
    world.container("db", exposes=[5432])
    assert relied(world) == []
    assert relied(world, "5000-6000") == []
    assert relied(world, "5432") == ["host → localhost:5432"]


def test_what_is_being_called_and_complained_of_counts() -> None:
    world = shop()
    world.calls("service:worker", "172.18.0.2:9999")
    world.complains("service:worker", "cache:6379")
    told = relied(world)
    assert "service:worker → 172.18.0.2:9999" in told
    assert "service:worker → cache:6379" in told


def test_addresses_of_other_machines_are_left_alone() -> None:
    world = World()
    world.container("api", refers=["https://api.example.com/", "postgres://8.8.8.8:5432/x"])
    assert relied(world) == []


@pytest.mark.parametrize(
    ("image", "exposes", "refers", "expected"),
    [
        (POSTGRES, [5432], [], True),
        (POSTGRES, [5433], [], False),  # not where a PostgreSQL listens as a rule
        ("example/api", [8000], [], False),  # EXPOSE says nothing of who listens
        (POSTGRES, [5432], ["http://db:9187/metrics"], False),  # it says what it uses
        (POSTGRES, [5432], ["http://web:80/"], True),
    ],
)
def test_a_dependant_needs_the_usual_port_of_a_known_server(
    image: str, exposes: list[int], refers: list[str], *, expected: bool
) -> None:
    world = World()
    world.container("db", image=image, exposes=exposes)
    world.container("web", exposes=[80])
    world.container("api", depends_on=("db",), refers=refers)
    assert any(a.startswith(f"service:api → db:{exposes[0]}") for a in relied(world)) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("service_healthy", True), ("service_completed_successfully", False)],
)
def test_a_job_that_is_waited_for_serves_nobody(condition: str, *, expected: bool) -> None:
    world = World()
    world.container("dump", image=POSTGRES, exposes=[5432])
    world.container("api", depends_on=("dump",))
    world.config("api", depends_on={"dump": condition})
    world.config("dump")
    assert bool(relied(world)) is expected


@pytest.mark.parametrize(
    ("state", "one_off", "expected"),
    [
        (State(status="exited", exit_code=0), False, False),
        (State(status="exited", exit_code=1), False, True),
        (State(status="exited", exit_code=1), True, False),
        (State(status="running"), True, True),
        (State(status="created"), False, True),
    ],
)
def test_a_job_that_is_done_calls_nobody(state: State, *, one_off: bool, expected: bool) -> None:
    world = World()
    world.container("db", exposes=[5432])
    job = world.container("job", refers=["postgres://db:5432/app"], state=state)
    world.containers[-1] = replace(job, one_off=one_off)
    assert bool(relied(world)) is expected


def test_strengths_are_kept() -> None:
    snapshot = shop().snapshot("")
    found = all_of(parts(snapshot.question, Inventory(snapshot.survey), snapshot.views))
    assert {e.strength for e in found} == {
        Strength.REFERENCED,
        Strength.PUBLISHED,
        Strength.DEPENDANT,
    }


def test_a_variable_that_names_only_a_host_means_the_usual_port_of_a_server_here() -> None:
    world = World()
    world.container("memory", image="redis:7")
    world.container("cart", env=["CACHE_SERVER=localhost"])
    assert relied(world) == ["service:cart → localhost:6379"]
    alone = World()
    alone.container("cart", env=["CACHE_SERVER=localhost"])
    alone.container("web", image="shop/web", refers=["redis://other:7000"])
    assert relied(alone) == ["service:web → other:7000"]


def test_a_server_beside_whole_addresses_is_asked_about_for_none_of_them() -> None:
    world = World()
    world.container("memory", image="redis:7")
    world.container("web", refers=["redis://memory:7000"])
    assert relied(world) == ["service:web → memory:7000"]
