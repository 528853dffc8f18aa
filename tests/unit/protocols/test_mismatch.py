"""Answers that are not the ones expected: which they are, and what they do to the verdict."""

from typing import Literal

import pytest
from msgspec.structs import replace

from containerloop.observe.conversation import converse
from containerloop.observe.probe.records import TryRecord
from containerloop.observe.probe.requests import AttemptRequest
from containerloop.plan.values import PlannedAttempt
from containerloop.protocols.mismatch import Mismatch, mismatch, other_languages, tls_counterpart
from containerloop.protocols.servers.http import WANTS_TLS
from containerloop.protocols.servers.postgresql import POSTGRESQL, WITHOUT_TLS, startup
from containerloop.survey.engine.container_references import container_references
from tests.support.world import World


@pytest.mark.parametrize(
    ("scheme", "protocol", "expected"),
    [
        ("redis", "redis", None),
        ("redis", "postgresql", Mismatch.ANOTHER_SERVER),
        ("redis", "tls", Mismatch.SERVER_WANTS_TLS),
        ("redis", "text", None),
        ("redis", None, None),
        ("rediss", "redis", Mismatch.SERVER_SPEAKS_PLAIN),
        ("rediss", "postgresql", Mismatch.ANOTHER_SERVER),
        ("rediss", "tls", None),
        ("https", "http", Mismatch.SERVER_SPEAKS_PLAIN),
        ("https", "tls", None),
        ("http", "grpc", None),
        ("https", "grpc", Mismatch.SERVER_SPEAKS_PLAIN),
        ("tls", "smtp", Mismatch.SERVER_SPEAKS_PLAIN),
        ("tcp", "postgresql", None),
        (None, "postgresql", None),
        ("jdbc:postgresql", "mysql", Mismatch.ANOTHER_SERVER),
    ],
)
def test_what_answers_is_compared_with_what_the_scheme_says(
    scheme: str | None, protocol: str | None, expected: Mismatch | None
) -> None:
    assert mismatch(scheme, protocol) is expected


def test_a_web_server_that_wants_https_says_so_in_http() -> None:
    assert mismatch("http", "http", refusal=WANTS_TLS) is Mismatch.SERVER_WANTS_TLS
    assert mismatch("https", "http", refusal=WANTS_TLS) is None
    assert mismatch("http", "http", refusal="not available at the moment (503)") is None


@pytest.mark.parametrize(
    ("demands", "banner", "expected"),
    [
        (True, WITHOUT_TLS, Mismatch.SERVER_SPEAKS_PLAIN),
        (True, "offers TLS", None),
        (False, WITHOUT_TLS, None),
    ],
)
def test_postgresql_without_tls_is_a_misfit_only_where_tls_is_demanded(
    demands: bool, banner: str, expected: Mismatch | None
) -> None:
    assert mismatch("postgres", "postgresql", demands_tls=demands, banner=banner) is expected


@pytest.mark.parametrize(
    ("scheme", "other"),
    [("http", "https"), ("https", "http"), ("wss", "ws"), ("rediss", "redis"), ("amqp", "amqps"),
     ("postgres", None), ("tls", None), ("nonsense", None)],
)  # fmt: skip
def test_the_same_server_with_tls_and_without(scheme: str, other: str | None) -> None:
    assert tls_counterpart(scheme) == other


def test_who_is_silent_is_asked_in_other_languages() -> None:
    asked = [p.key for p in other_languages("redis", 5432, "postgres:16")]
    assert asked == ["tls", "postgresql"]
    assert [p.key for p in other_languages("postgres", 6379, "redis:7")] == ["redis"]
    assert [p.key for p in other_languages("postgres", 5432, "redis:7")] == ["redis"]


def test_a_server_that_hangs_up_on_the_written_scheme_is_asked_again() -> None:
    def exchange(dials: list[AttemptRequest]) -> list[TryRecord]:
        return [
            TryRecord(
                id=d.id, addr="172.18.0.2", errno=0, stage="reply", connect_us=1,
                end="reply" if d.first == POSTGRESQL.hello.first else "eof", end_us=9,
                sent=True, data_hex="4e" if d.first == POSTGRESQL.hello.first else "",
                then_hex="", first_us=5,
            )
            for d in dials
        ]  # fmt: skip

    world = World()
    wanted = world.attempt("service:api", "db:5432", "answered").address
    tries = [PlannedAttempt(wanted, "redis", "postgres:16", expected=True)]
    attempts, _ = converse("service:api", tries, 1.0, exchange)  # type: ignore[arg-type]
    assert [(a.outcome, a.protocol) for a in attempts] == [("answered", "postgresql")]


def replies(asked: AttemptRequest, data: bytes) -> TryRecord:
    end: Literal["reply", "eof"] = "reply" if data else "eof"
    return TryRecord(
        id=asked.id, addr="172.18.0.2", errno=0, stage="reply", connect_us=1, end=end, end_us=9,
        sent=True, data_hex=data.hex(), then_hex="", first_us=5,
    )  # fmt: skip


def conversation(scheme: str, said: dict[bytes, bytes]) -> list[tuple[str, str | None, str | None]]:
    """What comes of dialling who says this to these first words, and hangs up on others."""

    def exchange(dials: list[AttemptRequest]) -> list[TryRecord]:
        words = [(d, said.get(d.first or b"", b"")) for d in dials]
        return [replies(d, word) for d, word in words]

    wanted = World().attempt("service:api", "web:80", "answered").address
    tries = [PlannedAttempt(wanted, scheme, "nginx:1", expected=True)]
    attempts, _ = converse("service:api", tries, 1.0, exchange)  # type: ignore[arg-type]
    return [(a.outcome, a.protocol, a.code) for a in attempts]


def test_who_hangs_up_on_its_own_language_does_not_answer_by_complaining_of_others() -> None:
    complaint = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    others = {POSTGRESQL.hello.first: complaint}
    assert conversation("http", others) == [("accepted-then-closed", None, None)]
    answer = conversation("http", {POSTGRESQL.hello.first: b"N"})
    assert answer == [("answered", "postgresql", None)]


def test_nobody_is_logged_in_to_learn_more() -> None:
    """A server that trusts everybody, or nobody, would write a line in its log."""
    fields = b"SFATAL\0C53300\0Mno\0\0"
    error = b"E" + (len(fields) + 4).to_bytes(4, "big") + fields
    said = {POSTGRESQL.hello.first: b"N", startup("app").first: error}
    assert conversation("postgres", said) == [("answered", "postgresql", None)]


def answered(protocol: str | None, *, env: str = "REDIS_URL=redis://db:5432/0") -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16")
    world.container("api", env=[env])
    world.attempt(
        "service:api", "db:5432", "answered", resolved="172.18.0.2", protocol=protocol
    )  # fmt: skip
    return world


def test_another_server_is_nobodys_to_be_reached() -> None:
    report = answered("postgresql").report("5432")
    assert report.verdict == "unreachable"
    assert "service:api" not in report.reach_it_at


def test_the_server_that_is_meant_is_reached() -> None:
    report = answered("redis").report("5432")
    assert (report.verdict, report.exit_status) == ("reachable", 0)
    assert report.reach_it_at == {"service:api": "db:5432"}


def test_a_variables_name_promises_no_server() -> None:
    world = answered("postgresql", env="REDIS_ADMIN_HOST=db:5432")
    assert world.containers[-1].references[0].scheme == "redis"
    assert world.report("5432").verdict == "reachable"


def test_one_address_in_two_languages_is_two_expectations() -> None:
    for env in (["A_URL=redis://db:5432/0", "B_URL=postgres://db/app"],
                ["A_URL=postgres://db/app", "B_URL=redis://db:5432/0"]):  # fmt: skip
        world = answered("postgresql", env=env[0])
        references = container_references(env)
        world.containers[-1] = replace(world.containers[-1], references=references)
        assert world.codes("5432") == ["CL809"]


def test_the_right_one_of_two_addresses_is_enough() -> None:
    world = answered("postgresql")
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.9", protocol="redis")
    assert world.report("5432").verdict == "reachable"


@pytest.mark.parametrize(
    ("value", "demands"),
    [
        ("postgres://db/app?sslmode=require", True),
        ("postgres://db/app?connect_timeout=3&sslmode=verify-full", True),
        ("postgres://db/app?sslmode=prefer", False),
        ("postgres://db/app?sslmode=required_by_nobody", False),
        ("postgres://db/app", False),
        ("host=db port=5432 dbname=app sslmode=require", True),
        ("host=db port=5432 dbname=app sslmode=disable", False),
    ],
)
def test_a_setting_beside_the_address_demands_tls(value: str, demands: bool) -> None:
    (reference,) = container_references([f"DATABASE_URL={value}"])
    assert reference.demands_tls is demands


def test_only_the_mode_of_a_query_is_shown() -> None:
    value = "postgres://db/app?sslmode=require&token=hush"
    (reference,) = container_references([f"DATABASE_URL={value}"])
    assert "sslmode=require" in reference.host_part.text
    assert "hush" not in reference.host_part.text
