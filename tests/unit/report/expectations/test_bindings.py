"""What the local network could reach: judged from what ports are bound to."""

from __future__ import annotations

from typing import Any

import pytest

from containerloop.facts import Unobserved
from containerloop.report.expectations.bindings import judged_from_bindings
from containerloop.report.expectations.judgement import Judged
from containerloop.topology.inventory import Inventory
from tests.support.stated import read
from tests.support.world import World


def judge(world: World, does: str = "not-reach", port: str = "5432") -> Judged:
    [stated] = read(f"from: lan, {does}: '{port}'")
    return judged_from_bindings(stated, Inventory(world.snapshot("5432").survey))


def published(where: str, **more: Any) -> World:
    world = World()
    world.container("db", publishes=[where], **more)
    return world


@pytest.mark.parametrize("where", ["127.0.0.1:5432:5432", "127.0.0.2:5432:80"])
def test_loopback_is_closed(where: str) -> None:
    told = judge(published(where))
    assert told.holds is True
    assert "db publishes it on 127.0.0." in told.reason
    assert told.reason.endswith(" only")
    assert judge(published(where), "reach").holds is False


@pytest.mark.parametrize("where", ["5432:5432", "0.0.0.0:5432:80", "192.168.1.7:5432:5432"])
def test_any_other_address_is_open(where: str) -> None:
    told = judge(published(where))
    assert told.holds is False
    assert told.reason.startswith("judged from the bindings: db publishes it on ")
    assert judge(published(where), "reach").holds is True


def test_another_port_is_not_it() -> None:
    assert judge(published("5433:5432")).holds is True
    assert judge(published("5432:5432"), port="5432/udp").holds is True


def test_a_container_that_does_not_run_binds_nothing() -> None:
    assert judge(published("5432:5432", status="exited")).holds is True


def test_a_process_of_this_machine_counts() -> None:
    world = World()
    world.host_listens("0.0.0.0:5432", process="postgres")
    told = judge(world)
    assert told == Judged(
        False, "judged from the bindings: postgres of this machine listens on 0.0.0.0"
    )
    world = World()
    world.host_listens("127.0.0.1:5432", "[::1]:5432", "0.0.0.0:5433", process=None)
    told = judge(world)
    assert told == Judged(
        True, "judged from the bindings: a process of this machine listens on 127.0.0.1 only"
    )


def test_one_open_binding_among_closed_ones_is_enough() -> None:
    world = published("127.0.0.1:5432:5432")
    world.host_listens("127.0.0.1:5432", "10.0.0.5:5432")
    assert judge(world).holds is False


def test_in_host_mode_a_publication_does_nothing() -> None:
    world = published("5432:5432", mode="host")
    assert judge(world).holds is True


def test_nothing_at_all() -> None:
    assert judge(World()) == Judged(True, "judged from the bindings: nothing is bound to it")
    assert judge(World(), "reach").holds is False


@pytest.mark.parametrize("does", ["reach", "not-reach"])
def test_sockets_that_were_not_seen_are_no_pass(does: str) -> None:
    world = published("127.0.0.1:5432:5432")
    world.host_listeners = Unobserved("this platform does not tell")
    assert judge(world, does) == Judged(None, "this platform does not tell")


@pytest.mark.parametrize("does", ["reach", "not-reach"])
def test_an_engine_elsewhere_has_sockets_that_were_not_seen(does: str) -> None:
    away = {"same_machine": False, "same_kernel": False}
    told = judge(World(engine=away), does)
    assert told == Judged(None, "the sockets of the engine's own host were not seen")


def test_what_is_open_is_open_whatever_else_was_not_seen() -> None:
    world = published("5432:5432")
    world.host_listeners = Unobserved("this platform does not tell")
    assert judge(world).holds is False


def test_a_virtual_machine_publishes_here() -> None:
    desktop = {"same_machine": False, "same_kernel": False, "flavour": "docker-desktop"}
    assert judge(World(engine=desktop)).holds is True
