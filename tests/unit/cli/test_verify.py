"""`verify` on the command line: what is asked wrongly, and that a result is always written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from junitparser import JUnitXml

from containerloop.cli.output import Format
from containerloop.cli.runs import verify
from containerloop.errors import EngineUnavailable
from containerloop.report.gate import FailOn
from tests.conftest import RunCli

NO_ENGINE = {"DOCKER_HOST": "unix:///nowhere/docker.sock", "DOCKER_CONTEXT": ""}
GOOD = (
    'version: 1\nexpect:\n  - {from: api, reach: "db:5432"}\n  - {from: host, not-reach: "a:1"}\n'
)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "containerloop.yaml").write_text(GOOD)
    return tmp_path


def test_without_a_file_it_says_how_to_write_one(run_cli: RunCli, tmp_path: Path) -> None:
    done = run_cli("verify", cwd=tmp_path, env=NO_ENGINE)
    assert (done.returncode, done.stdout) == (2, "")
    assert "containerloop verify --init" in done.stderr


def test_a_line_that_is_not_understood(run_cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "containerloop.yaml").write_text(
        "version: 1\nexpect:\n  - {from: api, reech: 'db:5432'}\n"
    )
    done = run_cli("verify", cwd=tmp_path, env=NO_ENGINE)
    assert done.returncode == 2
    assert 'containerloop.yaml:3: unknown key "reech"' in done.stderr
    assert "did you mean reach?" in done.stderr


def test_an_empty_list_is_no_pass_whatever_fails(run_cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "containerloop.yaml").write_text("version: 1\nexpect: []\n")
    done = run_cli("verify", "--fail-on", "never", cwd=tmp_path, env=NO_ENGINE)
    assert done.returncode == 2
    assert "containerloop.yaml:2: states no expectation" in done.stderr


def test_without_an_engine_a_person_reads_one_sentence(run_cli: RunCli, here: Path) -> None:
    done = run_cli("verify", cwd=here, env=NO_ENGINE)
    assert (done.returncode, done.stdout) == (4, "")
    assert "/nowhere/docker.sock" in done.stderr


def test_without_an_engine_junit_has_every_expectation_as_an_error(
    run_cli: RunCli, here: Path
) -> None:
    there = here / "verify.xml"
    words = ("--format", "junit", "-o", str(there))
    done = run_cli("verify", *words, cwd=here, env=NO_ENGINE)
    assert done.returncode == 4
    [suite] = JUnitXml.fromstring(there.read_bytes())
    assert (suite.tests, suite.errors, suite.failures) == (2, 2, 0)
    assert [case.name for case in suite] == ["api reaches db:5432", "this machine cannot reach a:1"]


def test_a_broken_file_is_a_result_as_well(run_cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "containerloop.yaml").write_text("version: [\n")
    done = run_cli("verify", "--format", "junit", cwd=tmp_path, env=NO_ENGINE)
    assert done.returncode == 2
    [suite] = JUnitXml.fromstring(done.stdout.encode())
    assert (suite.tests, suite.errors) == (1, 1)
    done = run_cli("verify", "--format", "sarif", cwd=tmp_path, env=NO_ENGINE)
    [run] = json.loads(done.stdout)["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_the_json_says_why_nothing_was_asked(run_cli: RunCli, here: Path) -> None:
    done = run_cli("verify", "--format", "json", cwd=here, env=NO_ENGINE)
    report = json.loads(done.stdout)
    assert "/nowhere/docker.sock" in report["not_asked"]
    assert [each["holds"] for each in report["expectations"]] == [None, None]
    assert [each["line"] for each in report["expectations"]] == [3, 4]


def test_an_output_that_cannot_be_written_is_told_first(run_cli: RunCli, here: Path) -> None:
    done = run_cli("verify", "-o", str(here / "no" / "x"), cwd=here, env=NO_ENGINE)
    assert done.returncode == 2
    assert "cannot write" in done.stderr


def test_init_overwrites_nothing(run_cli: RunCli, here: Path) -> None:
    done = run_cli("verify", "--init", cwd=here, env=NO_ENGINE)
    assert done.returncode == 2
    assert "containerloop.yaml exists already" in done.stderr
    (here / "link.yaml").symlink_to(here / "gone.yaml")
    done = run_cli("verify", "--init", "-o", "link.yaml", cwd=here, env=NO_ENGINE)
    assert (done.returncode, (here / "gone.yaml").exists()) == (2, False)
    assert (here / "containerloop.yaml").read_text() == GOOD


def test_init_without_an_engine_leaves_nothing(run_cli: RunCli, tmp_path: Path) -> None:
    done = run_cli("verify", "--init", cwd=tmp_path, env=NO_ENGINE)
    assert done.returncode == 4
    assert list(tmp_path.iterdir()) == []


def test_init_has_a_format_of_its_own(run_cli: RunCli, tmp_path: Path) -> None:
    done = run_cli("verify", "--init", "--format", "json", cwd=tmp_path, env=NO_ENGINE)
    assert done.returncode == 2
    assert "leave --format out" in done.stderr


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError, EngineUnavailable])
def test_whatever_ends_the_run_the_result_is_written(
    stop: type[BaseException], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise stop("no engine answers")

    monkeypatch.chdir(here)
    monkeypatch.setattr(verify, "connect", stopped)
    there = here / "verify.xml"
    asked = verify.Request(
        named=None, project=None, files=(), form=Format.JUNIT, output=there, fail_on=FailOn.NEVER,
        timeout_s=4.0, prove=True, log_in=True, logs=True, verbose=False,
    )  # fmt: skip
    with pytest.raises(stop):
        verify.run(asked)
    [suite] = JUnitXml.fromstring(there.read_bytes())
    assert (suite.tests, suite.errors) == (2, 2)
