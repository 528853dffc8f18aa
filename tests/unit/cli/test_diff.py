"""`diff` on the command line."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.conftest import RunCli
from tests.support import recorded

ROOT = Path(__file__).parents[3]
BROKEN = str(recorded.FOLDER / "26.1" / "cl401-localhost-is-this-container.json")
WHOLE = str(recorded.FOLDER / "26.1" / "healthy+plain.1.json")
SAMPLE = re.compile(r"```console\n\$ containerloop diff mine.json theirs.json\n(.*?)```", re.DOTALL)


def test_0_where_nothing_differs_and_1_where_something_does(run_cli: RunCli) -> None:
    same = run_cli("diff", WHOLE, WHOLE)
    assert (same.returncode, same.stderr) == (0, "")
    assert same.stdout.startswith("✓ Nothing that both saw differs.\n")
    other = run_cli("diff", WHOLE, BROKEN)
    assert (other.returncode, other.stderr) == (1, "")


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_each_format_goes_into_a_file_as_well(form: str, run_cli: RunCli, tmp_path: Path) -> None:
    there = tmp_path / "answer"
    shown = run_cli("diff", WHOLE, BROKEN, "--format", form)
    kept = run_cli("diff", WHOLE, BROKEN, "--format", form, "--output", str(there))
    assert (kept.returncode, kept.stdout) == (1, "")
    assert there.read_text(encoding="utf-8") == shown.stdout


def test_the_json_has_the_explaining_difference_first(run_cli: RunCli) -> None:
    told = json.loads(run_cli("diff", WHOLE, BROKEN, "--format", "json").stdout)
    assert told["differences"][0] == {
        "kind": "value",
        "where": "api",
        "what": "environment.DATABASE_URL",
        "a": "postgres://db:5432",
        "b": "postgres://localhost:5432",
        "explains": "CL401",
    }


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_no_snapshot_is_a_usage_error(place: int, run_cli: RunCli, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    files = [WHOLE, WHOLE]
    files[place] = str(bad)
    ended = run_cli("diff", *files)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "is not a containerloop snapshot" in ended.stderr
    assert run_cli("diff", WHOLE).returncode == 2
    assert run_cli("diff", WHOLE, str(tmp_path / "none.json")).returncode == 2


def test_the_sample_in_the_readme_is_the_programs(run_cli: RunCli) -> None:
    readme = ROOT / "README.md"
    told = run_cli("diff", WHOLE, BROKEN).stdout.split("\n\n  What else differs")[0] + "\n  …\n"
    if os.environ.get("WRITE_GOLDEN"):
        block = f"```console\n$ containerloop diff mine.json theirs.json\n{told}```"
        readme.write_text(SAMPLE.sub(lambda _: block, readme.read_text()))
    sample = SAMPLE.search(readme.read_text())
    assert sample is not None
    assert sample[1] == told
