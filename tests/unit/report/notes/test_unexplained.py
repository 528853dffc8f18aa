"""What is told of a failure that no cause explains."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network, Resolution, Unobserved
from tests.support.world import World

MACVLAN = Network(id="n-lan", name="lan", driver="macvlan", subnets=("10.9.0.0/24",))


def fails(outcome: str = "timed-out", resolved: str | None = "172.18.0.2", **db: Any) -> World:
    """api dials db, and nothing comes of it."""
    world = World()
    world.container("db", **({"listens": ["0.0.0.0:5432"]} | db))
    world.container("api", refers=["postgres://db:5432/app"])
    world.attempt("service:api", "db:5432", outcome, resolved=resolved)
    return world


def told(world: World, target: str = "5432") -> str:
    report = world.report(target)
    assert [f.code for f in report.findings] == []
    assert report.exit_status == 3
    return "; ".join(report.notes)


def at_home(world: World) -> World:
    world.attempt("service:db", "127.0.0.1:5432", "answered", protocol="postgresql")
    return world


def test_a_server_that_answers_at_home_while_calls_are_lost() -> None:
    said = "inside db, PostgreSQL answers at 127.0.0.1:5432, so the fault is on the way to it"
    assert said in told(at_home(fails()))
    assert "logs" not in told(at_home(fails()))
    assert "inside db" not in told(fails())


@pytest.mark.parametrize(
    ("outcome", "protocol", "told_of"),
    [("silent", "mysql", True), ("timed-out", "mysql", False), ("silent", "postgresql", False)],
)
def test_mysql_that_looks_up_its_caller_first(outcome: str, protocol: str, told_of: bool) -> None:
    world = fails(outcome)
    world.attempt("service:db", "127.0.0.1:5432", "answered", protocol=protocol)
    assert ("skip-name-resolve" in told(world)) is told_of


def test_a_server_that_hangs_up_may_have_said_why() -> None:
    assert "check db's log: docker compose logs --tail 30 db" in told(fails("silent"))
    assert "logs" not in told(fails("timed-out"))


def test_a_network_that_the_engines_host_is_not_on() -> None:
    world = World()
    world.networks.append(MACVLAN)
    world.container("web", listens=["0.0.0.0:80"], networks=[MACVLAN])
    world.attempt("host", "10.9.0.2:80", "host-unreachable", resolved="10.9.0.2")
    assert "web is on lan, a macvlan network" in told(world, "10.9.0.2:80")


def test_a_publication_that_the_engine_did_not_make() -> None:
    world = World()
    web = world.container("web", listens=["0.0.0.0:80"], publishes=["127.0.0.1:8080:80"])
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    assert "did not publish" not in told(world, "8080")
    world.containers[0] = replace(web, published=())
    assert "web requests port 8080, but the engine did not publish it" in told(world, "8080")


def hosts_line(resolved: str, source: str = "hosts") -> World:
    world = fails(resolved=resolved)
    view = world.views["service:api"]
    # whether db serves the port, so that the line is its client's fault, nobody saw
    world.views["service:db"] = Unobserved("db was not inspected")
    led = Resolution(name="db", addresses=(resolved,), source=source)
    world.views["service:api"] = replace(view, resolutions=(led,))
    return world


def test_a_line_of_the_hosts_file_that_leads_elsewhere() -> None:
    said = "from api, the hosts file maps db to 10.1.1.1"
    assert said in told(hosts_line("10.1.1.1"))
    assert "hosts file" not in told(hosts_line("10.1.1.1", "dns"))
    assert "from api, db resolves to 10.1.1.1" in told(hosts_line("10.1.1.1", "dns"))
    assert "hosts file" not in told(hosts_line("172.18.0.2"))


def test_an_address_beyond_this_machine() -> None:
    world = World()
    world.container("api", refers=["postgres://10.1.1.1:5432/app"])
    world.attempt("service:api", "10.1.1.1:5432", "timed-out", resolved="10.1.1.1")
    said = told(world, "10.1.1.1:5432")
    assert "10.1.1.1 belongs neither to this machine nor to a container" in said
    assert "containerloop why 10.1.1.1:5432 --from host" in said


def test_the_address_that_pasta_gives_the_host_is_the_hosts() -> None:
    world = World(engine={"flavour": "podman", "version": "5.4.2", "rootless": True})
    world.container("api", refers=["postgres://host.containers.internal:5432/app"])
    world.looked_up("service:api", "host.containers.internal", "169.254.1.2")
    world.attempt(
        "service:api", "host.containers.internal:5432", "timed-out", resolved="169.254.1.2"
    )
    said = told(world, "host.containers.internal:5432")
    assert "maps host.containers.internal to 169.254.1.2" in said
    assert "belongs neither" not in said


def test_connections_that_nobody_takes() -> None:
    world = fails("accepted-then-closed")
    view = world.views["service:db"]
    assert "connection" not in told(world)
    waiting = replace(view.listeners[0], queue=3)  # type: ignore[union-attr, index]
    world.views["service:db"] = replace(view, listeners=(waiting,))
    assert "3 connections are queued at 0.0.0.0:5432 in db" in told(world)


def test_a_young_server_that_listens_already_is_not_waited_for() -> None:
    def young(listens: list[str]) -> str:
        world = fails("silent", listens=listens)
        world.containers[0] = replace(
            world.containers[0], state=replace(world.containers[0].state, up_s=2.0)
        )
        return told(world)

    assert "run this again" in young([])
    assert "run this again" not in young(["0.0.0.0:5432"])


@pytest.mark.parametrize("outcome", ["timed-out", "host-unreachable"])
def test_a_start_keeps_no_packets_away(outcome: str) -> None:
    world = fails(outcome, listens=None)
    world.containers[0] = replace(
        world.containers[0], state=replace(world.containers[0].state, up_s=2.0)
    )
    assert "run this again" not in told(world)


# another machine's port


def elsewhere() -> World:
    world = World()
    world.container("api", refers=["postgres://10.1.1.1:5432/app"])
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_a_port_of_another_machine_is_not_missed_on_this_one() -> None:
    said = told(elsewhere())
    assert "api uses 10.1.1.1:5432, outside this machine" in said
    assert "containerloop why 10.1.1.1:5432 --from service:api" in said


def test_a_port_that_nobody_means_is_missed_here() -> None:
    world = World()
    world.container("api", refers=["postgres://10.1.1.1:5433/app"])
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL212"]


def test_a_server_of_this_machine_is_asked_whoever_else_is_meant() -> None:
    world = elsewhere()
    world.attempts.clear()
    world.host_listens("127.0.0.1:5432")
    world.attempt("host", "localhost:5432", "answered", resolved="127.0.0.1")
    assert world.report("5432").verdict == "reachable"


# a server that answers, and turns the caller away

DENIED = {"protocol": "redis", "code": "DENIED", "refusal": "DENIED Redis is in protected mode"}
FULL = {"protocol": "postgresql", "code": "53300", "refusal": "sorry, too many clients already"}
WRONG_HOST = {
    "protocol": "http", "code": "403", "refusal": "does not serve the host name that was asked for",
}  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        DENIED | {"code": "UNHEARD"},
        WRONG_HOST,
        {"protocol": "postgresql", "code": "3D000", "refusal": 'database "shop" does not exist'},
        {"protocol": "http", "code": "502", "refusal": "a proxy whose own server (502)"},
    ],
)
def test_who_is_turned_away_is_not_served(said: dict[str, str]) -> None:
    world = fails("answered")
    world.attempts.clear()
    world.containers[1] = replace(world.containers[1], references=())
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2", **said)
    report = world.report("db:5432", "service:api")
    assert (report.verdict, report.exit_status) == ("unreachable", 3)
    assert report.reach_it_at == {}
    assert any(
        said["refusal"] in note and "the network path works" in note for note in report.notes
    )


@pytest.mark.parametrize(
    "said",
    [
        {"protocol": "redis", "code": "NOAUTH", "refusal": "NOAUTH Authentication required."},
        {"protocol": "http", "code": "407", "refusal": "a proxy that wants a login"},
        {"protocol": "http", "code": "403"},
        {"protocol": "postgresql", "code": "28000", "refusal": "no pg_hba.conf entry"},
    ],
)
def test_a_login_that_is_missing_turns_nobody_away(said: dict[str, str]) -> None:
    world = fails("answered")
    world.attempts.clear()
    world.containers[1] = replace(world.containers[1], references=())
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2", **said)
    assert world.report("db:5432", "service:api").verdict == "reachable"


def test_a_number_in_the_place_of_a_host_name_proves_no_wrong_host() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["8080:80"])
    world.attempt("host", "127.0.0.1:8080", "answered", resolved="127.0.0.1", **WRONG_HOST)
    assert world.report("8080").verdict == "reachable"


def test_two_containers_of_one_bridge_that_do_not_hear_each_other() -> None:
    said = "both are on the bridge network shop_default; what drops the packets between them was"
    assert said in told(at_home(fails()))
    assert "FORWARD" not in told(at_home(fails()))
    assert "bridge" not in told(at_home(fails("name-server-failed", None)))
    assert "bridge" not in told(fails())


@pytest.mark.parametrize(
    ("far", "near", "kept_in", "said"),
    [
        ("open", "open", False, "was reached from api, so only port 5432 is affected"),
        ("timed-out", "timed-out", False, "neither from api nor from the engine's host"),
        ("timed-out", "open", True, "api's own network namespace refuses to send there"),
    ],
)
def test_what_a_test_listener_showed_of_where_packets_are_lost(
    far: str, near: str, kept_in: bool, said: str
) -> None:
    world = at_home(fails())
    world.control("service:api", "172.18.0.2", far, near, kept_in=kept_in)
    assert said in told(world)
    assert "FORWARD" not in told(world)


def test_an_address_that_this_machine_was_asked_about_too() -> None:
    world = World()
    world.container("api", refers=["postgres://10.1.1.1:5432/app"])
    world.attempt("service:api", "10.1.1.1:5432", "timed-out", resolved="10.1.1.1")
    world.attempt("host", "10.1.1.1:5432", "timed-out", resolved="10.1.1.1")
    assert "--from host" not in told(world, "10.1.1.1:5432")


def test_a_damaged_snapshot_whose_call_leads_to_a_name_gets_an_answer() -> None:
    assert "db.lan belongs neither to this machine nor to a container" in told(
        fails("refused", resolved="db.lan")
    )
