"""CL802 postgres-refuses-host: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Opening
from tests.support.rule_worlds import finding
from tests.support.world import World, publication

SAID = 'no pg_hba.conf entry for host "172.18.0.3", user "app", database "shop", no encryption'
USER = Opening(user="app", database="shop")


def refusing(url: str = "postgres://app:secret@db:5432/shop", **more: Any) -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16")
    world.container("api", refers=[url])
    greeting = {"protocol": "postgresql", "banner": more.pop("greeting", "without TLS")}
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2", **greeting)
    log_in = {"protocol": "postgresql", "refusal": SAID, "code": "28000", "opening": USER}
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2", **(log_in | more))
    return world


def test_a_client_that_no_line_admits() -> None:
    report = refusing().report("5432")
    assert [f.code for f in report.findings] == ["CL802"]
    assert (report.verdict, report.reach_it_at) == ("unreachable", {})
    found = report.findings[0]
    assert found.summary == (
        "PostgreSQL in db answers, but its pg_hba.conf does not admit app from 172.18.0.3"
    )
    (remedy,) = found.remedies
    assert '"host shop app 172.18.0.0/16 md5"' in remedy.summary
    assert remedy.host_command == ("docker exec shop-db-1 psql -U postgres -Atc 'SHOW hba_file'")
    assert found.evidence[0].saw == f"PostgreSQL replied: {SAID}"


def test_the_same_in_another_language_and_with_the_gateway() -> None:
    said = "kein pg_hba.conf-Eintrag für Host »172.18.0.1«, Benutzer »app«"
    found = finding(refusing(refusal=said), "5432", "CL802")
    assert found.summary.endswith("does not admit app from 172.18.0.1")


def test_without_an_address_in_the_words_it_is_the_clients_own() -> None:
    found = finding(refusing(refusal="pg_hba.conf rejects connection"), "5432", "CL802")
    assert found.summary.endswith("from 172.18.0.3")


@pytest.mark.parametrize(
    "said",
    [
        {"code": "28P01", "refusal": 'password authentication failed for user "app"'},
        {"code": "28000", "refusal": 'role "app" does not exist'},
        {"code": "3D000", "refusal": 'no database "pg_hba.conf"'},
        {"code": None, "refusal": None, "banner": "asks for a password"},
        {"opening": Opening()},
        {"protocol": "http"},
    ],
)
def test_what_pg_hba_does_not_decide(said: dict[str, Any]) -> None:
    assert "CL802" not in refusing(**said).codes("5432")


def test_a_server_with_tls_may_admit_the_client_with_it() -> None:
    report = refusing(greeting="offers TLS").report("5432")
    assert (report.verdict, report.findings) == ("reachable", ())


NO_TLS = "postgres://app:secret@db:5432/shop?sslmode=disable"


@pytest.mark.parametrize("url", [NO_TLS, "host=db port=5432 user=app dbname=shop sslmode=disable"])
def test_a_client_that_is_told_never_to_use_tls(url: str) -> None:
    assert refusing(url, greeting="offers TLS").codes("5432") == ["CL802"]


@pytest.mark.parametrize("mode", ["prefer", "allow", "require", "disabled"])
def test_any_other_mode_leaves_it_open(mode: str) -> None:
    url = NO_TLS.replace("disable", mode)
    assert refusing(url, greeting="offers TLS").codes("5432") == []


def test_where_another_server_is_meant_that_is_the_fault() -> None:
    world = refusing(url="redis://db:5432/0")
    world.attempts[:] = [replace(a, scheme="redis") for a in world.attempts[1:]]
    world.attempts[0] = replace(world.attempts[0], opening=Opening())
    assert world.codes("5432") == ["CL809"]


def test_one_in_the_containers_place_is_shadowing_it() -> None:
    world = World()
    at = publication("127.0.0.1:5432:5432")
    made = world.container("db", listens=["0.0.0.0:5432"], image="postgres:16")
    world.containers[0] = replace(made, asked=(at,), published=(at,))
    world.host_listens("[::1]:5432")
    world.attempt(
        "host", "[::1]:5432", "answered", resolved="::1", protocol="postgresql", code="28000",
        refusal=SAID, opening=USER, scheme="postgres",
    )  # fmt: skip
    assert world.codes("postgres://app@[::1]:5432/shop") == ["CL606"]


def test_of_an_address_without_a_container_no_command_is_offered() -> None:
    world = refusing()
    world.containers[1] = replace(world.containers[1], references=())
    world.attempt(
        "service:api", "10.0.0.5:5432", "answered", resolved="10.0.0.5", protocol="postgresql",
        code="28000", refusal=SAID, opening=Opening(user="app"), scheme="postgres",
    )  # fmt: skip
    report = world.report("postgres://app@10.0.0.5:5432", "service:api")
    (remedy,) = report.findings[0].remedies
    assert remedy.host_command is None
    assert '"host app app 172.18.0.0/16 md5"' in remedy.summary
    assert report.findings[0].summary.startswith("PostgreSQL answers, but")
