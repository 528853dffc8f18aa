"""The command that makes a change count, only where it is certain."""

from __future__ import annotations

import pytest

from containerloop.diagnose.finding import Location, Patch
from containerloop.report.apply_commands import after_edit, after_override
from tests.support import reports

PLAIN = "docker compose"
NAMED = "docker compose -p x -f compose.prod.yaml"


def at(file: str, key: str = "services.api.command") -> Location:
    return Location(file=file, line=14, key=key)


@pytest.mark.parametrize(
    ("edited", "location", "plain", "named"),
    [
        ("compose.yaml", at("compose.yaml"), True, True),
        ("docker-compose.yml", at("docker-compose.yml"), True, True),
        ("conf/app.env", at("conf/app.env"), True, True),
        ("compose.prod.yaml", at("compose.prod.yaml"), False, True),
        ("compose.yaml", at("compose.yaml", "x-env.A"), False, False),
        ("compose.yaml", at("compose.yaml", "services.$(rm).a"), False, False),
        ("compose.yaml", at("compose.prod.yaml"), False, False),
        ("compose.yaml", None, False, False),
    ],
)
def test_after_an_edit(edited: str, location: Location | None, plain: bool, named: bool) -> None:
    patch = Patch(file=edited, diff="- a\n+ b")
    for compose, certain in ((PLAIN, plain), (NAMED, named)):
        told = after_edit(patch, location, reports.report(compose=compose))
        assert told == (f"{compose} up -d api" if certain else None)


@pytest.mark.parametrize(
    ("location", "compose", "told"),
    [
        (at("compose.yaml"), PLAIN, "docker compose up -d"),
        (at("a.yaml"), NAMED, f"{NAMED} -f compose.override.yaml up -d"),
        (at("a.yaml"), PLAIN, None),
        (None, PLAIN, None),
    ],
)
def test_after_an_override(location: Location | None, compose: str, told: str | None) -> None:
    assert after_override(location, reports.report(compose=compose)) == told


def test_after_an_edit_of_a_configuration_that_compose_writes() -> None:
    patch = Patch(file="compose.yaml", diff="- a\n+ b")
    inline = at("compose.yaml", "services.front.configs: proxy_pass")
    told = after_edit(patch, inline, reports.report(compose=PLAIN))
    assert told == "docker compose up -d --force-recreate front"
    elsewhere = at("other.yaml", "services.front.configs: proxy_pass")
    assert after_edit(patch, elsewhere, reports.report(compose=PLAIN)) is None
