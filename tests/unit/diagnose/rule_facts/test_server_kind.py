"""What kind of server a symptom is about."""

import pytest

from tests.support.rule_worlds import nobody, published
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of


@pytest.mark.parametrize(
    ("image", "port", "kind"),
    [
        ("postgres:17", "8080:5432", "postgresql"),
        ("postgres:17", "8080:80", None),
        ("postgres:17", "8080:8000", "postgresql"),
        ("example/app", "8080:5432", None),
    ],
)
def test_an_image_tells_where_the_port_is_not_another_servers(
    image: str, port: str, kind: str | None
) -> None:
    world = published("refused", port, image=image)
    assert facts_of(world.snapshot("8080")).kind_of_server == kind


def test_an_answer_tells_more_than_an_image() -> None:
    world = published("refused", "8080:5432", image="postgres:17")
    world.attempts.clear()
    world.attempt("host", "127.0.0.1:8080", "silent", resolved="127.0.0.1", protocol="http")
    assert facts_of(world.snapshot("8080")).kind_of_server == "http"


def test_nobody_is_no_server() -> None:
    assert facts_of(nobody().snapshot("5432")).kind_of_server is None
