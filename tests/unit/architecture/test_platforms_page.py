"""docs/platforms.md is made of `containerloop/platforms/`; WRITE_GOLDEN=1 writes it again."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from containerloop.platforms.known import PLATFORMS
from containerloop.platforms.swarm import APPLE_CONTAINER, SWARM
from containerloop.platforms.traits import STATEMENTS, Given, Platform, Statement

PAGE = Path(__file__).parents[3] / "docs" / "platforms.md"
HEAD = """# Platforms

What reaches what, by the platform that the engine runs on. This page is made of the files in
`containerloop/platforms/`, which the rules read too. Each statement is *measured*, by the test that
is named, or *documented*: then it was not tested live, and its source is named.

| platform | name of the host | its 127.0.0.1 | container address | published ports | host mode |
|---|---|---|---|---|---|
"""
TITLES = {
    "host_names": "Name of the host",
    "host_gateway": "`host-gateway`",
    "host_servers": "Servers of the host",
    "host_loopback": "Servers on the host's loopback",
    "container_addresses": "Addresses of containers",
    "published": "Published ports",
    "host_mode": "Host networking",
    "resolver": "Names",
    "interface": "Interfaces",
    "firewall": "Firewall",
}


def platforms_page() -> str:
    rows = [row(platform) for platform in PLATFORMS]
    parts = [section(platform) for platform in PLATFORMS]
    swarm = of_statements("Swarm", SWARM)
    return "".join([HEAD, *rows, *parts, swarm, of_statements("Apple container", APPLE_CONTAINER)])


def row(platform: Platform) -> str:
    name = platform.host_name
    asked = "" if name.given is Given.ALWAYS else f" ({name.given})"
    cells = [
        platform.name,
        f"`{name.name}`{asked}",
        "answers" if platform.host_loopback.value else "no",
        "answers" if platform.container_addresses.value else "no",
        str(platform.published.value),
        str(platform.host_mode.value),
    ]
    return f"| {' | '.join(cells)} |\n"


def section(platform: Platform) -> str:
    said = [line(TITLES[field], getattr(platform, field)) for field in STATEMENTS]
    options = [line(f"Setting: {each.value}", each) for each in platform.options]
    return f"\n## {platform.name}\n\n{platform.recognised}\n\n{''.join(said + options)}"


def of_statements(title: str, said: Iterable[Statement[str]]) -> str:
    lines = [line(each.value.capitalize(), each) for each in said]
    return f"\n## {title}\n\n{''.join(lines)}"


def line(title: str, said: Statement[Any]) -> str:
    measured = f"Measured: `{said.test}`." if said.test else f"Not tested live: {said.source}."
    return f"- **{title}**: {said.text} {measured}\n"


def test_the_page_of_platforms_is_current() -> None:
    if os.environ.get("WRITE_GOLDEN"):
        PAGE.write_text(platforms_page())
    assert PAGE.read_text() == platforms_page()


def test_every_statement_has_a_title() -> None:
    assert tuple(TITLES) == STATEMENTS
