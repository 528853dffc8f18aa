"""White space around a host in a variable: it belongs to the name, which nobody has."""

import pytest

from containerloop.survey.engine.container_references import container_references
from tests.support.compose_world import answered_in
from tests.support.world import World

COMPOSE = """
services:
  cache: {image: "redis:7", expose: ["6379"]}
  cache2: {image: "redis:7", expose: ["6379"]}
  api:
    image: example/api
    environment:
      LINE
"""


@pytest.mark.parametrize(
    ("line", "repaired"),
    [
        ('REDIS_HOST: "cache "', 'REDIS_HOST: "cache"'),
        ('REDIS_HOST: " cache"', 'REDIS_HOST: "cache"'),
        ("REDIS_HOST: ' cache  '", "REDIS_HOST: 'cache'"),
    ],
)
def test_the_fix_is_the_value_without_it_in_its_own_line(line: str, repaired: str) -> None:
    report = answered_in(COMPOSE.replace("LINE", line), "6379")
    (found,) = report.findings
    assert (found.code, found.outcome) == ("CL402", "name-not-found")
    assert "the white space around it belongs to the value" in found.summary
    (remedy,) = found.remedies  # cache2 is as like it, and is not meant
    assert remedy.address == "cache:6379"
    assert remedy.patch is not None
    assert remedy.patch.diff.splitlines()[1] == f"+      {repaired}"


@pytest.mark.parametrize("value", ["cache\t", "cache\r", "\tcache", "cache \r\n"])
def test_any_white_space_counts(value: str) -> None:
    (reference,) = container_references([f"REDIS_HOST={value}"])
    assert reference.host == value


def test_where_nobody_has_the_name_inside_no_other_is_offered() -> None:
    report = answered_in(COMPOSE.replace("LINE", 'REDIS_HOST: "cash "'), "6379")
    (found,) = report.findings
    assert found.code == "CL402"
    assert found.remedies == ()


@pytest.mark.parametrize(
    "env",
    [
        "REDIS_HOST=cache db",
        "REDIS_HOST= ",
        "REDIS_HOST=10.0.0.5 ",
        "REDIS_NOTE=cache ",
        "REDIS_HOST=true ",
    ],
)
def test_what_is_no_such_host(env: str) -> None:
    assert container_references([env]) == ()


def test_a_name_beyond_is_left_alone() -> None:
    world = World()
    world.container("api", env=["REDIS_HOST=redis.example.com "])
    assert world.report("6379").verdict != "unreachable"
