"""Each fixture as a real engine showed it, held against every rule (`make snapshots` records)."""

from pathlib import Path

import msgspec
import pytest

from containerloop.cli.snapshot_files import decode, encode
from containerloop.facts import Unobserved
from containerloop.pipeline.report_step import answer
from tests.support import recorded
from tests.support.cases import BROKEN, HEALTHY, Report, case_of, conclude_as, conclude_nothing

ALL = recorded.all_recorded()
USUAL = recorded.FOLDER / recorded.USUAL


def replayed(path: Path) -> Report:
    report: Report = msgspec.json.decode(msgspec.json.encode(answer(recorded.read(path))))
    return report


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def test_every_fixture_is_recorded() -> None:
    wanted = {folder.name + ".json" for folder in BROKEN}
    for folder in HEALTHY:
        asked = len(case_of(folder)["questions"])
        wanted |= {f"healthy+{folder.name}.{number}.json" for number in range(1, asked + 1)}
    elsewhere = {f"{p.name}.json" for p in BROKEN if not usual(p)}
    assert {path.name for path in USUAL.iterdir()} == wanted - elsewhere, "make snapshots"
    assert {path.name for path in ALL} == wanted


def usual(folder: Path) -> bool:
    """Whether a fixture is broken on the usual version of Docker, with root."""
    return USUAL.name in case_of(folder).get("engines", [USUAL.name])


@pytest.mark.parametrize("path", ALL, ids=named)
def test_exactly_the_expected_codes_are_found(path: Path) -> None:
    folder = recorded.fixture_of(path)
    conclude = conclude_nothing if folder in HEALTHY else conclude_as
    conclude(replayed(path), folder)


@pytest.mark.parametrize("path", ALL, ids=named)
def test_a_recorded_snapshot_survives_the_way_there_and_back(path: Path) -> None:
    snapshot = recorded.read(path)
    assert decode(encode(snapshot)) == snapshot


@pytest.mark.parametrize("path", ALL, ids=named)
def test_a_recorded_snapshot_tells_of_its_fixture_alone(path: Path) -> None:
    text = path.read_text()
    assert len(text) <= 30 * 1024
    for place in ("/home", "/root", "/tmp", "/work", "/usr", str(Path.cwd())):
        assert f'"{place}' not in text
    survey = recorded.read(path).survey
    assert not isinstance(survey.containers, Unobserved)
    assert not isinstance(survey.networks, Unobserved)
    assert not [c.name for c in survey.containers if c.image.startswith("containerloop-probe")]
    swarm = survey.swarm.services if survey.swarm else ()
    stacks = set() if isinstance(swarm, Unobserved) else {s.stack for s in swarm}
    projects = {c.project for c in survey.containers} | {None} | stacks
    assert {n.project for n in survey.networks} <= projects, "left behind by another fixture"
