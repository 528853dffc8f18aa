"""What the shell completes, asked for as bash asks."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from containerloop.cli import completion as complete
from containerloop.cli.completion import targets, vantages
from tests.conftest import CLI, RunCli

COMPOSE = "services:\n  api: {image: a}\n  db: {image: b}\n  host-tools: {image: c}\n"
SCRIPT = 'eval "$1"; COMP_WORDS=({words}); COMP_CWORD={cword};'
SCRIPT += ' _containerloop_completion containerloop; printf "%s\\n" "${{COMPREPLY[@]}}"'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    return tmp_path


def test_all_of_them_where_nothing_is_typed_yet(project: Path) -> None:
    services = ["service:api", "service:db", "service:host-tools"]
    assert vantages("") == ["host", "engine-host", *services]


@pytest.mark.parametrize(
    ("incomplete", "offered"),
    [
        ("service:", ["service:api", "service:db", "service:host-tools"]),
        ("service:d", ["service:db"]),
        ("d", ["db"]),
        ("eng", ["engine-host"]),
        ("x", []),
    ],
)
def test_those_that_begin_so(project: Path, incomplete: str, offered: list[str]) -> None:
    assert vantages(incomplete) == offered


def test_a_service_is_a_target(project: Path) -> None:
    assert targets("") == ["api", "db", "host-tools"]
    assert targets("h") == ["host-tools"]
    assert targets("service:") == []


@pytest.mark.parametrize("text", [None, "services: [", "services: {a: 1}", "\x00"])
def test_without_a_project_the_machines_are_left(
    text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / "compose.yaml").write_text(text)
    assert vantages("")[:2] == ["host", "engine-host"]
    assert not [each for each in vantages("") if ":" in each and text != "services: {a: 1}"]


def test_nobody_waits_for_a_file_that_takes_long(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def slow(cwd: Path) -> None:
        over.wait(5)

    monkeypatch.setattr(complete, "read_project", slow)
    monkeypatch.setattr(complete, "PATIENCE_S", 0.05)
    began = time.monotonic()
    assert vantages("") == ["host", "engine-host"]
    assert time.monotonic() - began < 1
    over.set()


def bash(project: Path, words: list[str], cwd: Path) -> list[str]:
    """What bash would offer, by the script that the command line itself prints."""
    environ = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    environ["PATH"] = f"{CLI.parent}{os.pathsep}{environ['PATH']}"
    shown = subprocess.run(
        [CLI, "--show-completion", "bash"], env=environ, capture_output=True, text=True, check=True
    )
    asked = SCRIPT.format(words=" ".join(f"'{word}'" for word in words), cword=len(words) - 1)
    ended = subprocess.run(
        ["bash", "-c", asked, "bash", shown.stdout],
        env=environ, cwd=cwd, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ended.stderr == ""
    return ended.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["containerloop", "wh"], ["why-cant-i-reach"]),
        (["containerloop", "explain", "CL40"], [f"CL4{n:02}" for n in range(1, 10)]),
        (["containerloop", "explain", "CL21"], [f"CL{n}" for n in range(210, 216)]),
        (["containerloop", "fi"], ["fix"]),
        (["containerloop", "fix", "5432", "--from", "d"], ["db"]),
        (["containerloop", "fix", "5432", "--un"], ["--untried"]),
        (["containerloop", "why", "5432", "--from", "d"], ["db"]),
        (["containerloop", "why", "d"], ["db"]),
        (["containerloop", "wait", "a"], ["api"]),
        (["containerloop", "wait", "db", "--from", "a"], ["api"]),
        (["containerloop", "wait", "db", "--fo"], ["--for", "--format"]),
        (["containerloop", "why", "5432", "--from", "en"], ["engine-host"]),
        (["containerloop", "why", "5432", "--no-pro"], ["--no-probe", "--no-prove"]),
    ],
)
def test_bash_is_offered_what_fits(project: Path, words: list[str], offered: list[str]) -> None:
    assert bash(project, words, project) == offered


def test_a_completion_never_says_anything_but_its_words(project: Path, run_cli: RunCli) -> None:
    (project / "compose.yaml").write_text("services: [")
    asked = {
        "_CONTAINERLOOP_COMPLETE": "complete_bash",
        "COMP_WORDS": "containerloop why 1 --from x",
        "COMP_CWORD": "4",
    }
    ended = run_cli(cwd=project, env=asked)
    assert (ended.stdout.strip(), ended.stderr) == ("", "")


@pytest.mark.parametrize(
    ("shell", "mark"),
    [("bash", "complete -o default"), ("zsh", "#compdef containerloop"), ("fish", "complete")],
)
def test_the_script_of_each_shell_is_shown(shell: str, mark: str, run_cli: RunCli) -> None:
    ended = run_cli(
        "--show-completion", shell, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    )
    assert ended.returncode == 0
    assert mark in ended.stdout
    assert "_CONTAINERLOOP_COMPLETE" in ended.stdout


def test_the_script_is_installed_where_bash_reads_it(tmp_path: Path, run_cli: RunCli) -> None:
    ended = run_cli(
        "--install-completion", "bash",
        env={"HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )  # fmt: skip
    assert ended.returncode == 0
    assert "containerloop.sh" in (tmp_path / ".bashrc").read_text()
    scripts = list((tmp_path / ".bash_completions").iterdir())
    assert [path.name for path in scripts] == ["containerloop.sh"]
