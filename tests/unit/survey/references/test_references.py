"""Which settings name an address, which only look like one, and what of them may be shown."""

from __future__ import annotations

import pytest

from containerloop.facts import Opening, Reference, Transport
from containerloop.survey.engine.container_references import container_binds, container_references
from containerloop.survey.references import find_references
from containerloop.survey.references.found_address import FoundAddress
from containerloop.survey.references.split_variables import SplitAddress
from tests.data.written_addresses import COMMANDS, FOUND, NOT_FOUND


def addresses(references: tuple[Reference, ...]) -> str:
    def one(r: Reference) -> str:
        host = f"[{r.host}]" if ":" in r.host else r.host
        return f"{host}:{r.port}" + ("/udp" if r.transport is Transport.UDP else "")

    return " ".join(one(r) for r in references)


def whole(references: tuple[Reference, ...]) -> tuple[Reference, ...]:
    """The references that have both a host and a port."""
    return tuple(r for r in references if r.host and r.port)


def environment(text: str) -> list[str]:
    """Several variables in one line of the table: a space before a capital's `NAME=`."""
    import re

    return re.split(r" (?=(?:[A-Z][A-Z_]+|database__connection__port)=)", text)


def test_the_table_is_large_enough() -> None:
    assert len(FOUND) + len(NOT_FOUND) + len(COMMANDS) >= 120


@pytest.mark.parametrize(("line", "expected"), FOUND)
def test_a_variable_names_addresses(line: str, expected: str) -> None:
    assert addresses(whole(container_references(environment(line)))) == expected


@pytest.mark.parametrize("line", NOT_FOUND)
def test_a_variable_names_no_address(line: str) -> None:
    assert addresses(whole(container_references(environment(line)))) == ""


@pytest.mark.parametrize(("line", "expected"), COMMANDS)
def test_a_command_names_addresses(line: str, expected: str) -> None:
    import shlex

    assert addresses(container_references([], shlex.split(line))) == expected
    health = container_references([], healthcheck=["CMD-SHELL", line])
    assert addresses(health) == expected
    assert {r.host_part.place.where for r in health} <= {"healthcheck"}


@pytest.mark.parametrize(("line", "_expected"), [*FOUND, *[(c, "") for c, _ in COMMANDS]])
def test_the_parts_are_the_host_and_the_port(line: str, _expected: str) -> None:
    found = container_references(environment(line)) + container_references(
        [], healthcheck=["CMD-SHELL", line]
    )
    for one in found:
        part = one.host_part
        assert part.text[part.start : part.end].strip("[]") == one.host
        if one.port_part:
            part = one.port_part
            assert part.text[part.start : part.end] == str(one.port)


def test_labels_that_describe_are_no_references() -> None:
    labels = {
        "org.opencontainers.image.url": "http://localhost:8000",
        "proxy.target": "http://api:8000",
        "docs": "https://example.com/docs",
    }
    assert addresses(container_references([], labels=labels)) == "api:8000"


@pytest.mark.parametrize(
    ("env", "command", "expected"),
    [
        (["HOST=127.0.0.1", "PORT=3000"], "", "127.0.0.1:3000"),
        (["HOST=0.0.0.0"], "", ""),
        (["LISTEN_ADDR=localhost:8080"], "", "localhost:8080"),
        (["UVICORN_HOST=localhost"], "", "localhost:0"),
        (["ASPNETCORE_URLS=http://localhost:5000"], "", "localhost:5000"),
        (["DB_HOST=localhost"], "", ""),
        ([], "uvicorn a:b --host 127.0.0.1 --port 8000", "127.0.0.1:8000"),
        ([], "gunicorn -b 127.0.0.1:8000 a:b", "127.0.0.1:8000"),
        ([], "redis-server --bind 127.0.0.1", "127.0.0.1:0"),
        ([], "postgres -c listen_addresses=localhost", "localhost:0"),
        ([], "python -m http.server 80 --bind ::1", "[::1]:0"),
        ([], "psql --host localhost", ""),
        ([], "uvicorn a:b --host 0.0.0.0", ""),
    ],
)
def test_where_a_server_listens_on_loopback(env: list[str], command: str, expected: str) -> None:
    assert addresses(container_binds(env, command.split())) == expected


KEPT = {
    "VITE_API_HOST=api VITE_API_PORT=80": ("browser",),
    "API_HOST=api API_PORT=80": (),
    "STATSD_HOST=stats": ("udp",),
    "STATSD_HOST=stats STATSD_PORT=8126": ("udp",),
    "VITE_STATSD_HOST=stats VITE_STATSD_PORT=8126": ("browser", "udp"),
    "VITE_API_URL=http://u:p@api:80": ("browser", "secret"),
    "VITE_DB_URL=postgres://u:p@db/x?sslmode=require": ("browser", "secret", "demands_tls"),
}


@pytest.mark.parametrize("line", KEPT)
def test_a_reference_keeps_every_field_on_its_way(line: str) -> None:
    (found,) = container_references(environment(line))
    kept = [name for name in ("browser", "secret", "demands_tls") if getattr(found, name)]
    assert {*kept, found.transport.value} - {"tcp"} == set(KEPT[line])


def test_a_dsn_keeps_every_field_on_its_way() -> None:
    text = "host=db port=5433 sslmode=require user=app password=x"
    (found,) = container_references([f"VITE_DATABASE_URL={text}"])
    assert (found.scheme, found.host, found.port) == ("postgresql", "db", 5433)
    assert (found.secret, found.demands_tls, found.browser) == (True, True, True)
    assert found.port_part is not None


def test_a_host_and_a_port_in_two_variables_keep_what_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = FoundAddress(host="db", host_span=(2, 4), port=1, demands_tls=True)
    split = SplitAddress("VITE_API_HOST", "VITE_API_PORT", found)
    monkeypatch.setattr(find_references, "find_split", lambda _, portless: [split])
    (one,) = container_references(["VITE_API_HOST=x db", "VITE_API_PORT=1"])
    assert (one.demands_tls, one.secret, one.browser) == (True, True, True)


@pytest.mark.parametrize(
    ("line", "opening"),
    [
        ("API_URL=http://api:8000/v1/items?key=x", Opening(path="/v1/items")),
        ("API_URL=http://api:8000/hooks/T02AB9XYZ/B7GHJKLMN/aGVsbG8gd29ybGQ", Opening()),
        ("DATABASE_URL=postgres://app:secret@db:5432/shop", Opening(user="app", database="shop")),
        ("DATABASE_URL=postgres://app@db/shop", Opening(user="app", database="shop")),
        ("DATABASE_URL=postgres://zq8Fh2Lw0PxT4vN6@db/shop", Opening()),
        ("REDIS_URL=redis://app:secret@cache/0", Opening()),
    ],
)
def test_what_is_kept_of_a_clients_first_words(line: str, opening: Opening) -> None:
    (found,) = container_references([line])
    assert found.opening == opening


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("DB_HOST=db", ("db", 0)),
        ("WORDPRESS_DB_HOST=localhost", ("localhost", 0)),
        ("DB_HOST=db DB_PORT=abc", ("db", 0)),
        ("DB_HOST= DB_PORT=5432", ("", 5432)),
        ("X=http://:8080", ("", 8080)),
        ("DATABASE_URL=postgres://app:secret@:5432/app", ("", 5432)),
        ("REDIS_URL=redis://:6379/0", ("", 6379)),
        ("REDIS_ADDR=:6379", ("", 6379)),
        ("X=redis://:secret@cache:6379", ("cache", 6379)),
    ],
)
def test_a_variable_names_a_part_of_an_address(line: str, expected: tuple[str, int]) -> None:
    assert [(r.host, r.port) for r in container_references(environment(line))] == [expected]


@pytest.mark.parametrize(
    "line", ["HOST=localhost", "X=postgres:///app", "X=unix:///x", "X=", "Y=a"]
)
def test_a_variable_names_no_part_of_an_address(line: str) -> None:
    assert container_references(environment(line)) == ()


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        ('A_URL="http://db:1"', [("db", 1, True)]),
        ("REDIS_HOST='cache'", [("cache", 6379, True)]),
        ("A_URL='http://db:1\"", [("db", 1, False)]),
        ("A_URL=http://db:1", [("db", 1, False)]),
        ('JAVA_OPTS="-Da=http://db:1 -Xmx1g"', [("db", 1, False)]),
        ('A_URLS="http://db:1","http://db:2"', [("db", 1, False), ("db", 2, False)]),
    ],
)
def test_quotes_around_a_value(line: str, quoted: list[tuple[str, int, bool]]) -> None:
    assert [(r.host, r.port, r.quoted) for r in container_references([line])] == quoted


@pytest.mark.parametrize(
    ("url", "ambiguous"),
    [
        ("postgres://app:pa#s@db:5432/app", True),
        ("postgres://app:a/b@db:5432/app", True),
        ("postgres://app:a?b@db:5432/app", True),
        ("postgres://app:a%23b@db:5432/app", False),
        ("postgres://app:a!b@db:5432/app#x", False),
        ("postgres://app:ab@db:5432/app?mail=a@b", False),
    ],
)
def test_a_password_that_splits_its_url(url: str, ambiguous: bool) -> None:
    (one,) = container_references([f"X={url}"])
    assert (one.host, one.ambiguous) == ("db", ambiguous)
    assert "a#" not in one.host_part.text


def test_references_come_in_one_order_whatever_the_engines_is() -> None:
    lines = ["B_URL=http://b:1", "A_URL=http://a:1", "C_HOST=c"]
    found = [container_references(order, ["curl", "http://z:1"]) for order in (lines, lines[::-1])]
    assert found[0] == found[1]
    assert [r.host for r in found[0]] == ["a", "b", "c", "z"]
