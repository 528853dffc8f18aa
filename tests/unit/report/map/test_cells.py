"""Who reaches what, read from a snapshot."""

from __future__ import annotations

from typing import Any

import pytest

from containerloop.facts import Network, Unobserved
from containerloop.report.map.cells import NO_NETWORK, NOT_PUBLISHED, NOT_TRIED
from containerloop.report.map.values import CellLine, ProjectMap, Reach
from containerloop.report.map.whole import map_of
from tests.support import recorded
from tests.support.world import SHOP, World

BACK = Network(id="n-back", name="shop_back", driver="bridge", internal=True, project="shop")


def shop(**db: Any) -> World:
    world = World()
    world.networks.append(BACK)
    world.container("db", **{"exposes": [5432], "listens": ["0.0.0.0:5432"], **db})
    world.container("api", refers=["postgres://db:5432/app"])
    return world


def cell(world: World, vantage: str, server: str | None = "db") -> CellLine:
    found = (c for c in mapped(world).cells if (c.vantage, c.server) == (vantage, server))
    return next(found)


def mapped(world: World) -> ProjectMap:
    return map_of(world.snapshot("5432"))


def test_an_answer_is_one() -> None:
    world = shop()
    world.attempt("service:api", "db:5432", "answered", protocol="postgresql")
    told = cell(world, "service:api")
    assert (told.reach, told.relied_on, told.address) == (Reach.ANSWERS, True, "db:5432")
    assert mapped(world).servers[0].protocol == "postgresql"
    assert not [c for c in mapped(world).cells if c.server is None]


@pytest.mark.parametrize("outcome", ["refused", "timed-out", "accepted-then-closed", "silent"])
def test_what_does_not_answer_fails(outcome: str) -> None:
    world = shop()
    world.attempt("service:api", "db:5432", outcome)
    assert (cell(world, "service:api").reach, cell(world, "service:api").outcome) == (
        Reach.FAILS, outcome,
    )  # fmt: skip


def test_an_answer_that_does_not_serve_fails() -> None:
    world = shop()
    world.attempt("service:api", "db:5432", "answered", protocol="postgresql", refusal="no entry")
    assert cell(world, "service:api").reach is Reach.FAILS


def test_a_datagram_without_an_answer_tells_nothing() -> None:
    world = World()
    world.container("dns", publishes=["5353:53/udp"])
    world.container("api")
    world.attempt("service:api", "dns:53/udp", "silent")
    assert cell(world, "service:api", "dns").reach is Reach.UNKNOWN


def test_a_datagram_that_is_refused_fails() -> None:
    world = World()
    world.container("dns", publishes=["5353:53/udp"])
    world.container("api")
    world.attempt("service:api", "dns:53/udp", "refused")
    assert cell(world, "service:api", "dns").reach is Reach.FAILS


def test_what_is_relied_on_and_fails_is_told_before_what_else_answers() -> None:
    world = shop(publishes=["5432:5432"])
    world.attempt("service:api", "db:5432", "refused")
    world.attempt("service:api", "172.18.0.1:5432", "answered", protocol="postgresql")
    told = cell(world, "service:api")
    assert (told.reach, told.address) == (Reach.FAILS, "db:5432")


def test_of_several_answers_the_name_is_told() -> None:
    world = shop()
    world.container("web")
    world.attempt("service:web", "172.18.0.2:5432", "answered", protocol="postgresql")
    world.attempt("service:web", "db:5432", "answered", protocol="postgresql")
    assert cell(world, "service:web").address == "db:5432"


def test_why_nothing_was_measured() -> None:
    world = shop(networks=(BACK,))
    world.container("web", networks=(SHOP,))
    world.container("job", networks=(BACK,))
    world.views["service:gone"] = Unobserved("gone is not running")
    assert cell(world, "service:web").reason == NO_NETWORK
    assert cell(world, "service:job").reason == NOT_TRIED
    assert cell(world, "host").reason == NOT_PUBLISHED
    assert cell(shop(publishes=["5432:5432"]), "host").reason == NOT_TRIED
    world.views["service:job"] = Unobserved("job stopped during inspection")
    assert cell(world, "service:job").reason == "job stopped during inspection"
    down = shop(status="exited", listens=None)
    assert cell(down, "service:api").reason == "db is not running"


def test_an_address_that_leads_to_no_server_is_lost() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", refers=["redis://localhost:6379"])
    world.attempt("service:api", "localhost:6379", "refused", resolved="127.0.0.1")
    told = cell(world, "service:api", None)
    assert (told.address, told.reach, told.relied_on) == ("localhost:6379", Reach.FAILS, True)


def test_a_server_has_no_cell_for_itself() -> None:
    world = shop()
    assert not [c for c in mapped(world).cells if (c.vantage, c.server) == ("service:db", "db")]


def test_places_and_networks_are_called_as_in_the_file() -> None:
    world = shop(networks=(SHOP, BACK))
    told = mapped(world)
    assert [(n.name, n.internal) for n in told.networks] == [("back", True), ("default", False)]
    assert [(p.name, p.networks) for p in told.places] == [
        ("host", ()), ("api", ("default",)), ("db", ("back", "default")),
    ]  # fmt: skip


def test_every_recorded_snapshot_has_a_map_that_agrees_with_its_attempts() -> None:
    for path in recorded.all_recorded():
        snapshot = recorded.read(path)
        told = map_of(snapshot)
        names = {each.name for each in told.places}
        assert {s.name for s in told.servers} <= names
        for each in told.cells:
            assert each.server is None or each.server in names
            assert (each.address is None) == (each.outcome is None), path.stem
            assert each.reason if each.outcome is None else True
