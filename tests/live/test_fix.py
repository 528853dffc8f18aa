"""From broken to reachable by `fix --apply --up`, in copies of fixtures; and what is refused."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CLI, MakeCompose, RunCli
from tests.lab.engines.compose import Compose
from tests.live.test_fixtures import bring_up
from tests.support.cases import FIXTURES, case_of

REPAIRED = [
    "cl301-no-shared-network",
    "cl401-localhost-is-this-container",
    "cl401-localhost-is-this-container-several",
    "cl402-unknown-name",
    "cl416-address-without-a-host",
    "cl417-quotes-in-the-value",
    "cl501-loopback-listener",
    "cl502-listens-on-another-port",
    "cl601-port-not-published",
    "cl602-published-to-wrong-container-port",
    "cl604-host-port-used-inside",
    "cl401-localhost-is-this-container-proxied",
    "cl801-tls-mismatch-sslmode",
    "cl807-proxy-environment-unset",
]

BASE = "    image: containerloop-fixture/base:1\n    init: true\n"
SERVER = f"  web:\n{BASE}    command: [httpd, -f, -p, '8000']\n    expose: ['8000']\n"
CLIENT = f"  api:\n{BASE}    command: [sleep, infinity]\n"

Project = tuple[Compose, Path]


@pytest.fixture
def broken(compose: MakeCompose, tmp_path: Path) -> Callable[[dict[str, str]], Project]:
    """`broken({"compose.yaml": …})`: a project of these files, brought up."""

    def make(files: dict[str, str]) -> Project:
        folder = tmp_path / "project"
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode())
        project = compose(folder / "compose.yaml")
        project.up("--wait")
        return project, folder

    return make


def fixed(
    run_cli: RunCli, project: Compose, folder: Path, *words: str, **env: str
) -> tuple[int, dict[str, Any]]:
    done = run_cli("fix", *words, "-p", project.project, "--format", "json", cwd=folder, env=env)
    assert done.returncode in (0, 1, 3), done.stderr
    assert "swordfish" not in done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, told


def undone(told: dict[str, Any], folder: Path) -> None:
    for command in told["undo"]:
        subprocess.run(command, shell=True, check=True, cwd=folder)


def alone_if_asked(name: str) -> Any:
    """As in test_fixtures.py: what disturbs other cases is played alone."""
    alone = case_of(FIXTURES / name).get("alone", False)
    return pytest.param(name, id=name, marks=[pytest.mark.alone] if alone else [])


@pytest.mark.parametrize("name", [alone_if_asked(name) for name in REPAIRED])
def test_a_fixture_is_repaired_in_its_own_lines_and_answers(
    name: str, compose: MakeCompose, run_cli: RunCli, tmp_path: Path
) -> None:
    case = case_of(FIXTURES / name)
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / name, folder)
    env = case.get("environment", {})
    project = compose(folder / "compose.yaml", env=env)
    bring_up(project, case, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    status, told = fixed(run_cli, project, folder, case["question"], "--apply", "--up", **env)
    assert (status, told["report"]["verdict"]) == (0, "reachable"), json.dumps(told, indent=1)
    # another test's project may publish the port too, and only just start
    own = [r for r in told["repairs"] if r["code"] in case["codes"]]
    assert {r["status"] for r in own} == {"written"}, told["repairs"]
    assert told["ran"] == told["then"] != []
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert [name for name in before if after[name] != before[name]] == told["written"]
    undone(told, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_with_windows_line_ends_and_a_secret(
    compose: MakeCompose, run_cli: RunCli, tmp_path: Path
) -> None:
    source = FIXTURES / "cl401-localhost-is-this-container" / "compose.yaml"
    text = source.read_text().replace("${DB_PASSWORD}", "swordfish").replace("\n", "\r\n")
    path = tmp_path / "compose.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + text.rstrip().encode())
    path.chmod(0o640)
    project = compose(path)
    project.up("--wait")
    status, _ = fixed(run_cli, project, tmp_path, "5432", "--apply", "--up")
    assert status == 0
    expected = text.rstrip().replace("@localhost:", "@db:").encode()
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_value_in_env_and_every_line_of_one_fault(
    broken: Callable[[dict[str, str]], Project], run_cli: RunCli
) -> None:
    text = (
        f"services:\n{SERVER}{CLIENT}    environment:\n      WEB_URL: http://${{WEB_HOST}}:8000/\n"
    )
    project, folder = broken({"compose.yaml": text, ".env": "# ours\nWEB_HOST=localhost # here\n"})
    status, told = fixed(run_cli, project, folder, "8000", "--apply", "--up")
    assert status == 0, json.dumps(told, indent=1)
    assert told["written"] == [".env"]
    assert (folder / ".env").read_text() == "# ours\nWEB_HOST=web # here\n"
    assert (folder / "compose.yaml").read_text() == text


def test_an_included_and_an_extended_file(
    broken: Callable[[dict[str, str]], Project], run_cli: RunCli
) -> None:
    files = {
        "compose.yaml": f"include: [parts/api.yaml]\nservices:\n{SERVER}",
        "parts/api.yaml": f"services:\n{CLIENT}    extends: {{file: env.yaml, service: base}}\n",
        "parts/env.yaml": "services:\n  base:\n    environment:\n"
        "      - WEB_URL=http://localhost:8000/  # localhost?\n",
    }
    project, folder = broken(files)
    status, told = fixed(run_cli, project, folder, "8000", "--apply", "--up")
    assert (status, told["written"]) == (0, ["parts/env.yaml"]), json.dumps(told, indent=1)
    for name, text in files.items():
        assert (folder / name).read_text() == text.replace("//localhost:", "//web:")


def test_an_extended_file_that_others_share_is_refused(
    broken: Callable[[dict[str, str]], Project], run_cli: RunCli
) -> None:
    files = {
        "compose.yaml": f"services:\n{SERVER}{CLIENT}    extends: {{file: b.yaml, service: b}}\n"
        "  other:\n    extends: {file: b.yaml, service: b}\n    command: [sleep, infinity]\n",
        "b.yaml": f"services:\n  b:\n{BASE}    environment: [WEB_URL=http://localhost:8000/]\n",
    }
    project, folder = broken(files)
    status, told = fixed(run_cli, project, folder, "8000", "--from", "api", "--apply")
    assert (status, told["written"]) == (1, [])
    said = told["repairs"][0]["reason"]
    assert "others share what stands there" in said
    assert "services.other.environment.WEB_URL" in said
    assert {name: (folder / name).read_text() for name in files} == files


def test_without_up_it_says_what_to_recreate_and_asks_nothing_again(
    broken: Callable[[dict[str, str]], Project], run_cli: RunCli
) -> None:
    text = f"services:\n{SERVER}{CLIENT}    environment: {{WEB_URL: 'http://localhost:8000/'}}\n"
    project, folder = broken({"compose.yaml": text})
    status, told = fixed(run_cli, project, folder, "8000", "--apply")
    assert (status, told["ran"]) == (1, [])
    assert told["then"] == [f"docker compose -p {project.project} up -d api"]
    assert (folder / "compose.yaml").read_text() == text.replace("//localhost", "//web")
    subprocess.run(told["then"][0], shell=True, check=True, cwd=folder, capture_output=True)
    status, told = fixed(run_cli, project, folder, "8000", "--apply")
    assert (status, told["repairs"], told["written"]) == (0, [], [])


def test_an_override_is_written_accepted_and_enough(
    broken: Callable[[dict[str, str]], Project], run_cli: RunCli
) -> None:
    text = f"services:\n{SERVER}{CLIENT}    environment: {{WEB_URL: 'http://localhost:8000/'}}\n"
    project, folder = broken({"compose.yaml": text})
    status, told = fixed(
        run_cli, project, folder, "8000", "--override", "compose.override.yaml", "--up"
    )
    assert (status, told["written"]) == (0, ["compose.override.yaml"]), json.dumps(told, indent=1)
    assert (folder / "compose.yaml").read_text() == text
    merged = json.loads(
        project.override(folder / "compose.override.yaml").run("config", "--format", "json").stdout
    )
    assert merged["services"]["api"]["environment"]["WEB_URL"] == "http://web:8000/"
    undone(told, folder)
    assert [p.name for p in folder.iterdir()] == ["compose.yaml"]


def test_an_override_of_another_name_is_named_to_compose(
    broken: Callable[[dict[str, str]], Project], run_cli: RunCli
) -> None:
    text = f"services:\n{SERVER}{CLIENT}    environment: {{WEB_URL: 'http://localhost:8000/'}}\n"
    project, folder = broken({"compose.yaml": text})
    status, told = fixed(run_cli, project, folder, "8000", "--override", "mended.yaml", "--up")
    assert status == 0, json.dumps(told, indent=1)
    assert "-f compose.yaml -f mended.yaml up -d api" in told["ran"][0]


def test_what_others_share_is_refused_with_the_lines_to_edit(
    broken: Callable[[dict[str, str]], Project], run_cli: RunCli
) -> None:
    text = (
        f"x-env: &env\n  WEB_URL: http://localhost:8000/\nservices:\n{SERVER}{CLIENT}"
        "    environment: *env\n"
    )
    project, folder = broken({"compose.yaml": text})
    status, told = fixed(run_cli, project, folder, "8000", "--apply", "--up")
    (repair,) = told["repairs"]
    assert (status, repair["status"], told["written"], told["ran"]) == (1, "refused", [], [])
    assert "compose.yaml:2: the line belongs to the anchor &env" in repair["reason"]
    assert "+  WEB_URL: http://web:8000/" in repair["edits"][0]["diff"]
    assert (folder / "compose.yaml").read_text() == text
    done = run_cli("fix", "8000", "-p", project.project, "--apply", cwd=folder)
    assert done.returncode == 1
    assert "not written: compose.yaml:2: the line belongs to the anchor &env" in done.stdout
    assert "Edit the lines above by hand." in done.stdout


def test_what_no_probe_could_try_is_written_only_when_told_so(
    compose: MakeCompose, run_cli: RunCli, tmp_path: Path
) -> None:
    case = case_of(FIXTURES / "cl303-network-mode-none-server")
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "cl303-network-mode-none-server", folder)
    project = compose(folder / "compose.yaml")
    bring_up(project, case, folder)
    before = (folder / "compose.yaml").read_bytes()
    status, told = fixed(run_cli, project, folder, case["question"], "--apply", "--up")
    assert (status, told["written"]) == (1, [])
    assert "not proven" in told["repairs"][0]["reason"]
    assert (folder / "compose.yaml").read_bytes() == before
    status, told = fixed(run_cli, project, folder, case["question"], "--apply", "--up", "--untried")
    assert (status, told["written"]) == (0, ["compose.yaml"]), json.dumps(told, indent=1)


def test_interrupted_at_any_moment_the_file_is_whole(
    broken: Callable[[dict[str, str]], Project],
) -> None:
    text = f"services:\n{SERVER}{CLIENT}    environment: {{WEB_URL: 'http://localhost:8000/'}}\n"
    project, folder = broken({"compose.yaml": text})
    new = text.replace("//localhost", "//web")
    words = [str(CLI), "fix", "8000", "-p", project.project, "--apply"]
    for delay in (0.6, 1.2, 1.6, 2.0, 2.4, 3.0):
        (folder / "compose.yaml").write_text(text)
        process = subprocess.Popen(
            words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert (folder / "compose.yaml").read_text() in (text, new)
        assert [p.name for p in folder.iterdir()] == ["compose.yaml"]
        if process.returncode == 130 and "nothing was changed" in said:
            assert (folder / "compose.yaml").read_text() == text


def test_of_two_at_once_one_wins(broken: Callable[[dict[str, str]], Project]) -> None:
    text = f"services:\n{SERVER}{CLIENT}    environment: {{WEB_URL: 'http://localhost:8000/'}}\n"
    project, folder = broken({"compose.yaml": text})
    words = [str(CLI), "fix", "8000", "-p", project.project, "--apply", "--format", "json"]
    both = [
        subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    told = [json.loads(process.communicate(timeout=60)[0]) for process in both]
    assert sorted(len(each["written"]) for each in told) == [0, 1]
    (loser,) = (each for each in told if not each["written"])
    assert "changed since it was read" in loser["repairs"][0]["reason"]
    assert (folder / "compose.yaml").read_text() == text.replace("//localhost", "//web")
