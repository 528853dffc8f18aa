"""CL416 address-without-a-host: where it fires, its remedies, and what only looks like it."""

import pytest

from containerloop.diagnose.rules.cl416_address_without_a_host import address_without_a_host
from containerloop.report.v1 import Report
from tests.support.compose_world import answered_in
from tests.support.misspelt import case_with, of_nobody, with_reference, without_reference

COMPOSE = """
services:
  db: {image: "postgres:16", expose: ["5432"]}
  cache: {image: "redis:7", expose: ["6379"]}
  api:
    image: example/api
    environment:
      KEY: VALUE
"""


def asked(key: str, value: str, port: str = "5432", **variables: str) -> Report:
    text = COMPOSE.replace("KEY", key).replace("VALUE", value)
    return answered_in(text, port, variables=variables)


@pytest.mark.parametrize(
    ("key", "value", "changed"),
    [
        (
            "DATABASE_URL",
            "postgres://app:s3cret@${DB_HOST}:5432/app",
            "postgres://app:***@${DB_HOST:-db}:5432/app",
        ),
        ("DATABASE_URL", "postgres://$DB_HOST:5432/app", "postgres://${DB_HOST:-db}:5432/app"),
        ("DATABASE_URL", "postgres://app@${DB_HOST}/app", "postgres://***@${DB_HOST:-db}/app"),
        ("PGHOST", "${DB_HOST}", "${DB_HOST:-db}"),
        ("PG_ADDR", "${DB_HOST}:5432", "${DB_HOST:-db}:5432"),
        ("DSN", "host=${DB_HOST} port=5432 user=app", "host=${DB_HOST:-db} port=5432 user=***"),
        ("DB_HOST", "${DB_HOST}", "${DB_HOST:-db}"),
    ],
)
def test_a_variable_that_is_not_set_leaves_no_host(key: str, value: str, changed: str) -> None:
    report = asked(key, value)
    assert [f.code for f in report.findings] == ["CL416"]
    found = report.findings[0]
    assert found.summary == f"the address in {key} of api has no host: DB_HOST is empty or not set"
    assert found.location is not None
    assert found.location.line == 8
    remedy = found.remedies[0]
    assert remedy.address == "db:5432"
    assert remedy.summary.startswith("set DB_HOST=db in .env beside the compose file")
    assert remedy.patch is not None
    assert remedy.patch.diff.splitlines()[1] == f"+      {key}: {changed}"
    assert remedy.override is not None
    assert "s3cret" not in str(report)


@pytest.mark.parametrize(
    ("value", "port", "address"),
    [
        ("postgres://app@:5432/app", "5432", "db:5432"),
        ("postgres://app:s3cret@:5432/app", "5432", "db:5432"),
        ("redis://:6379/0", "6379", "cache:6379"),
    ],
)
def test_a_url_goes_straight_to_its_port(value: str, port: str, address: str) -> None:
    report = asked("SERVER_URL", value, port)
    assert [f.code for f in report.findings] == ["CL416"]
    found = report.findings[0]
    assert found.summary == "the address in SERVER_URL of api has no host"
    remedy = found.remedies[0]
    assert remedy.address == address
    assert remedy.summary == f"name {address.partition(':')[0]} as the host in SERVER_URL"
    assert remedy.override is not None
    assert f"@:{port}" not in str(remedy.override)


@pytest.mark.parametrize(
    ("key", "value", "port"),
    [
        ("DATABASE_URL", "postgres://app@${DB_HOST:-db}:5432/app", "5432"),
        ("DATABASE_URL", "postgres://app:${PW}@db:5432/app", "5432"),
        ("DATABASE_URL", "postgres://${WHO}:${PW}@db:5432/app", "5432"),
        ("DATABASE_URL", "postgres:///app", "5432"),
        ("DATABASE_URL", "postgres://app@/app", "5432"),
        ("CACHE_URL", "redis://:s3cret@cache:6379/0", "6379"),
        ("DB_HOST", '""', "5432"),
        ("PGHOST", '""', "5432"),
        ("LISTEN_URL", "http://:5432", "5432"),
        ("BIND_ADDR", '":5432"', "5432"),
        ("TITLE", "${DB_HOST}", "5432"),
    ],
)
def test_what_only_looks_like_a_missing_host(key: str, value: str, port: str) -> None:
    assert "CL416" not in [f.code for f in asked(key, value, port).findings]


def test_a_variable_that_is_set_gives_the_host() -> None:
    report = asked("DATABASE_URL", "postgres://app@${DB_HOST}:5432/app", DB_HOST="db")
    assert (report.exit_status, report.findings) == (0, ())


def test_without_a_server_of_the_port_there_is_a_cause_and_no_remedy() -> None:
    report = asked("MQ_URL", "amqp://${MQ_HOST}:5672", "5672")
    assert [f.code for f in report.findings if f.vantage == "service:api"] == ["CL416"]
    assert report.findings[0].remedies == ()


def test_a_url_without_a_host_that_means_ones_own_port_is_no_mistake() -> None:
    text = COMPOSE.replace("KEY: VALUE", 'OWN_URL: "http://:8080"')
    own = text.replace("image: example/api", "image: example/api\n    expose: ['8080']")
    other = text + "  web: {image: example/web, expose: ['8080']}\n"
    assert "CL416" not in [f.code for f in answered_in(own, "8080").findings]
    assert [f.code for f in answered_in(other, "8080").findings] == ["CL416"]


def test_both_lines_without_a_host_are_changed() -> None:
    two = COMPOSE.replace("KEY: VALUE", "A_URL: redis://$H:6379\n      B_URL: redis://${H}:6379")
    patch = answered_in(two, "6379").findings[0].remedies[0].patch
    assert patch is not None
    assert patch.diff.count("${H:-cache}") == 2


def test_a_host_in_quotes_is_not_a_missing_one() -> None:
    assert [f.code for f in asked("PGHOST", "\"'db'\"").findings] == ["CL417"]


def test_only_a_setting_that_somebody_has_is_judged() -> None:
    case = case_with("PG_URL=postgres://app@:5432/app", 5432)
    rule = address_without_a_host.rule
    assert rule(case, ()) is not None
    others = (without_reference(case), of_nobody(case), with_reference(case, host="db"))
    assert [rule(other, ()) for other in others] == [None, None, None]
