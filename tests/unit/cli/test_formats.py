"""The formats as they are asked for on the command line, and what ends with another status."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from junitparser import JUnitXml

from containerloop.cli.output import Format
from containerloop.report.gate import FailOn
from tests.conftest import RunCli
from tests.support import recorded

ROOT = Path(__file__).parents[3]
FAULT = recorded.FOLDER / "26.1" / "cl401-localhost-is-this-container.json"
HEALTHY = recorded.FOLDER / "26.1" / "healthy+plain.1.json"
WARNED = recorded.FOLDER / "26.1" / "cl611-exposed-beyond-this-machine.json"
SAMPLE = re.compile(
    r"```console\n\$ containerloop replay snapshot.json --format github\n(.*?)```", re.DOTALL
)


@pytest.mark.parametrize("form", Format)
def test_each_format_goes_to_stdout_or_into_a_file(
    form: str, run_cli: RunCli, tmp_path: Path
) -> None:
    there = tmp_path / "answer"
    shown = run_cli("replay", str(FAULT), "--format", form)
    kept = run_cli("replay", str(FAULT), "--format", form, "--output", str(there))
    assert (shown.returncode, shown.stderr) == (kept.returncode, kept.stderr) == (1, "")
    assert kept.stdout == ""
    assert there.read_text(encoding="utf-8") == shown.stdout
    assert "localhost:5432" in shown.stdout


def test_what_is_for_programs_is_utf_8_whatever_the_terminal_is(run_cli: RunCli) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    shown = run_cli("replay", str(FAULT), "--format", "html", env=ascii_only)
    assert (shown.returncode, shown.stderr) == (1, "")
    assert "✗" in shown.stdout


def test_what_others_read_is_read(run_cli: RunCli) -> None:
    sarif = json.loads(run_cli("replay", str(FAULT), "--format", "sarif").stdout)
    assert [r["ruleId"] for r in sarif["runs"][0]["results"]] == ["CL401"]
    [entry] = json.loads(run_cli("replay", str(FAULT), "--format", "gitlab").stdout)
    assert entry["location"] == {"path": "compose.yaml", "lines": {"begin": 19}}
    junit = JUnitXml.fromstring(run_cli("replay", str(FAULT), "--format", "junit").stdout.encode())
    assert junit.failures == 1


@pytest.mark.parametrize(
    ("snapshot", "statuses"),
    [(FAULT, [0, 1, 1, 1]), (HEALTHY, [0, 0, 0, 0]), (WARNED, [0, 0, 0, 1])],
    ids=["fault", "healthy", "warned"],
)
def test_what_fails_is_chosen(snapshot: Path, statuses: list[int], run_cli: RunCli) -> None:
    ended = [run_cli("replay", str(snapshot), "--fail-on", each).returncode for each in FailOn]
    assert ended == statuses


def test_what_could_not_be_asked_never_passes(run_cli: RunCli, tmp_path: Path) -> None:
    asked = ("why", "127.0.0.1:9", "--no-probe", "--from", "host")
    env = {"DOCKER_HOST": f"unix://{tmp_path}/none"}
    assert run_cli(*asked, "--fail-on", "never", env=env).returncode == 4


def test_the_sample_in_the_readme_is_the_programs(run_cli: RunCli) -> None:
    readme = ROOT / "README.md"
    told = run_cli("replay", str(FAULT), "--format", "github").stdout
    if os.environ.get("WRITE_GOLDEN"):
        block = f"```console\n$ containerloop replay snapshot.json --format github\n{told}```"
        readme.write_text(SAMPLE.sub(lambda _: block, readme.read_text()))
    sample = SAMPLE.search(readme.read_text())
    assert sample is not None
    assert sample[1] == told


def test_the_documents_name_every_format_and_every_gate() -> None:
    page = (ROOT / "docs" / "formats.md").read_text()
    readme = (ROOT / "README.md").read_text()
    assert all(f"`{form}`" in page for form in Format)
    assert all(form in readme for form in Format)
    assert all(f"`{gate}`" in page and f"`{gate}`" in readme for gate in FailOn)


def test_lint_says_the_same_in_every_format(run_cli: RunCli) -> None:
    fixtures = ROOT / "compose-fixtures"
    healthy, broken = fixtures / "healthy" / "plain", fixtures / FAULT.stem
    for form in set(Format) - {Format.TEXT, Format.JSON}:
        passed = run_cli("lint", "--format", form, cwd=healthy)
        assert (passed.returncode, passed.stderr) == (0, ""), form
        for word in ("::error", "<failure", "<error", '"level": "error"', '"exitCode": 3', "✗"):
            assert word not in passed.stdout, (form, word)
        assert run_cli("lint", "--format", form, cwd=broken).returncode == 1
    shown = run_cli("lint", "--format", "github", cwd=broken).stdout
    assert shown.startswith("::error file=compose.yaml,line=19,endLine=19,col=51,title=CL401 ")
