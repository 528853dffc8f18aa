"""`document` on the command line, without an engine: what is written, compared and refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from containerloop.cli.runs import lock_file
from containerloop.cli.runs.page_source import source_of
from containerloop.render.markdown.team_page import SIGNED, Style, render_page, render_parts
from containerloop.report.page.values import Lock
from tests.conftest import RunCli
from tests.support.shell import one_sentence
from tests.unit.render.test_team_page import made

COMPOSE = """\
services:
  api:
    image: example/api
    ports: ["${PORT:-18080}:8000"]
    environment: {DATABASE_URL: "postgres://app:swordfish@db:5432/app"}
  db: {image: postgres}
"""
PAGE = "docs/networking.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a page and its lock, and no engine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    keep(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / PAGE).write_text(render_page(made(), Style.PLAIN))
    return tmp_path


def keep(folder: Path, style: str = "plain") -> None:
    lock = Lock(compose=source_of(()).digest, style=style, page=made())
    (folder / lock_file.NAME).write_bytes(lock_file.encode(lock))


def test_a_page_that_is_current(folder: Path, run_cli: RunCli) -> None:
    for words in ((), (PAGE,)):
        done = run_cli("document", "--check", *words, cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"{PAGE} is current by containerloop.lock.json (")


def test_it_is_printed_from_the_lock_and_that_is_said(folder: Path, run_cli: RunCli) -> None:
    done = run_cli("document", cwd=folder)
    assert (done.returncode, done.stdout) == (0, (folder / PAGE).read_text())
    assert "not measured now, but read from containerloop.lock.json" in done.stderr
    told = run_cli("document", "--format", "json", "--output", "page.json", cwd=folder)
    assert (told.returncode, told.stdout) == (0, "")
    assert json.loads((folder / "page.json").read_text())["schema_version"] == 1
    assert "<!DOCTYPE html>" in run_cli("document", "--format", "html", cwd=folder).stdout


def test_a_page_that_was_changed_is_stale_and_the_lines_are_shown(
    folder: Path, run_cli: RunCli
) -> None:
    page = folder / PAGE
    page.write_text(page.read_text().replace("18080", "18081", 1))
    done = run_cli("document", "--check", cwd=folder)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{PAGE} is stale:\n@@ ")
    assert {line[0] for line in done.stdout.splitlines()[1:]} == {"@", "-", "+"}
    assert f"write it again: containerloop document --write {PAGE}" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("18080", "18081", 1),
        ("db:5432", "cache:6379", 1),
        ("  db: {image: postgres}", "  db: {image: postgres, networks: [x]}\nnetworks: {x: }", 1),
        ("swordfish", "octopus", 0),
        ("services:", "# a comment\nservices:", 0),
        ("image: postgres", "image: postgres:17", 0),
        ("  db: {image: postgres}", "  db: {image: postgres, volumes: [a]}\nvolumes: {a: }", 0),
    ],
)
def test_only_what_decides_who_reaches_what_makes_it_stale(
    old: str, new: str, status: int, folder: Path, run_cli: RunCli
) -> None:
    (folder / "compose.yaml").write_text(COMPOSE.replace(old, new))
    done = run_cli("document", "--check", cwd=folder)
    assert done.returncode == status
    assert ("the compose files have changed" in done.stdout) == bool(status)


def test_somebodys_own_environment_does_not(folder: Path, run_cli: RunCli) -> None:
    (folder / ".env").write_text("PORT=9999\n")
    assert run_cli("document", "--check", cwd=folder).returncode == 0
    assert run_cli("document", "--check", cwd=folder, env={"PORT": "9998"}).returncode == 0


def test_parts_between_markers(folder: Path, run_cli: RunCli) -> None:
    reach = render_parts(made(), Style.PLAIN)["reach"]
    text = (
        f"# Mine\n\n<!-- containerloop:begin reach -->\n\n{reach}\n\n<!-- containerloop:end -->\n"
    )
    (folder / "README.md").write_text(text)
    assert run_cli("document", "--check", "README.md", cwd=folder).returncode == 0
    (folder / "README.md").write_text(text.replace("db:5432", "db:5433"))
    assert run_cli("document", "--check", "README.md", cwd=folder).returncode == 1


def test_the_style_is_the_one_of_the_last_writing(folder: Path, run_cli: RunCli) -> None:
    keep(folder, "mkdocs")
    assert run_cli("document", "--check", cwd=folder).returncode == 1
    (folder / PAGE).write_text(render_page(made(), Style.MKDOCS))
    assert run_cli("document", "--check", cwd=folder).returncode == 0
    assert run_cli("document", "--check", "--style", "plain", cwd=folder).returncode == 1


def test_what_was_not_seen_is_no_pass(folder: Path, run_cli: RunCli) -> None:
    there = json.loads((folder / lock_file.NAME).read_text())
    there["page"]["unseen"] = [{"what": "db:5432", "reason": "db is not running"}]
    (folder / lock_file.NAME).write_text(json.dumps(there))
    done = run_cli("document", "--check", cwd=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert "db:5432 could not be looked at: db is not running" in done.stderr


def test_nothing_is_written_that_was_not_measured(folder: Path, run_cli: RunCli) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = run_cli("document", "--write", cwd=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert "nothing written: " in done.stderr
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_folder_is_made_for_it_either(folder: Path, run_cli: RunCli) -> None:
    (folder / PAGE).unlink()
    (folder / "docs").rmdir()
    assert run_cli("document", "--write", cwd=folder).returncode == 3
    assert not (folder / "docs").exists()


def test_the_hook_runs_what_it_says(folder: Path, run_cli: RunCli) -> None:
    root = Path(__file__).parents[3]
    hooks = YAML(typ="safe").load((root / ".pre-commit-hooks.yaml").read_text())
    (hook,) = (each for each in hooks if each["id"] == "containerloop-document")
    pattern = re.compile(hook["files"])
    assert all(pattern.search(name) for name in ("compose.yaml", "a/docs/networking.md"))
    assert not pattern.search("README.md")
    command, *words = hook["entry"].split()
    assert command == "containerloop"
    assert run_cli(*words, cwd=folder).returncode == 0


def test_a_page_that_is_not_there_is_stale(folder: Path, run_cli: RunCli) -> None:
    done = run_cli("document", "--check", "docs/other.md", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "docs/other.md does not exist" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Mine\n", "README.md was not written by containerloop and has no markers"),
        ("x\n<!-- containerloop:begin reach -->\n", "README.md:2: the part reach is not closed"),
        ("<!-- containerloop:begin a -->\n", "README.md:1: there is no part a; there are reach"),
        (f"a\nb\nc\n<!-- {SIGNED} -->\n", "was not written by containerloop"),
        ("\udcff", "README.md is not UTF-8"),
    ],
)
@pytest.mark.parametrize("option", ["--check", "--write"])
def test_a_file_that_is_somebody_elses(
    option: str, text: str, said: str, folder: Path, run_cli: RunCli
) -> None:
    (folder / "README.md").write_text(text, errors="surrogateescape")
    done = run_cli("document", option, "README.md", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert one_sentence(done.stderr)


def test_a_link_that_leads_out_of_the_project_is_not_written_through(
    folder: Path, run_cli: RunCli, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "page.md"
    outside.write_text(f"<!-- {SIGNED} -->\n")
    (folder / "page.md").symlink_to(outside)
    done = run_cli("document", "--write", "page.md", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a symbolic link leads out" in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lock_version": 2}, "is of version 2; this containerloop reads version 1"),
        ({"page": 5}, "is damaged, or not written by containerloop"),
        ({"lock_version": "x"}, "is damaged, or not written by containerloop"),
    ],
)
def test_a_lock_that_cannot_be_read(
    change: dict[str, object], said: str, folder: Path, run_cli: RunCli
) -> None:
    there = json.loads((folder / lock_file.NAME).read_text())
    (folder / lock_file.NAME).write_text(json.dumps(there | change))
    done = run_cli("document", "--check", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert one_sentence(done.stderr)


def test_a_lock_whose_arrows_have_no_end(folder: Path, run_cli: RunCli) -> None:
    there = json.loads((folder / lock_file.NAME).read_text())
    there["page"]["drawing"]["places"].pop()
    (folder / lock_file.NAME).write_text(json.dumps(there))
    assert "it draws what it does not list" in run_cli("document", cwd=folder).stderr


def test_without_lock_and_engine_it_cannot_be_asked(folder: Path, run_cli: RunCli) -> None:
    (folder / lock_file.NAME).unlink()
    done = run_cli("document", "--check", cwd=folder)
    assert (done.returncode, done.stdout) == (4, "")


@pytest.mark.parametrize("text", [None, "services: {}\n"])
def test_nothing_to_document(text: str | None, tmp_path: Path, run_cli: RunCli) -> None:
    if text is not None:
        (tmp_path / "compose.yaml").write_text(text)
    done = run_cli("document", cwd=tmp_path, env={"DOCKER_HOST": f"unix://{tmp_path}/none"})
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("containerloop: nothing to document: ")


@pytest.mark.parametrize(
    "words",
    [
        ("--write", "--check"),
        ("README.md",),
        ("--check", "--format", "html"),
        ("--write", "--output", "x"),
    ],
)
def test_what_does_not_go_together(words: tuple[str, ...], folder: Path, run_cli: RunCli) -> None:
    done = run_cli("document", *words, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert one_sentence(done.stderr)
