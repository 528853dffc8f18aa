"""The two laws, over every snapshot that a real engine showed, and over worlds that break them."""

from pathlib import Path

import pytest

from containerloop.cli.snapshot_files import decode
from tests.support import recorded
from tests.support.laws import broken_laws

SAVED = sorted((Path(__file__).parents[2] / "data" / "saved").glob("*.json"))


@pytest.mark.parametrize("path", recorded.all_recorded(), ids=lambda p: p.stem)
def test_a_recorded_snapshot_breaks_no_law(path: Path) -> None:
    assert broken_laws(recorded.read(path)) == []


@pytest.mark.parametrize("path", SAVED, ids=lambda p: p.stem)
def test_a_snapshot_saved_before_breaks_no_law(path: Path) -> None:
    assert broken_laws(decode(path.read_bytes())) == []
