"""CL406 hosts-file-override: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Dial, DialAs, Untriable
from containerloop.facts import Address, ServiceConfig
from tests.support.rule_worlds import DB, finding
from tests.support.world import World

LINE = "10.9.9.9"


def sent_away(
    led: str = LINE,
    outcome: str = "timed-out",
    *,
    source: str = "hosts",
    listens: tuple[str, ...] | None = ("0.0.0.0:5432",),
    **client: Any,
) -> World:
    """A line of api's hosts file sends db to another address than the container's."""
    world = World()
    world.container("db", listens=listens, exposes=[5432])
    world.container("api", refers=[DB], **client)
    world.attempt("service:api", "db:5432", outcome, resolved=led)
    world.looked_up("service:api", "db", led, source=source)
    return world


def said(world: World) -> str:
    return world.report("5432").findings[0].summary


@pytest.mark.parametrize("outcome", ["timed-out", "refused", "host-unreachable", "silent"])
def test_a_line_that_something_inside_added(outcome: str) -> None:
    world = sent_away(outcome=outcome)
    assert world.codes("5432") == ["CL406"]
    assert said(world) == (
        "in api, a line of the hosts file sends db to 10.9.9.9, not to the container shop-db-1"
    )
    remedy = finding(world, "5432", "CL406").remedies[0]
    assert (
        remedy.summary == "keep api from adding the line for db to its /etc/hosts, and recreate it"
    )
    assert remedy.host_command is None


def test_extra_hosts_are_named_and_taken_out_of_the_file() -> None:
    world = sent_away(extra_hosts=(f"db:{LINE}", "mail:10.0.0.8"))
    world.config("db")
    world.services.append(
        ServiceConfig(
            name="api", file="compose.yaml", line=3, lines={"extra_hosts": 7},
            extra_hosts=(f"db:{LINE}", "mail:10.0.0.8"), networks=("shop_default",),
        )
    )  # fmt: skip
    found = world.report("5432").findings[0]
    assert "an extra_hosts line sends db" in found.summary
    assert found.location is not None
    assert (found.location.line, found.location.key) == (7, "services.api.extra_hosts")
    remedy = finding(world, "5432", "CL406").remedies[0]
    assert remedy.override == {
        "services": {"api": {"extra_hosts": {"!override": ["mail:10.0.0.8"]}}}
    }
    assert remedy.trial == DialAs(
        vantage="service:api", networks=("shop_default",), address=Address(host="db", port=5432),
        extra_hosts=("mail:10.0.0.8",),
    )  # fmt: skip


def test_the_only_line_is_reset() -> None:
    world = sent_away(extra_hosts=(f"DB:{LINE}",))
    world.config("db")
    world.config("api", extra_hosts=(f"DB:{LINE}",))
    remedy = finding(world, "5432", "CL406").remedies[0]
    assert remedy.override == {"services": {"api": {"extra_hosts": {"!reset": None}}}}


def test_a_line_that_the_file_no_longer_has_goes_when_the_container_is_recreated() -> None:
    remedy = finding(sent_away(extra_hosts=(f"db:{LINE}",)), "5432", "CL406").remedies[0]
    assert remedy.override is None
    assert remedy.host_command == "docker compose up -d --force-recreate api"


def test_a_mounted_file_is_told_from_one_that_was_edited() -> None:
    world = sent_away(mounted_over=("/etc/hosts",))
    world.config("db")
    world.config("api", file="compose.yaml", line=3, lines={"volumes": 9})
    remedy = finding(world, "5432", "CL406").remedies[0]
    assert "file that is mounted over /etc/hosts in api" in remedy.summary
    location = world.report("5432").findings[0].location
    assert location is not None
    assert location.line == 9


def test_another_server_that_answers_by_the_line_is_explained_too() -> None:
    world = sent_away(outcome="answered")
    world.attempts.clear()
    world.attempt("service:api", "db:5432", "answered", resolved=LINE, protocol="redis")
    assert "CL406" in world.codes("5432")


def test_a_name_with_its_network_behind_it_is_hidden_as_well() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://app@db.shop_default:5432/app"])
    world.attempt("service:api", "db.shop_default:5432", "timed-out", resolved=LINE)
    world.looked_up("service:api", "db.shop_default", LINE)
    assert world.codes("5432") == ["CL406"]


# this machine


def here(led: str, name: str = "db", outcome: str = "timed-out", **machine: Any) -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["127.0.0.1:15432:5432"])
    world.machine = {"hosts": ((name, led),)} | machine
    world.attempt("host", f"{name}:5432", outcome, resolved=led)
    return world


def test_a_line_of_this_machine_with_an_address_that_no_container_has() -> None:
    world = here("172.18.0.77")
    assert world.codes("db:5432", "host")[:1] == ["CL406"]
    ways = finding(world, "db:5432", "CL406", "host").remedies
    assert ways[0].trial == Dial(vantage="host", address=Address(host="127.0.0.1", port=15432))
    assert isinstance(ways[1].trial, Untriable)


def test_localhost_that_was_sent_away() -> None:
    world = here("10.9.9.9", "localhost")
    assert "CL406" in world.codes("localhost:5432")
    found = finding(world, "localhost:5432", "CL406")
    assert found.summary.endswith("sends localhost to 10.9.9.9, not to its own loopback")
    assert found.remedies[0].address == Address(host="127.0.0.1", port=5432)


@pytest.mark.parametrize("led", ["172.18.0.2", "127.0.0.1", "10.9.9.9", "172.18.0.1"])
def test_what_a_hosts_file_of_this_machine_is_for(led: str) -> None:
    """The container's own address, this machine itself, another machine."""
    assert "CL406" not in here(led, outcome="refused").codes("db:5432", "host")


def test_localhost_where_it_belongs() -> None:
    assert "CL406" not in here("127.0.0.1", "localhost", "refused").codes("localhost:5432")


def test_a_name_that_no_line_of_this_machine_has() -> None:
    world = here("172.18.0.77")
    world.machine = {"hosts": (("other", "172.18.0.77"), ("db", "172.18.0.78"))}
    assert "CL406" not in world.codes("db:5432", "host")


def test_the_hosts_file_of_this_machine_is_not_the_engine_hosts() -> None:
    world = here("172.18.0.77")
    world.attempts.clear()
    world.attempt("engine-host", "db:5432", "timed-out", resolved="172.18.0.77")
    assert "CL406" not in world.codes("db:5432", "engine-host")


def test_a_name_of_nobodys_is_no_containers() -> None:
    assert "CL406" not in here("172.18.0.77", "nas").codes("nas:5432", "host")


# near misses


@pytest.mark.parametrize("source", ["dns", "none"])
def test_a_name_that_came_from_a_name_server(source: str) -> None:
    assert "CL406" not in sent_away(source=source).codes("5432")


def test_a_line_with_the_servers_own_address() -> None:
    world = sent_away("172.18.0.2", "refused", extra_hosts=("db:172.18.0.2",))
    assert "CL406" not in world.codes("5432")


def test_a_line_for_another_name_than_the_one_that_failed() -> None:
    world = sent_away()
    world.lookups = []
    world.looked_up("service:api", "mail", LINE)
    assert "CL406" not in world.codes("5432")


def test_a_line_that_leads_to_a_server_that_serves() -> None:
    assert sent_away(outcome="answered").codes("5432") == []


def test_a_name_whose_container_does_not_serve_the_port() -> None:
    assert "CL406" not in sent_away(listens=("0.0.0.0:80",)).codes("5432")


def test_a_name_whose_container_was_not_inspected() -> None:
    report = sent_away(listens=None).report("5432")
    assert "CL406" not in [f.code for f in report.findings]
    assert "CL406" in [n.code for n in report.not_checked]


def test_a_container_of_that_name_on_another_network() -> None:
    world = sent_away()
    world.containers[0] = world.containers[0].__class__(
        **{f: getattr(world.containers[0], f) for f in world.containers[0].__struct_fields__}
        | {"attachments": ()}
    )
    assert "CL406" not in world.codes("5432")
