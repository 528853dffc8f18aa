"""Patches change host and port and nothing else; overrides say the same in YAML."""

from __future__ import annotations

from typing import Any

import pytest
from ruamel.yaml import YAML

from containerloop.diagnose.remedies.compose_yaml import override_yaml
from containerloop.diagnose.remedies.overrides import reference_override
from containerloop.diagnose.remedies.patches import (
    reference_patch,
    service_key_patch,
)
from containerloop.facts import Part, Place, Reference, ServiceConfig
from containerloop.survey.engine.container_references import container_references


def part(text: str, word: str, line: int = 3, key: str = "DATABASE_URL") -> Part:
    start = text.index(word)
    place = Place(
        where="environment", key=f"services.api.environment.{key}", file="compose.yaml", line=line
    )
    return Part(place=place, text=text, start=start, end=start + len(word))


URL = "      DATABASE_URL: postgres://app:***@localhost:5432/app"


def url() -> Reference:
    return Reference(
        scheme="postgres",
        host="localhost",
        port=5432,
        host_part=part(URL, "localhost"),
        port_part=part(URL, "5432"),
        secret=True,
        template="postgres://app:${{PW}}@{host}:{port}/app",
    )


def split() -> Reference:
    return Reference(
        scheme="postgresql",
        host="localhost",
        port=15432,
        host_part=part("      DB_HOST: localhost", "localhost", 3, "DB_HOST"),
        port_part=part("      DB_PORT: 15432", "15432", 4, "DB_PORT"),
        template="{host}",
    )


def diff(reference: Reference, host: str | None, port: int | None) -> list[str]:
    patch = reference_patch(reference, host, port)
    assert patch is not None
    return patch.diff.splitlines()


def test_only_the_host_changes() -> None:
    assert diff(url(), "db", None) == ["-" + URL, "+" + URL.replace("localhost", "db")]


def test_host_and_port_of_one_line_change_together() -> None:
    assert diff(url(), "db", 1) == ["-" + URL, "+" + URL.replace("localhost:5432", "db:1")]


def test_host_and_port_of_two_lines_give_two_changes() -> None:
    assert diff(split(), "db", 5432) == [
        "-      DB_HOST: localhost",
        "+      DB_HOST: db",
        "-      DB_PORT: 15432",
        "+      DB_PORT: 5432",
    ]
    assert diff(split(), None, 5432) == ["-      DB_PORT: 15432", "+      DB_PORT: 5432"]


def test_an_ipv6_address_gets_brackets_only_in_a_url() -> None:
    assert diff(url(), "fd00::1", None)[1].endswith("@[fd00::1]:5432/app")
    assert diff(split(), "fd00::1", None)[1] == "+      DB_HOST: fd00::1"


def test_a_port_finds_its_place_in_a_url_but_not_in_a_host_variable() -> None:
    line = "      API_URL: http://api/v1"
    bare = Reference(
        scheme="http",
        host="api",
        port=80,
        host_part=part(line, "api/"),
        template="http://{host}/v1",
    )
    bare = Reference(
        scheme="http",
        host="api",
        port=80,
        host_part=Part(
            place=bare.host_part.place, text=line, start=line.index("api"), end=line.index("/v1")
        ),
        template="http://{host}/v1",
    )
    assert diff(bare, None, 8000)[1] == "+      API_URL: http://api:8000/v1"
    lone = Reference(
        scheme="redis",
        host="cache",
        port=6379,
        host_part=part("      REDIS_HOST: cache", "cache", key="REDIS_HOST"),
        template="{host}",
    )
    assert reference_patch(lone, "x", 1) is None
    assert reference_override("api", lone, "x", 1) is None
    assert diff(lone, "x", 6379)[1] == "+      REDIS_HOST: x"


def test_without_a_file_there_is_no_patch() -> None:
    (found,) = container_references(["X_URL=http://localhost:8000"])
    assert reference_patch(found, "api", None) is None
    assert reference_override("web", found, "api", None) == {
        "services": {"web": {"environment": {"X_URL": "http://api:8000"}}}
    }


def test_overrides_of_an_environment() -> None:
    assert reference_override("api", url(), "db", None) == {
        "services": {"api": {"environment": {"DATABASE_URL": "postgres://app:${PW}@db:5432/app"}}}
    }
    assert reference_override("api", split(), "db", 5432) == {
        "services": {"api": {"environment": {"DB_HOST": "db", "DB_PORT": "5432"}}}
    }


def test_overrides_of_a_healthcheck_and_a_command() -> None:
    (health,) = container_references([], healthcheck=["CMD", "curl", "http://localhost:80/"])
    assert reference_override("api", health, "127.0.0.1", None) == {
        "services": {"api": {"healthcheck": {"test": ["CMD", "curl", "http://127.0.0.1:80/"]}}}
    }
    (plain,) = container_references([], ["app", "--db-url=http://localhost:80"])
    assert reference_override("api", plain, "db", None) == {
        "services": {"api": {"command": ["app", "--db-url=http://db:80"]}}
    }
    (secret,) = container_references([], ["redis-cli", "-h", "cache", "-a", "s3cr3t"])
    assert reference_override("api", secret, "db", None) is None


@pytest.mark.parametrize(
    ("lines", "items", "key", "value", "added", "line"),
    [
        ({}, {}, "ports", ["8000:80"], ["+    ports:", '+      - "8000:80"'], 2),
        ({"ports": 5}, {"ports": "      - "}, "ports", ["8000:80"], ['+      - "8000:80"'], 5),
        (
            {"extra_hosts": 5},
            {"extra_hosts": "      "},
            "extra_hosts",
            ["h:host-gateway"],
            ["+      h: host-gateway"],
            5,
        ),
        ({"networks": 4}, {"networks": "    - "}, "networks", ["b"], ["+    - b"], 4),
        ({"networks": 4}, {"networks": "      "}, "networks", ["b"], ["+      b:"], 4),
        ({}, {}, "networks", ["b"], ["+    networks:", "+      - default", "+      - b"], 2),
        ({}, {}, "command", "a b", ['+    command: "a b"'], 2),
    ],
)
def test_lines_are_added_with_the_files_indentation(
    lines: dict[str, int],
    items: dict[str, str],
    key: str,
    value: Any,
    added: list[str],
    line: int,
) -> None:
    config = ServiceConfig(name="api", file="compose.yaml", line=2, lines=lines, items=items)
    patch, override = service_key_patch(config, key, value)
    assert patch is not None
    assert (patch.diff.splitlines(), patch.line) == (added, line)
    assert set(override["services"]["api"]) == {key}


def test_a_list_in_one_line_has_an_override_only() -> None:
    config = ServiceConfig(name="api", file="compose.yaml", line=2, lines={"ports": 3})
    patch, override = service_key_patch(config, "ports", ["1:1"])
    assert patch is None
    assert override == {"services": {"api": {"ports": ["1:1"]}}}


def test_an_override_is_yaml_that_reads_back() -> None:
    override = {
        "services": {
            "a-b": {
                "ports": ["127.0.0.1:5432:5432", "22"],
                "environment": {
                    "A": "yes",
                    "B": "x: y # z",
                    "C": 'q"\\',
                    "D": "${P:?say}",
                    "E": "1",
                },
                "networks": {"default": None, "back": None},
                "healthcheck": {"test": ["CMD", "a"]},
            }
        }
    }
    text = override_yaml(override)
    assert YAML(typ="safe", pure=True).load(text) == override
    assert '      - "127.0.0.1:5432:5432"\n' in text
    assert text == override_yaml(override)
