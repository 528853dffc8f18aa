"""CL417 quotes-in-the-value: where it fires, its remedies, and what only looks like it."""

import pytest

from containerloop.diagnose.remedies import unquote
from containerloop.diagnose.rules.cl417_quotes_in_the_value import quotes_in_the_value
from containerloop.facts import Part, Place
from containerloop.report.v1 import Report
from tests.support.compose_world import answered_in
from tests.support.misspelt import case_with, of_nobody, with_reference, without_reference
from tests.support.world import World

COMPOSE = """
services:
  db: {image: "postgres:16", expose: ["5432"]}
  api:
    image: example/api
    environment:
      - LINE
      - TZ="UTC"
"""


def asked(line: str, port: str = "5432") -> Report:
    return answered_in(COMPOSE.replace("LINE", line), port)


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ('PGHOST="db"', "PGHOST=db"),
        ("PGHOST='db'", "PGHOST=db"),
        ("\"PGHOST='db'\"", '"PGHOST=db"'),
        (
            'DATABASE_URL="postgres://app:s3cret@db:5432/app"',
            "DATABASE_URL=postgres://app:***@db:5432/app",
        ),
        ("PG_ADDR='db:5432'", "PG_ADDR=db:5432"),
        ("DB_HOST='db'", "DB_HOST=db"),
    ],
)
def test_quotes_in_a_list_are_part_of_the_value(line: str, bare: str) -> None:
    report = asked(line)
    assert [f.code for f in report.findings] == ["CL417"]
    found = report.findings[0]
    assert (found.vantage, found.address, found.outcome) == (
        "service:api",
        "db:5432",
        "name-not-found",
    )
    remedy = found.remedies[0]
    assert remedy.patch is not None
    assert remedy.patch.diff.splitlines()[1] == f"+      - {bare}"
    assert remedy.override is not None
    (value,) = remedy.override["services"]["api"]["environment"].values()
    assert value[0] not in "\"'"
    assert "db" in value
    assert "s3cret" not in str(report)


def test_every_quoted_address_of_the_service_is_changed_and_its_port_as_well() -> None:
    text = COMPOSE.replace(
        "- LINE", "- PGHOST='db'\n      - PGPORT=\"5432\"\n      - X_URL='http://db'"
    )
    remedy = answered_in(text, "5432").findings[0].remedies[0]
    assert remedy.summary == "write PGHOST and X_URL without the quotes"
    assert remedy.override == {
        "services": {
            "api": {"environment": {"PGHOST": "db", "PGPORT": "5432", "X_URL": "http://db"}}
        }
    }
    assert remedy.patch is not None
    assert [x for x in remedy.patch.diff.splitlines() if x[0] == "+"] == [
        "+      - PGHOST=db",
        "+      - PGPORT=5432",
        "+      - X_URL=http://db",
    ]


def test_the_quotes_of_a_plain_container_are_told_without_a_file() -> None:
    world = World(project=None)
    world.container("cache", exposes=[6379], listens=["0.0.0.0:6379"])
    world.container("web", env=['REDIS_URL="redis://cache:6379"'])
    found = world.report("6379").findings
    assert [f.code for f in found] == ["CL417"]
    assert (found[0].remedies[0].patch, found[0].remedies[0].override) == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "DATABASE_URL=postgres://app@db:5432/app",
        '"DATABASE_URL=postgres://app@db:5432/app"',
        "'PGHOST=db'",
        'PGOPTIONS="-h db -p 5432"',
        "PASSWORD='db:5432'",
        'PGHOST="db',
    ],
)
def test_quotes_that_yaml_takes_or_that_hold_no_address(line: str) -> None:
    assert "CL417" not in [f.code for f in asked(line).findings]


def test_the_map_form_takes_the_quotes_away() -> None:
    text = COMPOSE.replace("- LINE", 'PGHOST: "db"').replace('- TZ="UTC"', "TZ: UTC")
    report = answered_in(text, "5432")
    assert (report.exit_status, report.findings) == (0, ())


def test_another_cause_is_not_looked_for_behind_the_quotes() -> None:
    report = asked("DATABASE_URL='postgres://app@localhost:5432/app'")
    assert [f.code for f in report.findings] == ["CL417"]
    assert "CL401" not in report.ruled_out or report.verdict == "unreachable"


def test_only_a_setting_that_somebody_has_is_judged() -> None:
    case = case_with("PG_URL='postgres://app@db:5432/app'", 5432)
    rule = quotes_in_the_value.rule
    assert rule(case) is not None
    others = (without_reference(case), of_nobody(case), with_reference(case, quoted=False))
    assert [rule(other) for other in others] == [None, None, None]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("DB_HOST='db'", (8, 11)),
        ("\"DB_HOST='db'\"", (9, 12)),
        ("'db'", (0, 3)),
        ("DB_HOST=db'", ()),
        ("DB_HOST='db", ()),
        ("DB_HOST=db", ()),
    ],
)
def test_the_quotes_of_a_line_are_the_nearest_pair(text: str, at: tuple[int, ...]) -> None:
    start = text.index("db")
    host = Part(place=Place(where="environment", key="x"), text=text, start=start, end=start + 2)
    found = unquote._quotes_around(host)
    assert [(p.start, p.end) for p in found] == [(n, n + 1) for n in at]
