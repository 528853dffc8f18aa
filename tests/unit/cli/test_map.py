"""`map` on the command line, of saved snapshots."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from containerloop.cli.output import MapFormat
from tests.conftest import RunCli
from tests.support import recorded

ROOT = Path(__file__).parents[3]
SNAPSHOT = str(recorded.FOLDER / "26.1" / "cl401-localhost-is-this-container.json")
SAMPLE = re.compile(r"```console\n\$ containerloop map snapshot.json\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("form", MapFormat)
def test_each_format_goes_to_stdout_or_into_a_file(
    form: str, run_cli: RunCli, tmp_path: Path
) -> None:
    there = tmp_path / "map"
    shown = run_cli("map", SNAPSHOT, "--format", form)
    kept = run_cli("map", SNAPSHOT, "--format", form, "--output", str(there))
    assert (shown.returncode, shown.stderr) == (kept.returncode, kept.stderr) == (0, "")
    assert kept.stdout == ""
    assert there.read_text(encoding="utf-8") == shown.stdout
    assert "localhost:5432" in shown.stdout


def test_what_no_map_can_be_made_of(run_cli: RunCli, tmp_path: Path) -> None:
    assert run_cli("map", str(tmp_path / "none.json")).returncode == 2
    empty = run_cli("map", str(ROOT / "tests" / "data" / "saved" / "cl212-no-engine.json"))
    assert (empty.returncode, empty.stdout) == (4, "")
    assert "there is no server to draw" in empty.stderr


def test_without_an_engine_nothing_is_drawn(run_cli: RunCli, tmp_path: Path) -> None:
    ended = run_cli("map", env={"DOCKER_HOST": f"unix://{tmp_path}/none"}, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (4, "")


def test_a_snapshot_is_saved_again_as_it_was(run_cli: RunCli, tmp_path: Path) -> None:
    there = tmp_path / "again.json"
    assert run_cli("map", SNAPSHOT, "--save", str(there)).returncode == 0
    one, other = (
        run_cli("map", path, "--format", "json").stdout for path in (SNAPSHOT, str(there))
    )
    assert json.loads(one) == json.loads(other)


def test_the_sample_in_the_readme_is_the_programs(run_cli: RunCli) -> None:
    readme = ROOT / "README.md"
    told = run_cli("map", SNAPSHOT).stdout
    if os.environ.get("WRITE_GOLDEN"):
        block = f"```console\n$ containerloop map snapshot.json\n{told}```"
        readme.write_text(SAMPLE.sub(lambda _: block, readme.read_text()))
    sample = SAMPLE.search(readme.read_text())
    assert sample is not None
    assert sample[1] == told
