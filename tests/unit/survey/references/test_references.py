"""Which settings name an address, which only look like one, and what of them may be shown."""

from __future__ import annotations

import pytest

from containerloop.facts import Reference, Transport
from containerloop.survey.engine.container_references import container_binds, container_references
from tests.data.written_addresses import COMMANDS, FOUND, NOT_FOUND


def addresses(references: tuple[Reference, ...]) -> str:
    def one(r: Reference) -> str:
        host = f"[{r.host}]" if ":" in r.host else r.host
        return f"{host}:{r.port}" + ("/udp" if r.transport is Transport.UDP else "")

    return " ".join(one(r) for r in references)


def environment(text: str) -> list[str]:
    """Several variables in one line of the table: a space before a capital's `NAME=`."""
    import re

    return re.split(r" (?=(?:[A-Z][A-Z_]+|database__connection__port)=)", text)


def test_the_table_is_large_enough() -> None:
    assert len(FOUND) + len(NOT_FOUND) + len(COMMANDS) >= 120


@pytest.mark.parametrize(("line", "expected"), FOUND)
def test_a_variable_names_addresses(line: str, expected: str) -> None:
    assert addresses(container_references(environment(line))) == expected


@pytest.mark.parametrize("line", NOT_FOUND)
def test_a_variable_names_no_address(line: str) -> None:
    assert addresses(container_references(environment(line))) == ""


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
