"""Any compose file that is edited parses, means the same but for the change, keeps its bytes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from containerloop.apply.edit_plan import EditedFile, EditPlan
from containerloop.apply.edited_text import Piece
from containerloop.apply.meaning import differences
from containerloop.apply.refusal import Refused
from containerloop.apply.undo import undo_command
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.remedies.patches import reference_patch, service_key_patch
from containerloop.survey.compose.effective_settings import effective_settings
from tests.support.editable_projects import EditableProject

HOSTS = ("localhost", "127.0.0.1", "db", "old-db", "10.0.0.7")
NEW = st.sampled_from(["cache", "db.internal", "10.1.2.3", "fd00::1", "localhost"])
SECRET = st.text("abcXYZ019-_.~%!", min_size=1, max_size=8)
COMMENT = st.sampled_from(
    ["", "", "  # localhost", " # db: 'x' \"y\"", "   #", "  # http://a:b@db:80/"]
)
QUOTE = st.sampled_from(["", '"', "'"])


@dataclass(frozen=True)
class Drawn:
    """A project: its files, and how the lines of its compose file end."""

    files: dict[str, bytes]


@st.composite
def values(draw: st.DrawFn) -> str:
    host = draw(st.sampled_from(HOSTS))
    port = draw(st.sampled_from(["", ":5432", ":80"]))
    secret = draw(SECRET)
    return draw(
        st.sampled_from(
            [
                f"http://{host}{port}/health",
                f"postgres://app:{secret}@{host}{port}/app",
                f"redis://:{secret}@{host}:6379/0",
                f"{host}:9092",
                f"amqp://guest:{secret}@{host}{port}/vhost?x={host}",
                "http://${H}:80/",
                f"http://${{UNSET:-{host}}}{port}/",
            ]
        )
    )


@st.composite
def service(draw: st.DrawFn, name: str) -> list[str]:
    anchored = draw(st.sampled_from(["", "", "", f" &{name}"]))
    rows = [f"  {name}:{anchored}{draw(COMMENT)}", f"    image: x{draw(COMMENT)}"]
    pairs = {f"V{n}_URL": draw(values()) for n in range(draw(st.integers(0, 3)))}
    form = draw(st.sampled_from(["map", "list", "flow", "none"]))
    if pairs and form == "map":
        rows.append(f"    environment:{draw(COMMENT)}")
        for key, value in pairs.items():
            quote = draw(QUOTE)
            rows.append(f"      {key}: {quote}{value}{quote}{draw(COMMENT)}")
    elif pairs and form == "list":
        rows.append("    environment:")
        for key, value in pairs.items():
            quote = draw(QUOTE)
            rows.append(f"      - {quote}{key}={value}{quote}{draw(COMMENT)}")
    elif pairs and form == "flow":
        inside = ", ".join(f'{key}: "{value}"' for key, value in pairs.items())
        rows.append(f"    environment: {{{inside}}}{draw(COMMENT)}")
    if draw(st.booleans()):
        rows.append("    env_file: app.env")
    if draw(st.booleans()):
        rows += ["    ports:", f'      - "8080:80"{draw(COMMENT)}']
    if draw(st.booleans()):
        rows.append("")
    return rows


@st.composite
def projects(draw: st.DrawFn) -> Drawn:
    rows = [*draw(st.sampled_from([[], ["# a comment"], ["name: shop", ""]])), "services:"]
    names = draw(st.sampled_from([["api"], ["api", "web"]]))
    for name in names:
        rows += draw(service(name))
    if "  api: &api" in "\n".join(rows) and draw(st.booleans()):
        rows += ["  more:", "    <<: *api", "    init: true"]
    ending = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = draw(st.sampled_from(["", "", "\ufeff"])) + ending.join(rows)
    text += draw(st.sampled_from(["", ending]))
    env = f"E_URL={draw(values())}{draw(st.sampled_from(['', ending]))}"
    return Drawn(
        {
            "compose.yaml": text.encode(),
            "app.env": env.replace("$", "").encode(),
            ".env": f"H={draw(st.sampled_from(HOSTS))}{ending}".encode(),
        }
    )


def changes(project: EditableProject, host: str, port: int | None) -> list[FileChange]:
    """Each change of one address, and of lines that are added to a service."""
    found = []
    for each in project.project.services:
        found += [reference_patch(r, host, port) for r in each.references]
        found += [service_key_patch(each, key, value)[0] for key, value in (
            ("extra_hosts", ["h:host-gateway"]), ("ports", ["9:9"]), ("networks", ["default"]),
        )]  # fmt: skip
    return [change for change in found if change is not None]


@given(drawn=projects(), host=NEW, port=st.sampled_from([None, 15432]), data=st.data())
def test_nothing_but_the_change(
    drawn: Drawn, host: str, port: int | None, data: st.DataObject
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="containerloop-edit-"))
    try:
        project = EditableProject(folder, dict(drawn.files))
        every = changes(project, host, port)
        if every:
            _held(project, data.draw(st.sampled_from(every)), drawn)
    finally:
        shutil.rmtree(folder)


def _held(project: EditableProject, change: FileChange, drawn: Drawn) -> None:
    files = [project.folder / "compose.yaml"]
    before = effective_settings(files, {})
    plan = _written_or_refused(project, change)
    if plan is None:
        assert {name: project.bytes(name) for name in drawn.files} == drawn.files
        return
    keys = {key for edit in change.edits for key in edit.keys}
    changed = list(differences(before, effective_settings(files, {})))
    assert all(any(p == k or p.startswith(f"{k}.") for k in keys) for p in changed)
    for name, raw in drawn.files.items():
        pieces = next((f.pieces for f in plan.files if f.shown == name), ())
        _kept(raw.decode(), project.bytes(name).decode(), pieces)
    assert project.left_over(list(drawn.files)) == []
    _undone(project, plan.files, drawn)


def _written_or_refused(project: EditableProject, change: FileChange) -> EditPlan | None:
    try:
        return project.write(change)
    except Refused:
        return None


def _kept(before: str, after: str, pieces: tuple[Piece, ...]) -> None:
    """What stands around the pieces is as it was, to the end of the file."""
    at_before = at_after = 0
    for piece in pieces:
        kept = before[at_before : piece.start]
        assert after[at_after : at_after + len(kept)] == kept
        at_after += len(kept)
        assert after[at_after : at_after + len(piece.new)] == piece.new
        at_before, at_after = piece.end, at_after + len(piece.new)
    assert before[at_before:] == after[at_after:]


def _undone(project: EditableProject, files: tuple[EditedFile, ...], drawn: Drawn) -> None:
    for file in files if sys.platform == "linux" else ():
        if (command := undo_command(file, file.shown)) is not None:
            subprocess.run(command, shell=True, check=True, cwd=project.folder)
            assert project.bytes(file.shown) == drawn.files[file.shown]
