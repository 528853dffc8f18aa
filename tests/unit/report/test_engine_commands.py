"""Whom the commands of a report on several engines are told to, and on which machine."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from containerloop.facts import Snapshot, Swarm
from containerloop.report.engine_commands import telling
from tests.support.swarm_world import NODES, stack

AWAY = {"same_machine": False, "same_kernel": False}
MANAGER, WORKER = replace(NODES[0], manager=True), NODES[1]


def seen(node: str, context: str) -> Snapshot:
    world = stack()
    assert isinstance(world.swarm, Swarm)
    world.swarm = replace(world.swarm, node=node, nodes=(MANAGER, WORKER))
    world.engine |= AWAY if context else {}
    return replace(world.snapshot("8000"), context=context)


@pytest.mark.parametrize(
    ("manager", "worker", "told"),
    [
        ("", "node2", "docker service ps shop_db"),
        ("node1", "", "docker --context node1 service ps shop_db"),
        ("node1", "node2", "docker --context node1 service ps shop_db"),
    ],
)
def test_what_concerns_the_swarm_is_told_to_a_manager(manager: str, worker: str, told: str) -> None:
    every = [seen("n1", manager), seen("n2", worker)]
    for each in every:
        assert telling(each, every).told("docker service ps shop_db") == told


def test_what_concerns_a_container_is_told_to_its_engine() -> None:
    every = [seen("n1", ""), seen("n2", "node2")]
    first, second = (telling(each, every) for each in every)
    assert first.told("docker logs api") == "docker logs api"
    assert second.told("docker logs api") == "docker --context node2 logs api"
    assert second.told("docker stop a; docker start a") == (
        "docker --context node2 stop a; docker --context node2 start a"
    )


@pytest.mark.parametrize(
    "command", ["sudo iptables -S INPUT", "ss -ltnp", "ls /proc/net/ip_vs", "sudo modprobe ip_vs"]
)
def test_what_is_typed_on_a_machine_says_on_which(command: str) -> None:
    every = [seen("n1", ""), seen("n2", "node2")]
    first, second = (telling(each, every) for each in every)
    assert first.told(command) == command
    assert second.told(command) == f"{command}  # on node2"
    assert second.told(command, here=True) == command


def test_outside_a_swarm_a_machine_is_called_after_its_context() -> None:
    alone = replace(seen("n2", "staging"), survey=replace(seen("n2", "staging").survey, swarm=None))
    assert telling(alone, [alone]).told("ss -ltnp") == "ss -ltnp  # on the machine of staging"


def test_a_second_engine_on_this_machine_needs_no_name() -> None:
    world = stack()
    there = replace(world.snapshot("8000"), context="rootless")
    assert telling(there, [there]).told("ss -ltnp") == "ss -ltnp"


def test_a_comment_that_is_there_goes_on() -> None:
    there = seen("n2", "node2")
    assert telling(there, [there]).told("psql -c x  # then restart it") == (
        "psql -c x  # then restart it; on node2"
    )


def test_a_command_in_a_sentence_is_told_likewise() -> None:
    there = seen("n2", "node2")
    said = "check why it stopped (docker logs --tail 30 db), then start it (now)"
    assert telling(there, [there]).within(said) == (
        "check why it stopped (docker --context node2 logs --tail 30 db), then start it (now)"
    )
