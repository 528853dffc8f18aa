"""The command that makes a change count, only where it is certain."""

from __future__ import annotations

import pytest

from containerloop.diagnose.finding import Location, Patch
from containerloop.facts import Outcome
from containerloop.report.apply_commands import after_edit, after_override, stack_of
from containerloop.report.v1 import ReportedFinding
from tests.support import reports

PLAIN = "docker compose"
NAMED = "docker compose -p x -f compose.prod.yaml"


def at(file: str, key: str = "services.api.command") -> Location:
    return Location(file=file, line=14, key=key)


def found(location: Location | None, vantage: str = "service:api") -> ReportedFinding:
    return ReportedFinding(
        code="CL401", name="n", severity="cause", summary="s", vantage=vantage, address="db:1",
        outcome=Outcome.REFUSED, location=location, evidence=(), remedies=(),
    )  # fmt: skip


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
        told = after_edit(patch, found(location), reports.report(compose=compose))
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
    assert after_override(found(location), reports.report(compose=compose)) == told


def test_after_an_edit_of_a_configuration_that_compose_writes() -> None:
    patch = Patch(file="compose.yaml", diff="- a\n+ b")
    inline = at("compose.yaml", "services.front.configs: proxy_pass")
    told = after_edit(patch, found(inline), reports.report(compose=PLAIN))
    assert told == "docker compose up -d --force-recreate front"
    elsewhere = at("other.yaml", "services.front.configs: proxy_pass")
    assert after_edit(patch, found(elsewhere), reports.report(compose=PLAIN)) is None


@pytest.mark.parametrize(
    ("vantage", "told"),
    [
        ("service:api", "docker compose up -d api"),
        ("service:api@node2", "docker --context node2 compose up -d api"),
        ("service:api@default", None),
    ],
)
def test_after_an_edit_the_engine_that_is_meant_is_told(vantage: str, told: str | None) -> None:
    """Of two engines with the same project, only one has the fault."""
    patch, report = Patch(file="compose.yaml", diff="- a\n+ b"), reports.report(compose=PLAIN)
    assert after_edit(patch, found(at("compose.yaml"), vantage), report) == told


@pytest.mark.parametrize("engine", ["", "--context node1 ", "--host unix:///a "])
def test_a_stack_is_deployed_by_a_manager(engine: str) -> None:
    deploys = f"docker {engine}stack deploy -c compose.yaml shop"
    assert stack_of(deploys) == "shop"
    patch, report = Patch(file="compose.yaml", diff="- a\n+ b"), reports.report(compose=deploys)
    assert after_edit(patch, found(at("compose.yaml"), "service:api@node2"), report) == deploys


def test_compose_deploys_no_stack() -> None:
    assert stack_of("docker compose -p stack up") is None
