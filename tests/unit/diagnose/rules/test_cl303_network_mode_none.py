"""CL303 network-mode-none: where it fires, and what only looks like it."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import DialAs, Untriable
from containerloop.facts import Address, ServiceConfig
from tests.support.rule_worlds import DB, SERVES, finding, first_remedy
from tests.support.world import BRIDGE, World

NONE = "none"
JOB = ServiceConfig(
    name="job", file="compose.yaml", line=3, indent=4, lines={"network_mode": 5}, network_mode=NONE
)  # fmt: skip


def job(outcome: str = "name-server-failed", *, host: str = "db", mode: str | None = NONE) -> World:
    """job dials db, and has no network unless `mode` says otherwise."""
    world = World()
    world.container("db", **SERVES)
    world.container("job", mode=mode, refers=[f"postgres://app@{host}:5432/app"])
    resolved = None if host == "db" else host
    world.attempt("service:job", f"{host}:5432", outcome, resolved=resolved)
    return world


def published(
    outcome: str = "refused", *, mode: str | None = NONE, status: str = "running"
) -> World:
    """db asks for a published port, which the engine has not made."""
    world = World()
    db = world.container(
        "db", mode=mode, publishes=["127.0.0.1:8303:5432"], listens=["0.0.0.0:5432"], status=status
    )
    world.containers[0] = replace(db, published=())
    world.attempt("host", "127.0.0.1:8303", outcome, resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("outcome", ["name-server-failed", "name-not-found"])
def test_no_name_resolves_in_a_client_without_a_network(outcome: str) -> None:
    world = job(outcome)
    assert world.codes("5432") == ["CL303"]
    found = world.report("5432").findings[0]
    assert found.summary == (
        "job has no network at all (network_mode: none), so no name resolves in it and it"
        " reaches nothing"
    )


def test_nor_is_an_address_reached_from_it() -> None:
    assert job("network-unreachable", host="172.18.0.2").codes("5432") == ["CL303"]


def test_the_client_is_tried_on_the_network_that_it_would_join() -> None:
    wanted = Address(host="db", port=5432)
    assert finding(job(), "5432", "CL303", "service:job").remedies[0].trial == DialAs(
        vantage="service:job", networks=("shop_default",), address=wanted
    )


def test_where_the_project_has_no_network_yet_nothing_can_be_tried() -> None:
    world = job()
    world.networks = [BRIDGE]
    assert isinstance(finding(world, "5432", "CL303", "service:job").remedies[0].trial, Untriable)


def test_the_line_is_taken_out_of_the_file() -> None:
    world = job()
    world.services.append(JOB)
    remedy = first_remedy(world, "5432")
    assert remedy.patch is not None
    assert (remedy.patch.line, remedy.patch.diff) == (5, "-    network_mode: none")
    assert remedy.override == {"services": {"job": {"network_mode": {"!reset": None}}}}
    located = world.report("5432").findings[0].location
    assert located is not None
    assert located.line == 5


def test_a_server_without_a_network_publishes_nothing() -> None:
    world = published()
    assert world.codes("8303") == ["CL303"]
    assert "no published ports" in world.report("8303").findings[0].summary
    assert isinstance(finding(world, "8303", "CL303", "host").remedies[0].trial, Untriable)


def test_a_server_without_a_network_has_no_name_for_others() -> None:
    world = World()
    world.container("db", mode=NONE, **SERVES)
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "name-server-failed")
    assert world.codes("5432")[:1] == ["CL303"]


def test_a_container_of_no_project_is_told_in_words() -> None:
    world = World(project=None)
    world.container("db", **SERVES)
    world.container("job", mode=NONE, refers=[DB])
    world.attempt("container:job", "db:5432", "name-server-failed")
    found = finding(world, "5432", "CL303", "container:job").remedies[0]
    assert (found.patch, found.override) == (None, None)
    assert found.summary == "recreate job without --network none, on the other's network"
    assert isinstance(found.trial, Untriable)


def test_who_shares_the_network_of_such_a_container_has_none_either() -> None:
    world = World()
    world.container("db", **SERVES)
    job = world.container("job", mode=NONE)
    lodger = world.container("tool", mode=f"container:{job.id}", refers=[DB])
    world.attempt(world.vantage(lodger), "db:5432", "name-server-failed")
    assert world.codes("5432") == ["CL303"]
    assert world.report("5432").findings[0].summary.startswith("job has no network")


def test_of_two_without_a_network_the_client_is_told_first() -> None:
    world = World()
    world.container("db", mode=NONE, **SERVES)
    world.container("job", mode=NONE, refers=[DB])
    world.attempt("service:job", "db:5432", "name-server-failed")
    assert finding(world, "5432", "CL303", "service:job").subject == "job"


# near misses


def test_its_own_localhost_is_in_order() -> None:
    world = World()
    world.container("job", mode=NONE, refers=["postgres://localhost:5432/app"])
    world.attempt("service:job", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL303" not in world.codes("5432")


@pytest.mark.parametrize("mode", ["host", None])
def test_any_other_network_mode_is_another_cause(mode: str | None) -> None:
    assert "CL303" not in job(mode=mode).codes("5432")
    assert "CL303" not in published(mode=mode).codes("8303")


def test_a_stopped_server_is_stopped_whatever_its_network() -> None:
    assert published(status="exited").codes("8303") == ["CL201"]


def test_what_answers_needs_no_network() -> None:
    assert published("answered").codes("8303") == []


def test_a_time_out_is_none_of_its_doing() -> None:
    assert "CL303" not in job("timed-out", host="172.18.0.2").codes("5432")


def test_a_neighbour_without_a_network_is_nobodys_fault() -> None:
    world = job(mode=None)
    world.container("batch", mode=NONE)
    assert "CL303" not in world.codes("5432")


def test_a_name_that_was_refused_elsewhere_is_not_the_servers_doing() -> None:
    world = World()
    world.container("db", mode=NONE, **SERVES)
    world.container("api", refers=[DB], extra_hosts=("db:10.0.0.9",))
    world.attempt("service:api", "db:5432", "refused", resolved="10.0.0.9")
    assert "CL303" not in world.codes("5432")
