"""CL803 mysql-refuses-host: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.remedies.mysql_accounts import host_pattern
from tests.support.rule_worlds import finding
from tests.support.world import World, publication

SAID = "Host '172.18.0.3' is not allowed to connect to this MariaDB server"


def refusing(url: str = "mysql://db:3306/shop", **more: Any) -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:3306"], image="mariadb:11")
    world.container("api", refers=[url])
    said = {"protocol": "mysql", "refusal": SAID, "code": "1130"} | more
    world.attempt("service:api", "db:3306", "answered", resolved="172.18.0.2", **said)
    return world


def test_a_client_without_an_account() -> None:
    report = refusing().report("3306")
    assert [f.code for f in report.findings] == ["CL803"]
    assert report.verdict == "unreachable"
    found = report.findings[0]
    assert found.summary == (
        "MySQL in db answers, but has no account that may connect from 172.18.0.3"
    )
    assert "'USER'@'172.18.%'" in found.remedies[0].summary
    assert found.evidence[0].saw == f"MySQL replied: 1130 {SAID}"


def test_a_client_that_is_blocked() -> None:
    said = {"code": "1129", "refusal": "Host '172.18.0.3' is blocked; unblock with ..."}
    found = finding(refusing(**said), "3306", "CL803")
    assert found.summary.startswith("MySQL in db answers, but has blocked 172.18.0.3")
    assert "FLUSH HOSTS" in found.remedies[0].summary


@pytest.mark.parametrize(
    "said",
    [
        {"code": "1045", "refusal": "Access denied for user 'app'@'172.18.0.3'"},
        {"code": "1040", "refusal": "Too many connections"},
        {"code": None, "refusal": None, "banner": "MariaDB 11.4"},
        {"protocol": "http", "code": "1130"},
    ],
)
def test_what_is_said_for_another_reason(said: dict[str, Any]) -> None:
    assert "CL803" not in refusing(**said).codes("3306")


def test_where_another_server_is_meant_that_is_the_fault() -> None:
    assert refusing(url="redis://db:3306/0").codes("3306") == ["CL809"]


def test_one_in_the_containers_place_is_shadowing_it() -> None:
    world = World()
    at = publication("127.0.0.1:3306:3306")
    made = world.container("db", listens=["0.0.0.0:3306"], image="mariadb:11")
    world.containers[0] = replace(made, asked=(at,), published=(at,))
    world.host_listens("[::1]:3306")
    world.attempt(
        "host", "[::1]:3306", "answered", resolved="::1", protocol="mysql", code="1130",
        refusal=SAID,
    )  # fmt: skip
    assert world.codes("mysql://[::1]:3306/shop") == ["CL606"]


@pytest.mark.parametrize(
    ("subnet", "pattern"),
    [
        ("172.18.0.0/16", "172.18.%"),
        ("10.0.0.0/8", "10.%"),
        ("192.168.5.0/24", "192.168.5.%"),
        ("10.1.16.0/20", "10.1.16.0/255.255.240.0"),
        ("10.0.0.7/32", "10.0.0.7"),
        ("fd00::/64", "%"),
        ("all", "%"),
    ],
)
def test_a_subnet_as_mysql_writes_it(subnet: str, pattern: str) -> None:
    assert host_pattern(subnet) == pattern
