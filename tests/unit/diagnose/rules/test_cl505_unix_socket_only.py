"""CL505 unix-socket-only: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Untriable
from containerloop.facts import Maybe, State, Unobserved, View
from tests.support.rule_worlds import finding
from tests.support.world import World

PGSQL = "/run/postgresql/.s.PGSQL.5432"
OLD = State(status="running", up_s=121.0)


def socketed(
    url: str = "postgres://app@db:5432/app",
    sockets: Maybe[tuple[str, ...]] = (PGSQL,),
    outcome: str = "refused",
    **db: Any,
) -> World:
    """api calls db, which listens on socket files alone."""
    world = World()
    server: dict[str, Any] = {"image": "postgres:16", "listens": [], "state": OLD}
    world.container("db", **(server | db))
    world.container("api", refers=[url])
    view = world.views["service:db"]
    assert isinstance(view, View)
    world.views["service:db"] = replace(view, unix_sockets=sockets)
    address = url.rpartition("@")[2].partition("/")[0]
    world.attempt("service:api", address, outcome, resolved="172.18.0.2")
    return world


def test_a_database_without_tcp() -> None:
    world = socketed()
    assert world.codes("5432") == ["CL505"]
    assert world.report("5432").findings[0].summary == (
        f"db listens on the unix socket {PGSQL} only, and not on port 5432: no other container and"
        " no published port reaches it"
    )
    remedy = finding(world, "5432", "CL505").remedies[0]
    assert "listen_addresses = '*'" in remedy.summary
    assert isinstance(remedy.trial, Untriable)


@pytest.mark.parametrize(
    ("url", "path", "image", "setting"),
    [
        ("mysql://app@db:3306/app", "/run/mysqld/mysqld.sock", "mysql:8", "skip-networking"),
        ("redis://x@db:6379/0", "/tmp/redis.sock", "redis:7", "--port 6379"),
        ("http://x@db:9000/", "/run/php/php8.4-fpm.sock", "php:8.4-fpm", "listen = 9000"),
        ("http://x@db:8000/", "/srv/gunicorn.sock", "example/app", "unix:/srv/gunicorn.sock"),
    ],
)
def test_other_servers(url: str, path: str, image: str, setting: str) -> None:
    if "fpm" in path:
        url = url.replace("http", "fcgi")
    world = socketed(url, (path,), image=image)
    port = url.rpartition(":")[2].partition("/")[0]
    assert setting in finding(world, port, "CL505").remedies[0].summary


@pytest.mark.parametrize("outcome", ["accepted-then-closed", "accepted-then-reset"])
def test_a_published_port_is_accepted_for_nobody(outcome: str) -> None:
    world = socketed(publishes=["127.0.0.1:8505:5432"])
    world.attempts.clear()
    world.attempt("host", "127.0.0.1:8505", outcome, resolved="127.0.0.1")
    assert world.codes("8505") == ["CL505"]


def test_postgresql_beside_another_server() -> None:
    assert socketed(listens=["0.0.0.0:9187"]).codes("5432")[0] == "CL505"


@pytest.mark.parametrize(
    "near",
    [
        socketed(sockets=()),
        socketed(sockets=("/run/dbus/system_bus_socket", "/run/supervisor.sock")),
        socketed(sockets=("/run/mysqld/mysqld.sock",)),
        socketed(listens=["0.0.0.0:5432"]),
        socketed(listens=["127.0.0.1:5432"]),
        socketed(sockets=("/run/postgresql/.s.PGSQL.5433",), listens=["0.0.0.0:5433"]),
        socketed("redis://x@db:6379/0", ("/tmp/redis.sock",), image="redis", listens=["[::]:80"]),
        socketed("postgres://app@db:9999/app", outcome="timed-out"),
    ],
    ids=["no socket", "others' sockets", "another server's", "on TCP too", "on loopback",
         "on another port", "perhaps on another port", "lost on the way"],
)  # fmt: skip
def test_near_misses(near: World) -> None:
    report = near.report(near.attempts[0].address.host + f":{near.attempts[0].address.port}")
    assert "CL505" not in [f.code for f in report.findings]
    assert "CL505" not in [n.code for n in report.not_checked]


@pytest.mark.parametrize(
    ("up_s", "image", "url", "path", "judged"),
    [
        (119.0, "postgres", "postgres://a@db:5432/a", PGSQL, False),
        (None, "postgres", "postgres://a@db:5432/a", PGSQL, False),
        (120.0, "postgres", "postgres://a@db:5432/a", PGSQL, True),
        (1.0, "mysql", "mysql://a@db:3306/a", "/run/mysqld/mysqld.sock", False),
        (1.0, "redis", "redis://a@db:6379/0", "/tmp/redis.sock", True),
    ],
)
def test_a_database_may_still_be_setting_itself_up(
    up_s: float | None, image: str, url: str, path: str, judged: bool
) -> None:
    world = socketed(url, (path,), image=image, state=State(status="running", up_s=up_s))
    report = world.report(url.rpartition(":")[2].partition("/")[0])
    assert [f.code for f in report.findings] == (["CL505"] if judged else [])
    told = {n.code: n.reason for n in report.not_checked}
    assert judged or told["CL505"].endswith("as it does while it is set up")


def test_what_was_not_read_rules_nothing_out() -> None:
    world = socketed(sockets=Unobserved("unix sockets were not read"))
    report = world.report("5432")
    assert [f.code for f in report.findings] == []
    assert {"CL505", "CL507"} <= {n.code for n in report.not_checked}


def test_a_stopped_container_has_no_sockets() -> None:
    world = socketed()
    stopped = State(status="exited", exit_code=1)
    world.containers[0] = replace(world.containers[0], state=stopped)
    assert world.codes("5432") == ["CL201"]
