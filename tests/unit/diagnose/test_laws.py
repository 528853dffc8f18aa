"""The three laws, over every snapshot of a real engine, and over worlds that break them."""

from pathlib import Path

import pytest

from containerloop.cli.snapshot_files import decode
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.rule_answers import Explanation
from tests.support import recorded
from tests.support.catalogue import CATALOGUE
from tests.support.laws import broken_laws, foreign_processes
from tests.support.world import World

SAVED = sorted((Path(__file__).parents[2] / "data" / "saved").glob("*.json"))


@pytest.mark.parametrize("path", recorded.all_recorded(), ids=lambda p: p.stem)
def test_a_recorded_snapshot_breaks_no_law(path: Path) -> None:
    assert broken_laws(recorded.read(path)) == []


@pytest.mark.parametrize("path", SAVED, ids=lambda p: p.stem)
def test_a_snapshot_saved_before_breaks_no_law(path: Path) -> None:
    assert broken_laws(decode(path.read_bytes())) == []


@pytest.mark.parametrize(("same", "vantage", "broken"), [
    (False, "service:api", 1), (True, "service:api", 0), (False, "host", 0),
])  # fmt: skip
def test_a_process_of_another_machine_is_nobodys(same: bool, vantage: str, broken: int) -> None:
    world = World(engine={"same_machine": same, "same_kernel": same, "address": "tcp://far:1"})
    world.container("api")
    world.host_listens("127.0.0.1:5432", process="postgres")
    world.attempt(vantage, "localhost:5432", "refused", resolved="127.0.0.1")
    snapshot = world.snapshot("localhost:5432", vantage)
    [symptom] = [f.symptom for f in diagnose(snapshot, CATALOGUE).facts]
    seen = Evidence(saw="postgres (pid 4000) on the host listens", command="ss")
    finding = Finding(summary="x", subject="x", evidence=(seen,), remedies=())
    [entry] = [e for e in CATALOGUE if e.code == "CL503"]
    said = list(foreign_processes(Explanation(entry, symptom, finding), snapshot))
    assert len(said) == broken
