"""What is told of addresses that may mean something else than they seem to."""

import pytest

from tests.support.compose_world import answered_in
from tests.support.world import World

COMPOSE = """
services:
  page: {image: example/page, ports: ["127.0.0.1:8080:80"]}
  db: {image: "postgres:16", expose: ["5432"]}
  api:
    image: example/api
    environment:
      FRONTEND_URL: http://localhost:8080
      LOGIN_LINK: http://localhost:8080/login
      DATABASE_URL: "postgres://app:pa#s3cret/s?w@db:5432/app"
"""


def test_the_settings_that_may_be_for_people_are_named_once() -> None:
    notes = answered_in(COMPOSE, "8080").notes
    assert notes == (
        "FRONTEND_URL and LOGIN_LINK of api have localhost:8080, which is taken for a browser's"
        " address; if api connects to it itself, run containerloop why localhost:8080 --from"
        " service:api",
    )


def test_what_is_asked_from_somewhere_else_needs_no_such_note() -> None:
    notes = answered_in(COMPOSE, "8080", "service:page").notes
    assert notes == (
        "nothing says which address page uses for port 8080: no setting names one, and it was not"
        " calling one; ask for the address itself, as its error message has it",
    )


def test_a_url_with_a_password_as_it_is_has_a_note_and_no_password() -> None:
    report = answered_in(COMPOSE, "5432")
    assert len(report.notes) == 1
    assert report.notes[0].startswith("DATABASE_URL of api has #, / or ? in its user or password")
    assert "s3cret" not in str(report)


def test_an_encoded_password_needs_no_note() -> None:
    text = COMPOSE.replace("pa#s3cret/s?w", "pa%23s3cret%2Fs%3Fw")
    assert answered_in(text, "5432").notes == ()


BOTH = """
services:
  page:
    image: example/page
    ports: ["127.0.0.1:8080:80"]
    environment: {VITE_API_URL: "${API_URL}"}
  api: {image: example/api, ports: ["127.0.0.1:8000:8000"]}
  worker: {image: example/worker, environment: {API_URL: "${API_URL}"}}
"""


def test_a_line_that_a_browser_and_a_service_share_is_not_patched() -> None:
    report = answered_in(BOTH, "8000", variables={"API_URL": "http://localhost:8000"})
    assert [(f.code, f.vantage) for f in report.findings] == [("CL401", "service:worker")]
    remedy = report.findings[0].remedies[0]
    assert remedy.patch is None
    assert remedy.override == {
        "services": {"worker": {"environment": {"API_URL": "http://api:8000"}}}
    }
    assert report.notes == (
        ".env:1 is the value of VITE_API_URL, which a browser uses, and of API_URL, which a"
        " service uses: no address is right for both; give each its own",
    )


def test_from_the_browsers_side_the_same_is_told() -> None:
    report = answered_in(BOTH, "8000", variables={"API_URL": "http://api:8000"})
    assert [f.code for f in report.findings] == ["CL408"]
    assert report.findings[0].remedies[0].patch is None
    assert report.findings[0].remedies[0].override is not None
    assert "which a browser uses" in " ".join(report.notes)


def test_lines_of_their_own_are_changed_alone() -> None:
    text = BOTH.replace("${API_URL}", "http://localhost:8000")
    report = answered_in(text, "8000")
    assert [(f.code, f.vantage) for f in report.findings] == [("CL401", "service:worker")]
    assert report.findings[0].remedies[0].patch is not None
    assert report.notes == ()


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("REDIS_HOST=redis://cache", True),
        ("CACHE_HOSTNAME=redis://cache:6379", True),
        ("REDIS_HOST=cache", False),
        ("REDIS_URL=redis://cache", False),
        ("CACHE_HOST=http://cache:6379", False),
    ],
)
def test_a_url_where_a_host_is_asked_for(variable: str, told: bool) -> None:
    world = World()
    world.container("cache", exposes=[6379], listens=["0.0.0.0:6379"])
    world.container("app", env=[variable])
    world.attempt("service:app", "cache:6379", "answered", resolved="172.18.0.2", protocol="redis")
    report = world.report("6379")
    assert any("has a URL in it" in note for note in report.notes) is told
