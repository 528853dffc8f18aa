"""Somebody answers, and the client is not served: rules on worlds made by hand."""

from typing import Any

import pytest

from containerloop.protocols.servers.http import WANTS_TLS
from containerloop.protocols.servers.postgresql import WITHOUT_TLS
from tests.support.world import World


def calls(url: str, protocol: str | None, **answer: Any) -> World:
    """api refers to `url`, a port of web; `protocol` answers there."""
    world = World()
    world.container("web", listens=["0.0.0.0:8443"], image="example/web")
    world.container("api", refers=[url])
    world.attempt(
        "service:api", "web:8443", answer.pop("outcome", "answered"),
        resolved="172.18.0.2", protocol=protocol, **answer,
    )  # fmt: skip
    return world


# CL801 tls-mismatch


def test_tls_begun_with_a_server_in_the_clear() -> None:
    report = calls("https://web:8443/", "http").report("8443")
    assert [f.code for f in report.findings] == ["CL801"]
    (remedy,) = report.findings[0].remedies
    assert remedy.override == {"services": {"api": {"environment": {"URL_0": "http://web:8443/"}}}}


@pytest.mark.parametrize(("protocol", "refusal"), [("http", WANTS_TLS), ("tls", None)])
def test_a_server_of_tls_addressed_in_the_clear(protocol: str, refusal: str | None) -> None:
    report = calls("http://web:8443/", protocol, refusal=refusal).report("8443")
    assert [f.code for f in report.findings] == ["CL801"]
    (remedy,) = report.findings[0].remedies
    assert remedy.override == {"services": {"api": {"environment": {"URL_0": "https://web:8443/"}}}}


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("postgres://web:8443/app?sslmode=require", ["CL801"]),
        ("postgres://web:8443/app?sslmode=prefer", []),
        ("postgres://web:8443/app", []),
    ],
)
def test_postgresql_in_the_clear_is_wrong_only_where_tls_is_demanded(
    url: str, codes: list[str]
) -> None:
    assert calls(url, "postgresql", banner=WITHOUT_TLS).codes("8443") == codes


def test_postgresql_with_tls_is_what_was_demanded() -> None:
    url = "postgres://web:8443/app?sslmode=verify-full"
    assert calls(url, "postgresql", banner="offers TLS").codes("8443") == []


@pytest.mark.parametrize(("url", "protocol"), [("https://web:8443/", "tls"),
                                               ("http://web:8443/", "http")])  # fmt: skip
def test_both_sides_alike(url: str, protocol: str) -> None:
    assert calls(url, protocol).codes("8443") == []


def test_a_web_server_that_refuses_for_another_reason() -> None:
    refusal = "does not serve the host name that was asked for"
    assert calls("http://web:8443/", "http", refusal=refusal).codes("8443") == []


@pytest.mark.parametrize("outcome", ["accepted-then-closed", "silent", "refused"])
def test_who_says_nothing_in_either_language_is_no_mismatch(outcome: str) -> None:
    codes = calls("https://web:8443/", None, outcome=outcome).codes("8443")
    assert not {"CL801", "CL809"} & set(codes)


# CL809 another-server-answers


def copied(protocol: str | None, env: str = "REDIS_URL=redis://db:5432/0", **more: Any) -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16")
    world.container("cache", listens=["0.0.0.0:6379"], image="redis:7", **more)
    world.container("api", env=[env])
    world.attempt(
        "service:api", "db:5432", "answered", resolved="172.18.0.2", protocol=protocol
    )  # fmt: skip
    return world


def test_a_copied_line_leads_to_the_database() -> None:
    report = copied("postgresql").report("5432")
    assert [f.code for f in report.findings] == ["CL809"]
    assert report.findings[0].summary == "PostgreSQL of db answers there, and not Redis"
    assert [r.address for r in report.findings[0].remedies] == ["cache:6379"]


def test_the_port_a_server_declares_comes_before_its_usual_one() -> None:
    report = copied("postgresql", exposes=[7000]).report("5432")
    assert [r.address for r in report.findings[0].remedies] == ["cache:7000"]


def test_a_stopped_server_is_not_offered() -> None:
    report = copied("postgresql", status="exited").report("5432")
    assert report.findings[0].remedies == ()


@pytest.mark.parametrize("protocol", ["redis", "text", None])
def test_the_right_server_or_an_unknown_language_is_no_other_server(protocol: str | None) -> None:
    assert copied(protocol).codes("5432") == []


def test_a_scheme_guessed_from_a_name_promises_nothing() -> None:
    assert copied("postgresql", env="REDIS_ADMIN_HOST=db:5432").codes("5432") == []


def test_tls_missing_and_another_server_are_two_things() -> None:
    assert copied("redis", env="REDIS_URL=rediss://db:5432/0").codes("5432") == ["CL801"]
    assert copied("postgresql", env="REDIS_URL=rediss://db:5432/0").codes("5432") == ["CL809"]


def test_from_this_machine_the_published_port_of_the_right_server_is_offered() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16",
                    publishes=["127.0.0.1:8250:5432"])  # fmt: skip
    world.container("cache", listens=["0.0.0.0:6379"], image="redis:7",
                    publishes=["127.0.0.1:8251:6379"])  # fmt: skip
    world.attempt("host", "127.0.0.1:8250", "answered", resolved="127.0.0.1", protocol="postgresql")
    report = world.report("redis://127.0.0.1:8250")
    assert [f.code for f in report.findings] == ["CL809"]
    assert [r.address for r in report.findings[0].remedies] == ["127.0.0.1:8251"]


# CL804 redis-protected-mode


def protected(said: str, code: str, url: str = "redis://cache:6379", **more: Any) -> World:
    world = World()
    world.container("cache", listens=["0.0.0.0:6379"], image="redis:7")
    world.container("api", refers=[url])
    world.attempt(
        "service:api", "cache:6379", "answered", resolved="172.18.0.2",
        **({"protocol": "redis", "refusal": said, "code": code} | more),
    )  # fmt: skip
    return world


def test_a_redis_in_protected_mode() -> None:
    report = protected("DENIED Redis is running in protected mode", "DENIED").report("6379")
    assert [f.code for f in report.findings] == ["CL804"]
    assert report.verdict == "unreachable"
    (remedy,) = report.findings[0].remedies
    assert remedy.host_command == "docker exec shop-cache-1 redis-cli config set protected-mode no"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("NOAUTH Authentication required.", "NOAUTH"),
        ("LOADING Redis is loading the dataset in memory", "LOADING"),
        ("max number of clients reached", "ERR"),
    ],
)
def test_a_redis_that_refuses_for_another_reason_is_not_protected(said: str, code: str) -> None:
    assert "CL804" not in protected(said, code).codes("6379")


def test_another_server_with_the_same_word_is_no_redis() -> None:
    assert "CL804" not in protected("no", "DENIED", protocol="http").codes("6379")


def test_a_redis_where_another_server_is_meant_is_another_servers_fault() -> None:
    world = protected("DENIED Redis is running", "DENIED", url="http://cache:6379/")
    assert world.codes("6379") == ["CL809"]
