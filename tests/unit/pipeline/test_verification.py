"""Expectations measured in turns: what is asked again, and how often. No engine: worlds by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from containerloop.errors import ProjectUnknown, UsageError
from containerloop.facts import Question, Snapshot
from containerloop.pipeline import verification
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.survey_step import resolve_question
from containerloop.report.v1 import ExitStatus, Report
from tests.support.stated import read
from tests.support.world import World

OPTIONS = RunOptions(connection=None, cwd=Path())


def shop(outcome: str = "answered") -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16", publishes=["5432:5432"])
    world.container("api")
    protocol = {"protocol": "postgresql"} if outcome == "answered" else {}
    world.attempt("service:api", "db:5432", outcome, resolved="172.18.0.2", **protocol)
    return world


class Bench:
    """Runs that take no time, of a world that a turn may change; `now` is the clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, world: Callable[[int], World]) -> None:
        self.now = 0.0
        self.asked: list[RunOptions] = []
        self.pauses: list[float] = []
        self._world = world
        monkeypatch.setattr(verification, "ask", self._ask)
        monkeypatch.setattr(verification, "take_survey", lambda q, o: self._snapshot().survey)
        clock = SimpleNamespace(monotonic=lambda: self.now, sleep=self._sleep)
        monkeypatch.setattr(verification, "time", clock)

    def _snapshot(self) -> Snapshot:
        return self._world(len(self.asked)).snapshot("5432")

    def _ask(self, question: Question, options: RunOptions) -> Snapshot:
        snapshot = self._snapshot()
        self.asked.append(options)
        return replace(snapshot, question=resolve_question(question, snapshot.survey))

    def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def verify(self, *lines: str) -> Report:
        return verification.verify(read(*lines), OPTIONS)


def test_everything_is_asked_in_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, lambda _: shop())
    report = bench.verify("from: api, reach: 'db:5432'", "from: db, reach: 'db:5432'")
    assert len(bench.asked) == 1
    assert bench.asked[0].prove
    assert bench.asked[0].explain
    assert [each.holds for each in report.expectations] == [True, None]
    assert report.exit_status is ExitStatus.INCONCLUSIVE
    assert report.expectations[0].vantage == "service:api"


def test_what_must_not_be_reached_needs_no_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, lambda _: shop("refused"))
    report = bench.verify("from: api, not-reach: 'db:5432'")
    assert report.exit_status is ExitStatus.REACHABLE
    assert report.findings == ()
    assert not bench.asked[0].explain
    assert not bench.asked[0].prove
    assert not bench.asked[0].logs


def test_a_broken_one_has_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    world = shop()
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    bench = Bench(monkeypatch, lambda _: world)
    report = bench.verify("from: api, reach: 'localhost:5432'")
    assert report.exit_status is ExitStatus.FAULT_FOUND
    assert [each.code for each in report.causes] == ["CL401"]


def test_what_comes_true_in_time_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, lambda run: shop("refused" if run < 3 else "answered"))
    report = bench.verify("from: api, reach: 'db:5432', within: 30")
    assert report.exit_status is ExitStatus.REACHABLE
    assert bench.pauses == [0.5, 1.0, 2.0]
    assert not any(options.prove for options in bench.asked)
    assert report.expectations[0].reason.endswith(", after 4 s")


def test_what_does_not_is_asked_with_causes_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, lambda _: shop("refused"))
    report = bench.verify("from: api, reach: 'db:5432', within: 10")
    assert report.exit_status is ExitStatus.FAULT_FOUND
    assert bench.pauses == [0.5, 1.0, 2.0, 4.0, 2.5]
    assert [options.prove for options in bench.asked] == [False] * 5 + [True]
    assert report.expectations[0].reason.endswith("(for 10 s)")


def test_only_what_may_wait_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, lambda run: shop("refused" if run < 2 else "answered"))
    report = bench.verify("from: api, reach: 'db:5432'", "from: api, reach: 'db:5432', within: 30")
    assert [each.holds for each in report.expectations] == [False, True]
    assert len(bench.asked) == 3


def test_the_local_network_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = iter([shop(), World(), World()])
    bench = Bench(monkeypatch, lambda _: next(worlds))
    report = bench.verify("from: lan, not-reach: 5432, within: 5")
    assert report.exit_status is ExitStatus.REACHABLE
    assert (bench.asked, bench.pauses) == ([], [0.5])


@pytest.mark.parametrize(
    ("line", "error", "said"),
    [
        ("from: apu, reach: 'db:1'", ProjectUnknown, 'there is no service or container "apu"'),
        ("from: 'network:bakc', reach: 'db:1'", ProjectUnknown, 'there is no network "bakc"'),
        ("from: api, reach: 'api'", UsageError, "api"),
    ],
)
def test_what_does_not_exist_is_named_with_its_line(
    line: str, error: type[Exception], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(monkeypatch, lambda _: shop())
    with pytest.raises(error) as caught:
        bench.verify("from: api, reach: 'db:5432'", line)
    assert str(caught.value).startswith("containerloop.yaml:4: ")
    assert said in str(caught.value)
    assert bench.asked == []


def test_a_network_has_the_name_that_the_compose_file_gives_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = shop()
    world.attempt("network:shop_default", "db:5432", "answered", protocol="postgresql")
    report = Bench(monkeypatch, lambda _: world).verify("from: 'network:default', reach: 'db:5432'")
    assert [each.holds for each in report.expectations] == [True]
    assert report.expectations[0].vantage == "network:shop_default"


def test_a_status_that_is_meant_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"])
    world.container("api")
    world.attempt(
        "service:api", "web:80", "answered", resolved="172.18.0.2", protocol="http",
        scheme="http", code="503",
    )  # fmt: skip
    bench = Bench(monkeypatch, lambda _: world)
    report = bench.verify("from: api, reach: 'http://web', status: 503")
    assert report.exit_status is ExitStatus.REACHABLE
    assert report.causes == ()
