"""CL815 credentials-from-old-volume: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.catalogue import entries
from containerloop.diagnose.differential import diagnose
from containerloop.facts import DataSetUp, RefusedLogIn, Snapshot, Unobserved, View
from containerloop.pipeline.report_step import answer
from tests.support.world import World

URL = "postgres://app:second@db:5432/app"
API = "172.18.0.3"
PASSWORD = RefusedLogIn(user="app", why="password")
ROLE = RefusedLogIn(user="app", why="role")
PLACE = RefusedLogIn(user="app", why="place")
DATABASE = RefusedLogIn(user="", why="database", database="app")
OLD = DataSetUp(
    volume="shop_data", made_on="2026-05-01", older_s=86400.0, variable="POSTGRES_PASSWORD",
    agrees=True,
)  # fmt: skip


def seen(
    *,
    server: Any = (PASSWORD,),
    client: Any = (PASSWORD,),
    data: Any = OLD,
    url: str = URL,
    other: str = "",
    **said: Any,
) -> Snapshot:
    """api logs in at db, which answers; both logs have told of a refused log-in."""
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:17")
    api = world.container("api", refers=[url, *([other] if other else [])])
    assert api.attachments[0].ipv4 == API
    answered = {"protocol": "postgresql", "resolved": "172.18.0.2"} | said
    world.attempt("service:api", "db:5432", "answered", **answered)
    told = {"service:db": server, "service:api": client}
    return replace(
        world.snapshot("db:5432"),
        refused_log_ins={place: said for place, said in told.items() if said is not None},
        set_ups={} if data is None else {"service:api": data},
    )


def mysql(*, server: Any = (), client: Any = (), **more: Any) -> Snapshot:
    """The same with a MySQL, which tells its client's address in both logs."""
    data = replace(OLD, variable="MYSQL_PASSWORD")
    url = "mysql://app:second@db:5432/app"
    return seen(server=server, client=client, data=data, url=url, protocol="mysql", **more)


def denied(peer: str = API) -> tuple[RefusedLogIn, ...]:
    return (RefusedLogIn(user="app", peer=peer, why="password"),)


def codes(snapshot: Snapshot) -> list[str]:
    return [f.entry.code for f in diagnose(snapshot, entries).found]


def test_a_database_that_refuses_its_client_for_want_of_tls() -> None:
    report = answer(mysql(client=(RefusedLogIn(user="", why="tls"),)))
    assert [f.code for f in report.findings] == ["CL801"]
    found = report.findings[0]
    assert found.summary == "db serves its clients over TLS only, and api uses none"
    assert found.evidence[0].saw.startswith("the log of api, a moment ago: Connections using")
    (remedy,) = found.remedies
    assert "or start the server without require_secure_transport" in remedy.summary
    assert remedy.proof.status == "untried"


@pytest.mark.parametrize(
    "snapshot",
    [
        mysql(server=(RefusedLogIn(user="", why="tls"),)),  # another client's, for all one knows
        mysql(client=(RefusedLogIn(user="", why="tls"),), other="mysql://app@db2:5432/app"),
        mysql(client=(RefusedLogIn(user="app", why="role"),)),
        mysql(client=()),
    ],
)
def test_what_does_not_say_so(snapshot: Snapshot) -> None:
    assert "CL801" not in codes(snapshot)


def test_a_password_that_the_variable_has_and_the_old_data_have_not() -> None:
    report = answer(seen())
    assert (report.verdict, report.exit_status) == ("unreachable", 1)
    (found,) = report.findings
    assert (found.code, found.severity) == ("CL815", "cause")
    assert found.summary == (
        "db refuses the password that its own POSTGRES_PASSWORD has: the data in volume shop_data"
        " were set up before"
    )
    assert [e.saw for e in found.evidence[:3]] == [
        "the logs of shop-db-1 and api: the password of app is refused",
        "shop_data was created on 2026-05-01, before shop-db-1",
        "POSTGRES_PASSWORD of shop-db-1 has what api uses",
    ]
    assert not any("a moment ago" in note for note in report.notes)


@pytest.mark.parametrize(
    ("snapshot", "says"),
    [
        (seen(server=(PASSWORD, ROLE)), "db has no role app, which its own"),
        (seen(server=(DATABASE,), client=(DATABASE,)), "db has no database app, which its own"),
        (mysql(server=denied()), "db refuses the password that its own MYSQL_PASSWORD has"),
        (mysql(client=denied()), "db refuses the password that its own MYSQL_PASSWORD has"),
    ],
    ids=["role", "database", "MySQL's log", "MySQL's client"],
)
def test_what_else_an_old_volume_has_not(snapshot: Snapshot, says: str) -> None:
    assert codes(snapshot) == ["CL815"]
    assert answer(snapshot).findings[0].summary.startswith(says)


def test_the_data_are_kept_by_every_remedy() -> None:
    remedies = [
        (r.summary, r.host_command)
        for s in (seen(), mysql(server=denied()), seen(server=(DATABASE,), client=(DATABASE,)))
        for r in answer(s).findings[0].remedies
    ]
    commands = [command for _, command in remedies if command]
    assert commands == [
        r"docker exec -it shop-db-1 psql -U app -d postgres -c '\password app'",
        "docker exec -it shop-db-1 mysql -u root -p",
    ]
    assert not any("down" in said or "rm" in said.split() for said, _ in remedies)


@pytest.mark.parametrize(
    "near",
    [
        seen(data=replace(OLD, older_s=59.9)),
        seen(data=replace(OLD, volume="")),
        seen(data=replace(OLD, agrees=False)),
        seen(data=replace(OLD, agrees=Unobserved("it is not written"))),
        seen(data=replace(OLD, older_s=Unobserved("they are in a folder of the host"))),
        seen(data=Unobserved("it cannot be read")),
        seen(data=None),
        seen(client=()),
        seen(server=()),
        seen(server=(PLACE,), client=(PLACE,)),
        seen(server=Unobserved("its log was not read in time")),
        seen(server=(RefusedLogIn(user="eva", why="password"),),
             client=(RefusedLogIn(user="eva", why="password"),)),
        mysql(server=denied("172.18.0.9")),
        mysql(client=denied("172.18.0.9")),
        mysql(client=denied(), other="mysql://app:second@legacy:3306/app"),
        seen(protocol="http"),
    ],
    ids=["the same minute", "no volume", "another password", "a password elsewhere",
         "a folder of the host", "not read", "not known", "only the server", "only the client",
         "not from there",
         "no log", "another account", "another client", "another address", "two databases",
         "no database"],
)  # fmt: skip
def test_near_misses(near: Snapshot) -> None:
    assert "CL815" not in codes(near)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (Unobserved("it cannot be read"), "it cannot be read"),
        (replace(OLD, agrees=Unobserved("it is not written")), "it is not written"),
        (replace(OLD, older_s=Unobserved("they are the host's")), "they are the host's"),
    ],
)
def test_what_was_not_seen_is_not_checked(data: Any, why: str) -> None:
    assert {n.code: n.reason for n in answer(seen(data=data)).not_checked}["CL815"] == why


def test_the_log_tells_from_where() -> None:
    (found,) = answer(mysql(server=denied())).findings
    assert found.evidence[0].saw.endswith(f"the password of app is refused from {API}")


def test_mariadbs_own_client() -> None:
    url = "mysql://app:second@db:5432/app"
    data = replace(OLD, variable="MARIADB_PASSWORD")
    (found,) = answer(
        seen(server=denied(), client=(), data=data, url=url, protocol="mysql")
    ).findings
    assert found.remedies[0].host_command == "docker exec -it shop-db-1 mariadb -u root -p"


@pytest.mark.parametrize(
    ("refused", "says"),
    [(ROLE, 'CREATE ROLE "app" LOGIN SUPERUSER;'), (DATABASE, 'CREATE DATABASE "app";')],
    ids=["role", "database"],
)
def test_what_is_missing_is_created_inside(refused: RefusedLogIn, says: str) -> None:
    (found,) = answer(seen(server=(refused,), client=(refused,))).findings
    assert found.remedies[0].summary.endswith(says)


def test_the_minute_counts() -> None:
    assert codes(seen(data=replace(OLD, older_s=60.0))) == ["CL815"]


@pytest.mark.parametrize(
    ("data", "more"),
    [
        (replace(OLD, agrees=False), "; api does not use what POSTGRES_PASSWORD of db has"),
        (replace(OLD, agrees=False, variable=""), ""),
        (replace(OLD, older_s=1.0), ""),
        (Unobserved("it cannot be read"), ""),
    ],
)
def test_a_refused_log_in_is_told_and_is_not_reachable(data: Any, more: str) -> None:
    report = answer(seen(data=data))
    assert (report.verdict, report.exit_status) == ("unreachable", 3)
    said = "db answers api, and the password of app was refused a moment ago, as the logs say"
    assert f"{said}; the network is fine{more}" in report.notes


@pytest.mark.parametrize(
    ("name", "place", "more"),
    [
        ("db", "service:db", {"refers": [URL]}),
        ("api", "service:api", {"check": ["CMD-SHELL", f"psql {URL}"]}),
    ],
    ids=["its own client", "a healthcheck"],
)
def test_who_has_no_log_in_of_its_own(name: str, place: str, more: Any) -> None:
    world = World()
    for each in ("db", "api"):
        listens = ["0.0.0.0:5432"] if each == "db" else []
        world.container(each, listens=listens, **(more if each == name else {}))
    world.attempt(place, "db:5432", "answered", protocol="postgresql", resolved="172.18.0.2")
    told: Any = {"service:db": (PASSWORD,), "service:api": (PASSWORD,)}
    snapshot = replace(world.snapshot("5432"), refused_log_ins=told, set_ups={place: OLD})
    assert codes(snapshot) == []


def test_a_role_that_somebody_else_misses_is_not_the_clients() -> None:
    found = answer(seen(server=(PASSWORD, RefusedLogIn(user="eva", why="role")))).findings[0]
    assert found.summary.startswith("db refuses the password")


def test_a_client_of_two_databases_does_not_say_which_refused_it() -> None:
    snapshot = mysql(client=denied())
    assert codes(snapshot) == ["CL815"]
    view = snapshot.views["service:api"]
    assert isinstance(view, View)
    other = replace(
        view.attempts[0],
        address=replace(view.attempts[0].address, host="web"),
        resolved="172.18.0.4",
    )
    world = World()
    web = world.container("web")
    there = replace(web, attachments=(replace(web.attachments[0], ipv4="172.18.0.4"),))
    containers = snapshot.survey.containers
    assert isinstance(containers, tuple)
    both = replace(snapshot.survey, containers=(*containers, there))
    seen_both = snapshot.views | {"service:api": replace(view, attempts=(*view.attempts, other))}
    assert codes(replace(snapshot, survey=both, views=seen_both)) == []


@pytest.mark.parametrize("near", [seen(client=()), seen(server=()), seen(server=None, client=None)])
def test_one_log_alone_refuses_nobody(near: Snapshot) -> None:
    report = answer(near)
    assert report.verdict == "reachable"
    assert not any("a moment ago" in note for note in report.notes)


FOLDER = replace(OLD, volume="", folder="/var/lib/postgresql/data")


def test_data_in_a_folder_of_the_host() -> None:
    (found,) = answer(seen(data=FOLDER)).findings
    assert found.summary.endswith("has: the data in /var/lib/postgresql/data were set up before")
    written = "/var/lib/postgresql/data/PG_VERSION was written on 2026-05-01, before shop-db-1"
    assert found.evidence[1].saw == f"{written} was created"
    assert "stat -c %y /var/lib/postgresql/data/PG_VERSION" in found.evidence[1].command


@pytest.mark.parametrize(
    "data",
    [
        replace(FOLDER, older_s=59.9),
        replace(FOLDER, older_s=Unobserved("they are in a folder of the host")),
        replace(FOLDER, agrees=False),
        replace(FOLDER, folder=""),
    ],
)
def test_a_folder_that_is_not_known_to_be_older(data: DataSetUp) -> None:
    assert "CL815" not in codes(seen(data=data))
