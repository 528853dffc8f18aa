"""What holds of all that could be stated: nothing is no file."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from containerloop.errors import CouldNotAsk, ProjectUnknown
from containerloop.facts import NoProject, Stated
from containerloop.pipeline import first_expectations
from containerloop.pipeline.first_expectations import first_report
from containerloop.pipeline.options import RunOptions
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.expectations.joint_report import joint_report
from containerloop.report.v1 import Report
from tests.support.world import World

OPTIONS = RunOptions(connection=None, cwd=Path())


class Bench:
    """A world that is surveyed, and a measurement that comes to the same for every line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, world: World, holds: bool | None) -> None:
        self.options: list[RunOptions] = []
        self._holds = holds
        survey = world.snapshot("5432").survey
        monkeypatch.setattr(first_expectations, "take_survey", lambda q, o: survey)
        monkeypatch.setattr(first_expectations, "verify", self._verify)

    def _verify(self, stated: tuple[Stated, ...], options: RunOptions) -> Report:
        self.options.append(options)
        return joint_report([ExpectationLine.of(each, self._holds, "x") for each in stated])


def shop() -> World:
    world = World()
    world.container("db", publishes=["5432:5432"])
    return world


def test_it_is_measured_without_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, shop(), True)
    report = first_report(OPTIONS, "c.yaml")
    assert [each.address for each in report.expectations] == ["localhost:5432"]
    assert [(o.prove, o.logs) for o in bench.options] == [(False, False)]


@pytest.mark.parametrize("holds", [False, None])
def test_nothing_that_holds_is_no_file(holds: bool | None, monkeypatch: pytest.MonkeyPatch) -> None:
    Bench(monkeypatch, shop(), holds)
    with pytest.raises(CouldNotAsk, match="nothing that this project relies on is reachable now"):
        first_report(OPTIONS, "c.yaml")


def test_nobody_who_relies_on_anything_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, World(), True)
    with pytest.raises(CouldNotAsk, match="nobody in this project relies on any address"):
        first_report(OPTIONS, "c.yaml")
    assert bench.options == []


def test_of_several_projects_none_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(project=None)
    Bench(monkeypatch, world, True)
    survey = world.snapshot("5432").survey
    several = NoProject(
        reason="several projects have containers (a, b); choose one with -p", candidates=("a", "b")
    )
    changed = replace(survey, project=several)
    monkeypatch.setattr(first_expectations, "take_survey", lambda q, o: changed)
    with pytest.raises(ProjectUnknown):
        first_report(OPTIONS, "c.yaml")
