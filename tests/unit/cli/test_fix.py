"""`fix` from its words to its files, on what was recorded of a broken project."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from containerloop.apply import carrying_out, staging
from containerloop.apply.refusal import Refused
from containerloop.cli.main import run
from containerloop.cli.runs import fix
from containerloop.cli.runs.why import Request
from containerloop.errors import CouldNotAsk
from containerloop.facts import Project, Snapshot
from containerloop.render.json import fix_schema
from tests.support.cases import FIXTURES
from tests.support.recorded import FOLDER, read

NAME = "cl401-localhost-is-this-container"
Asked = list[Request]
Broken = Callable[..., tuple[Path, Asked]]


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Broken:
    """`broken(NAME)`: a fixture's files in the current folder, and its recorded answers.

    What is asked later is answered by what was recorded of `then`.
    """

    def make(
        name: str = NAME, then: str = "healthy+plain.1", *, everything: bool = False
    ) -> tuple[Path, Asked]:
        folder = tmp_path / "shop"
        shutil.copytree(FIXTURES / name, folder)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("DB_PASSWORD", "swordfish")
        answers = [_placed(read(FOLDER / "26.1" / f"{each}.json"), folder) for each in (name, then)]
        asked: Asked = []
        if everything:
            all_of_it = replace(answers[0].question, target="", port=0)
            answers[0] = replace(answers[0], question=all_of_it)

        def seen(request: Request) -> Snapshot:
            asked.append(request)
            return answers[min(len(asked), 2) - 1]

        monkeypatch.setattr(fix, "seen", seen)
        return folder, asked

    return make


def _placed(snapshot: Snapshot, folder: Path) -> Snapshot:
    project = snapshot.survey.project
    assert isinstance(project, Project)
    there = replace(project, working_dir=str(folder))
    return replace(snapshot, survey=replace(snapshot.survey, project=there))


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been run."""
    found: list[str] = []
    monkeypatch.setattr(fix, "recreate", lambda told, _: found.extend(told))
    return found


TEXT = (FIXTURES / NAME / "compose.yaml").read_text()
FIXED = TEXT.replace("@localhost", "@db")


def told(capsys: pytest.CaptureFixture[str], *words: str, status: int) -> str:
    assert run(["fix", "5432", *words]) == status
    out, err = capsys.readouterr()
    assert "swordfish" not in out + err
    return out


def value(capsys: pytest.CaptureFixture[str], *words: str, status: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(capsys, *words, "--format", "json", status=status))
    jsonschema.Draft202012Validator(fix_schema()).validate(found)
    return found


def test_without_more_words_it_only_shows(
    broken: Broken, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = broken()
    out = told(capsys, "--from", "api", status=1)
    assert "+      DATABASE_URL: postgres://app:${DB_PASSWORD}@db:5432/app" in out
    assert "changes the address only" in out
    assert "containerloop fix 5432 --from api --apply\n" in out
    assert (folder / "compose.yaml").read_text() == TEXT


def test_the_line_is_edited_and_what_comes_next_is_said(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    folder, asked = broken()
    out = told(capsys, "--apply", status=1)
    assert (folder / "compose.yaml").read_text() == FIXED
    assert "✓ Written: compose.yaml" in out
    assert "undo  sed -i -e 19s/db/localhost/1 compose.yaml" in out
    assert "$ docker compose up -d api" in out
    assert (ran, len(asked)) == ([], 1)


def test_with_up_it_is_asked_again(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    _, asked = broken()
    out = told(capsys, "--apply", "--up", "--save", "first.json", status=0)
    assert ran == ["docker compose up -d api"]
    assert len(asked) == 2
    assert asked[1].save is None
    assert out.index("Written") < out.index("is reachable")


def test_where_the_repair_is_another_port_that_one_is_asked(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    _, asked = broken("cl502-listens-on-another-port")
    told(capsys, "--apply", "--up", status=0)
    assert ran == ["docker compose up -d api"]
    assert [(r.target, r.vantages) for r in asked] == [
        ("5432", ()), ("db:5433", ("service:api",)),
    ]  # fmt: skip


def test_what_was_pasted_is_asked_again_without_reading_it_twice(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    _, asked = broken()
    assert run(["fix", "-", "--apply", "--up"]) == 0
    assert [request.target for request in asked] == ["-", "5432"]
    assert "Written" in capsys.readouterr().out


def test_all_that_is_relied_on_is_asked_again_as_all(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    _, asked = broken("cl502-listens-on-another-port", everything=True)
    assert run(["fix"]) == 1
    assert "$ containerloop fix --apply\n" in capsys.readouterr().out
    asked.clear()
    assert run(["fix", "--apply", "--up"]) == 0
    assert [request.target for request in asked] == [None, None]
    assert "Written" in capsys.readouterr().out


def test_json_says_what_was_written(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    broken()
    found = value(capsys, "--apply", "--up", status=0)
    (repair,) = found["repairs"]
    assert (repair["code"], repair["status"]) == ("CL401", "written")
    assert (found["written"], found["ran"]) == (["compose.yaml"], ran)
    assert found["report"]["verdict"] == "reachable"


def test_nothing_to_repair_is_the_answer_itself(
    broken: Broken, capsys: pytest.CaptureFixture[str]
) -> None:
    broken()[1].append(None)  # type: ignore[arg-type]
    assert "is reachable" in told(capsys, "--apply", status=0)
    found = value(capsys, status=0)
    assert (found["repairs"], found["written"]) == ([], [])


def test_an_override_beside_the_files(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    folder, asked = broken()
    found = value(capsys, "--override", "compose.override.yaml", "--up", status=0)
    assert (folder / "compose.yaml").read_text() == TEXT
    assert "@db:5432/app" in (folder / "compose.override.yaml").read_text()
    assert found["written"] == ["compose.override.yaml"]
    assert found["undo"] == ["rm -- compose.override.yaml"]
    assert found["repairs"][0]["override_yaml"] == (folder / "compose.override.yaml").read_text()
    assert ran == ["docker compose up -d api"]
    assert asked[1].files == ()


def test_an_override_that_compose_does_not_read_by_itself(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    folder, asked = broken()
    told(capsys, "--override", "mended.yaml", "--up", status=0)
    assert ran == ["docker compose -f compose.yaml -f mended.yaml up -d api"]
    assert asked[1].files == (folder / "compose.yaml", Path("mended.yaml"))


def test_what_is_refused_is_shown_with_its_lines(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    folder, asked = broken()
    (folder / "compose.yaml").chmod(0o444)
    out = told(capsys, "--apply", "--up", status=1)
    assert "not written: compose.yaml: the file is read-only" in out
    assert "Edit the lines above by hand." in out
    assert (folder / "compose.yaml").read_text() == TEXT
    assert (ran, len(asked)) == ([], 1)
    asked.clear()
    assert "--apply" not in told(capsys, status=1)


@pytest.mark.parametrize(("more", "status"), [((), "refused"), (("--untried",), "written")])
def test_what_is_not_proven_needs_a_word(
    broken: Broken, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], status: str
) -> None:
    folder, _ = broken("cl303-network-mode-none-server")
    found = value(capsys, "--apply", *more, status=1)
    (repair,) = found["repairs"]
    assert repair["status"] == status
    assert ("    network_mode:" in (folder / "compose.yaml").read_text()) is (status == "refused")
    assert "behaviour" not in repair["edits"][0]["effect"]
    assert "joins the project's network" in repair["edits"][0]["effect"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cl701-host-firewall-drops-containers", "$ sudo iptables -I INPUT"),
        ("cl605-container-port-used-outside", "it is in no file of the project"),
        ("cl203-host-port-taken", "ports: !override"),
    ],
)
def test_what_is_in_no_line_is_said_and_nothing_is_written(
    broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str], name: str, said: str
) -> None:
    folder, _ = broken(name)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert said in told(capsys, "--apply", "--up", status=1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert ran == []


@pytest.mark.parametrize(
    "words",
    [
        ("--up",),
        ("--apply", "--override", "x.yaml"),
        ("--override", "compose.yaml"),
        ("--override", "nowhere/x.yaml"),
        ("--override", "."),
    ],
)
def test_words_that_do_not_go_together(
    broken: Broken, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    folder, asked = broken()
    before = sorted(folder.iterdir())
    told(capsys, *words, status=2)
    assert (asked, sorted(folder.iterdir())) == ([], before)


def test_interrupted_after_the_file_was_written(
    broken: Broken, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    broken()
    monkeypatch.setattr(fix, "recreate", stop)
    assert run(["fix", "5432", "--apply", "--up"]) == 130
    said = capsys.readouterr().err
    assert said == (
        "containerloop: interrupted; compose.yaml was written"
        " (undo: sed -i -e 19s/db/localhost/1 compose.yaml)\n"
    )


@pytest.mark.parametrize("late", [False, True])
def test_interrupted_while_it_is_written(
    broken: Broken,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    late: bool,
) -> None:
    real = staging.write_together

    def stop(*arguments: Any) -> None:
        if late:
            real(*arguments)
        raise KeyboardInterrupt

    folder, _ = broken()
    monkeypatch.setattr(carrying_out, "write_together", stop)
    assert run(["fix", "5432", "--apply"]) == 130
    said = "compose.yaml was written" if late else "nothing was changed"
    assert capsys.readouterr().err == f"containerloop: interrupted; {said}\n"
    assert (folder / "compose.yaml").read_text() == (FIXED if late else TEXT)


def test_compose_that_fails_after_the_file_was_written(
    broken: Broken, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise CouldNotAsk("docker compose up -d api ended with status 1", "run it yourself")

    broken()
    monkeypatch.setattr(fix, "recreate", fail)
    assert run(["fix", "5432", "--apply", "--up"]) == 4
    out, err = capsys.readouterr()
    assert "undo  sed" in out
    assert err.startswith("containerloop: compose.yaml was written (undo: sed")
    assert "ended with status 1" in err


def test_put_back_is_said(
    broken: Broken, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refused("put back: docker compose config reads it differently (x)")

    broken()
    monkeypatch.setattr(carrying_out, "write_together", refuse)
    found = value(capsys, "--apply", status=1)
    assert found["repairs"][0]["reason"].startswith("put back: ")
    assert found["written"] == []


def test_into_a_file(broken: Broken, capsys: pytest.CaptureFixture[str], ran: list[str]) -> None:
    folder, _ = broken()
    assert told(capsys, "--apply", "--up", "--output", "said.txt", status=0) == ""
    said = (folder / "said.txt").read_text()
    assert "Written: compose.yaml" in said
    assert "is reachable" in said
