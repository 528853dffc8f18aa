"""`lint` as it is typed: what it ends with, what it reads, and that it needs nothing that runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from containerloop.render.json import schema
from tests.conftest import RunCli
from tests.support.cases import FIXTURES

ROOT = Path(__file__).parents[3]
FAULTY = FIXTURES / "cl401-localhost-is-this-container"
HEALTHY = FIXTURES / "healthy" / "plain"
NOWHERE = {"DOCKER_HOST": "unix:///nowhere/docker.sock", "PATH": "/nowhere"}


@pytest.mark.parametrize(("folder", "ended"), [(FAULTY, 1), (HEALTHY, 0)])
def test_it_needs_no_engine_and_no_plugin(folder: Path, ended: int, run_cli: RunCli) -> None:
    done = run_cli("lint", cwd=folder, env=NOWHERE)
    assert (done.returncode, done.stderr) == (ended, "")


def test_it_loads_no_sdk_and_opens_no_socket_and_starts_nothing() -> None:
    code = (
        "import sys; seen = [];"
        "sys.addaudithook(lambda event, _: seen.append(event)"
        " if event.startswith(('socket.', 'subprocess.', 'os.posix_spawn', 'os.fork')) else None);"
        "from containerloop.cli.main import run; status = run(['lint']);"
        "seen += {'docker', 'requests', 'psutil'} & set(sys.modules);"
        "print(*sorted(seen), 'END');"
        "sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=FAULTY, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[-1] == "END"


def test_the_shells_variables_change_nothing(run_cli: RunCli) -> None:
    shell = {"DB_PASSWORD": "sesame", "COMPOSE_PROJECT_NAME": "other"}
    assert run_cli("lint", cwd=FAULTY, env=shell).stdout == run_cli("lint", cwd=FAULTY).stdout


def test_the_files_are_those_that_are_named(run_cli: RunCli, tmp_path: Path) -> None:
    named = str(FAULTY / "compose.yaml")
    shown = run_cli("lint", named, cwd=tmp_path)
    assert (shown.returncode, shown.stdout.partition(":")[0]) == (1, "compose.yaml")
    of_the_shell = run_cli("lint", cwd=tmp_path, env={"COMPOSE_FILE": named})
    assert of_the_shell.stdout == shown.stdout


def test_json_is_the_report(run_cli: RunCli, tmp_path: Path) -> None:
    written = tmp_path / "lint.json"
    done = run_cli("lint", "--format", "json", "--output", str(written), cwd=FAULTY)
    assert (done.returncode, done.stdout) == (1, "")
    report = json.loads(written.read_text())
    jsonschema.Draft202012Validator(schema()).validate(report)
    (found,) = report["findings"]
    assert found["basis"] == "predicted"
    assert found["location"] == {
        "file": "compose.yaml",
        "line": 19,
        "column": 51,
        "key": "services.api.environment.DATABASE_URL",
    }
    assert "swordfish" not in written.read_text()


@pytest.mark.parametrize(
    ("text", "ended", "said"),
    [
        (None, 4, "there is no compose file here"),
        ("services: {}", 3, "compose.yaml: no services, so nothing was judged"),
        ("services: [a]", 4, "compose.yaml: a setting has the wrong type"),
        ("a: b: c", 4, "compose.yaml:1: mapping values are not allowed here"),
        ("- a", 4, "compose.yaml:1: the file has no top-level keys such as services:"),
    ],
)
def test_what_cannot_be_judged_is_no_pass(
    text: str | None, ended: int, said: str, run_cli: RunCli, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / "compose.yaml").write_text(text)
    # somewhere above the test's folder there may be a compose file
    done = run_cli("lint", *([] if text is None else ["compose.yaml"]), cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (ended, True), done.stderr


def test_an_output_that_cannot_be_written(run_cli: RunCli, tmp_path: Path) -> None:
    done = run_cli("lint", "--output", str(tmp_path / "no" / "x"), cwd=HEALTHY)
    assert (done.returncode, done.stdout) == (2, "")


def test_the_hook_runs_what_it_says() -> None:
    hook = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    pattern = re.compile(hook["files"])
    named = ("compose.yaml", "a/docker-compose.prod.yml", "compose.override.yaml", ".env")
    assert all(pattern.search(name) for name in named)
    assert not any(pattern.search(name) for name in ("src/composer.yaml.py", "env", "a.yaml"))
    command, *words = hook["entry"].split()
    installed = Path(sys.executable).with_name(command)
    done = subprocess.run([installed, *words], cwd=FAULTY, capture_output=True, check=False)
    assert done.returncode == 1


def test_the_sample_in_the_readme_is_what_is_printed(run_cli: RunCli) -> None:
    sample = re.search(
        r"```console\n\$ containerloop lint\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    assert sample is not None
    assert run_cli("lint", cwd=FAULTY).stdout == sample[1]
