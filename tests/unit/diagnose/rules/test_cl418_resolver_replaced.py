"""CL418 resolver-replaced: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import DialAs
from containerloop.facts import Address
from tests.support.rule_worlds import DB, finding
from tests.support.world import BRIDGE, World

OWN = "10.9.9.53"


def own_resolver(
    *servers: str,
    outcome: str = "name-server-failed",
    resolved: str | None = None,
    host: str = "db",
    engine: dict[str, Any] | None = None,
    **client: Any,
) -> World:
    """api asks these name servers for db, which runs beside it."""
    world = World(engine=engine)
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=[DB.replace("@db", f"@{host}")], **client)
    world.asks("service:api", *servers)
    world.attempt("service:api", f"{host}:5432", outcome, resolved=resolved)
    return world


@pytest.mark.parametrize("outcome", ["name-server-failed", "name-not-found", "timed-out"])
def test_a_resolver_of_its_own_does_not_know_the_service(outcome: str) -> None:
    world = own_resolver(OWN, outcome=outcome)
    assert world.codes("5432") == ["CL418"]
    assert world.report("5432").findings[0].summary == (
        "api asks 10.9.9.53 for names instead of Docker's resolver (127.0.0.11):"
        " its /etc/resolv.conf was changed"
    )


def test_a_mount_is_named_and_its_place_shown() -> None:
    world = own_resolver(OWN, mounted_over=("/etc/resolv.conf",))
    world.config("db")
    world.config("api", file="compose.yaml", line=3, lines={"volumes": 8})
    found = world.report("5432").findings[0]
    assert found.summary.endswith("its /etc/resolv.conf is mounted over")
    assert found.location is not None
    assert found.location.line == 8


def test_no_name_server_at_all() -> None:
    assert "api has no name server instead" in own_resolver().report("5432").findings[0].summary


def test_the_first_name_server_decides() -> None:
    assert own_resolver(OWN, "127.0.0.11").codes("5432") == ["CL418"]


def test_an_answer_from_outside_leads_to_a_stranger() -> None:
    assert own_resolver(OWN, outcome="refused", resolved="203.0.113.9").codes("5432") == ["CL418"]


def test_the_call_is_tried_where_docker_writes_the_file() -> None:
    world = own_resolver(OWN, extra_hosts=("mail:10.0.0.8",))
    remedy = finding(world, "5432", "CL418").remedies[0]
    assert remedy.trial == DialAs(
        vantage="service:api", networks=("shop_default",), address=Address(host="db", port=5432),
        extra_hosts=("mail:10.0.0.8",),
    )  # fmt: skip
    assert remedy.summary.startswith("keep api from rewriting its /etc/resolv.conf")


# near misses


def test_dockers_resolver_with_others_behind_it() -> None:
    assert "CL418" not in own_resolver("127.0.0.11", OWN).codes("5432")


def test_a_name_that_no_container_has_is_misspelt() -> None:
    assert own_resolver(OWN, host="databse").codes("5432") == ["CL402"]


def test_the_default_bridge_has_no_resolver_of_dockers() -> None:
    world = own_resolver(OWN, networks=(BRIDGE,))
    assert "CL418" not in world.codes("5432")


def test_podmans_resolver_has_another_address() -> None:
    world = own_resolver("10.89.0.1", engine={"flavour": "podman"})
    assert "CL418" not in world.codes("5432")


def test_what_was_resolved_and_refused_is_the_servers_matter() -> None:
    world = own_resolver(OWN, outcome="refused", resolved="172.18.0.2")
    assert "CL418" not in world.codes("5432")


def test_a_name_in_the_hosts_file_was_asked_of_nobody() -> None:
    world = own_resolver(OWN, outcome="timed-out", resolved="172.18.0.77")
    world.looked_up("service:api", "db", "172.18.0.77")
    assert world.codes("5432") == ["CL406"]


def test_an_address_needs_no_resolver() -> None:
    world = own_resolver(OWN, host="172.18.0.77", outcome="timed-out", resolved="172.18.0.77")
    assert "CL418" not in world.codes("5432")


def test_a_resolver_that_was_not_read_is_said() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "name-server-failed")
    report = world.report("5432")
    assert "CL418" in [n.code for n in report.not_checked]


def test_a_server_that_does_not_listen_is_not_hidden() -> None:
    world = own_resolver(OWN)
    world.views["service:db"] = world.views["service:api"]
    assert "CL418" not in world.codes("5432")


def unread(*call: str, vantage: str = "service:api") -> list[str]:
    """The codes that were not checked, of a call where no resolv.conf was read."""
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api")
    where, outcome = call
    world.attempt(vantage, where, outcome)
    return [n.code for n in world.report(where, vantage).not_checked]


def test_where_no_container_asks_a_resolver_none_has_to_be_read() -> None:
    assert "CL418" in unread("db:5432", "name-not-found")
    assert "CL418" not in unread("172.18.0.77:5432", "timed-out")
    assert "CL418" not in unread("localhost:5432", "refused", vantage="host")
