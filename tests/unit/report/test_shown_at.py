"""The line at which a team sees a finding."""

from __future__ import annotations

from containerloop.diagnose.finding import Location
from containerloop.pipeline.report_step import answer
from containerloop.report.v1 import Report
from tests.support import recorded
from tests.support.compose_world import answered_in
from tests.support.world import World


def replayed(name: str) -> Report:
    return answer(recorded.read(recorded.FOLDER / "26.1" / f"{name}.json"))


def test_the_line_that_says_it() -> None:
    [found] = replayed("cl401-localhost-is-this-container").causes
    assert found.shown_at == found.location is not None


def test_the_line_to_change_where_none_says_it() -> None:
    found = next(
        f
        for path in recorded.all_recorded()
        for f in answer(recorded.read(path)).findings
        if f.location is None and any(r.patch for r in f.remedies)
    )
    patch = next(r.patch for r in found.remedies if r.patch)
    assert found.shown_at == Location(file=patch.file, line=patch.line or 0)


def test_the_service_that_the_address_leads_to() -> None:
    [found] = replayed("cl201-container-not-running").causes
    assert found.location is None
    assert found.shown_at is not None
    assert found.shown_at.key == "services.db"


def test_nothing_where_no_file_is_known() -> None:
    world = World()
    world.container("db", listens=None, status="exited")
    world.container("api")
    world.attempt("service:api", "db:5432", "name-not-found")
    [found] = world.report("db:5432").causes
    assert found.shown_at is None


def test_where_the_address_is_written_if_it_leads_to_no_other_service() -> None:
    report = answered_in(
        "services:\n"
        "  api:\n"
        "    image: example/api\n"
        "    environment:\n"
        "      CACHE_URL: redis://localhost:6379\n",
        "6379",
    )
    [found] = report.causes
    assert found.location is None
    assert found.shown_at is not None
    assert (found.shown_at.line, found.shown_at.key) == (5, "services.api.environment.CACHE_URL")
