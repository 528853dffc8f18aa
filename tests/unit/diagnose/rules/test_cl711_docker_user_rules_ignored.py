"""CL711 docker-user-rules-ignored: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import ICC
from tests.support.rule_worlds import finding
from tests.support.world import SHOP, World
from tests.unit.diagnose.rules.test_cl702_forwarding_dropped import AWAY, away, neighbours

NFTABLES: dict[str, Any] = {
    "version": "29.1.3",
    "api_version": "1.52",
    "firewall_backend": "nftables",
}


def test_neighbours_that_only_the_host_reaches_beside_nftables() -> None:
    world = neighbours(**NFTABLES)
    assert world.codes("5432") == ["CL711"]
    found = finding(world, "5432", "CL711")
    assert found.evidence[0].saw == "the engine's firewall backend is nftables"
    assert found.evidence[1].saw == (
        "a test listener at 172.18.0.2:40123: reached from the engine's host, timed out from api"
    )
    assert [r.host_command for r in found.remedies] == [
        "sudo iptables -I FORWARD -i br-shop -o br-shop -j ACCEPT",
        "sudo iptables -P FORWARD ACCEPT",
    ]


@pytest.mark.parametrize("call", ["timed-out", "host-unreachable"])
def test_dropped_or_rejected(call: str) -> None:
    assert neighbours(call, call=call, **NFTABLES).codes("5432") == ["CL711"]


@pytest.mark.parametrize(
    "near",
    [
        neighbours("open", **NFTABLES),
        neighbours("timed-out", "timed-out", **NFTABLES),
        neighbours(call="refused", **NFTABLES),
        neighbours(net=replace(SHOP, options={ICC: "false"}), **NFTABLES),
        neighbours(**NFTABLES | {"firewall_backend": "iptables"}),
        neighbours(**NFTABLES | {"firewall_backend": ""}),
        neighbours(**NFTABLES | {"flavour": "docker-desktop"}),
    ],
    ids=["its server alone", "the host neither", "refused", "kept apart", "iptables", "untold",
         "Desktop"],
)  # fmt: skip
def test_near_misses(near: World) -> None:
    assert "CL711" not in near.codes("5432")


def test_other_machines_are_not_reached_for_want_of_dockers_own_rules_too() -> None:
    world = away(**NFTABLES)
    asked = f"{AWAY}:443"
    assert world.codes(asked, "service:job") == ["CL702"]
    first, again = finding(world, asked, "CL702", "service:job").remedies
    assert first.host_command is not None
    assert "DOCKER-USER" not in first.host_command + first.summary + again.summary
    assert first.host_command.count("sudo iptables -I FORWARD") == 2
    assert "sudo nft list table ip docker-bridges" in again.summary
