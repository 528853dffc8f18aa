"""What is edited in real files and what is refused: with the reason, and with nothing written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from containerloop.apply.refusal import Refused
from containerloop.diagnose.file_change import Added, FileChange, Removed, Reworded
from containerloop.diagnose.remedies.patches import service_key_patch, without_key
from tests.support.editable_projects import EditableProject

COMPOSE = """\
services:
  db:
    image: postgres
  api:  # the client
    image: base
    environment:
      URL: "postgres://app:swordfish@localhost:5432/app"  # localhost is wrong
      OTHER: 'localhost'
    ports: ["127.0.0.1:8000:80"]
"""


def test_the_users_own_line_is_edited_and_its_secret_stays(tmp_path: Path) -> None:
    project = EditableProject(tmp_path, {"compose.yaml": COMPOSE})
    change = project.readdressed("api", "localhost", "db")
    assert "swordfish" not in change.diff
    project.write(change)
    assert project.bytes().decode() == COMPOSE.replace("@localhost", "@db")


def test_every_line_of_one_change_is_edited(tmp_path: Path) -> None:
    text = "services:\n  api:\n    image: x\n    environment:\n" + "".join(
        f"      {key}: {value}\n" for key, value in (("DB_HOST", "localhost"), ("DB_PORT", "15432"))
    )
    project = EditableProject(tmp_path, {"compose.yaml": text})
    project.write(project.readdressed("api", "localhost", "db", 5432))
    assert project.bytes().decode() == text.replace("localhost", "db").replace("15432", "5432")


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yaml": "services: {api: {image: x, environment: {URL: \"http://${H}:80\"}}}\n",
         ".env": "# mine\nH=localhost # here\n"},
        {"compose.yaml": "services:\n  api:\n    image: x\n    env_file: conf/app.env\n",
         "conf/app.env": "URL='http://localhost:80'\r\nB=1"},
    ],
)  # fmt: skip
def test_the_value_is_edited_where_it_stands(tmp_path: Path, files: dict[str, str]) -> None:
    project = EditableProject(tmp_path, dict(files))
    name = next(file for file in files if file != "compose.yaml")
    project.write(project.readdressed("api", "localhost", "db"))
    assert project.bytes(name).decode() == files[name].replace("localhost", "db")
    assert project.bytes().decode() == files["compose.yaml"]


def test_lines_are_added_and_taken_away(tmp_path: Path) -> None:
    text = "services:\n  api:\n    image: x\n    network_mode: none\n"
    project = EditableProject(tmp_path, {"compose.yaml": text})
    gone, _ = without_key(project.service("api"), "network_mode", "none")
    hosts, _ = service_key_patch(project.service("api"), "extra_hosts", ["h:host-gateway"])
    assert gone is not None
    assert hosts is not None
    project.write(gone, hosts)
    assert project.bytes().decode() == (
        'services:\n  api:\n    extra_hosts:\n      - "h:host-gateway"\n    image: x\n'
    )


def refusal(project: EditableProject, change: FileChange | None = None) -> str:
    before = {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()}
    change = change or project.readdressed("api", "localhost", "db")
    with pytest.raises(Refused) as told:
        project.write(change)
    assert before == {p: p.read_bytes() for p in project.folder.rglob("*") if p.is_file()}
    return told.value.told


SERVICE = "services:\n  api:\n    image: x\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"compose.yaml": "x-env: &env\n  URL: http://localhost\n" + SERVICE
          + "    environment: *env\n"}, "compose.yaml:2: the line belongs to the anchor &env"),
        ({"compose.yaml": "services:\n  web: &web\n    image: x\n    environment:\n"
          "      URL: http://localhost\n  api:\n    <<: *web\n"}, "compose.yaml:5: the line belongs"
          " to the anchor &web, which other places use"),
        ({"compose.yaml": SERVICE + "    environment: [\"URL=http://${H}\"]\n  web:\n    image: y\n"
          "    hostname: ${H}\n", ".env": "H=localhost\n"},
         ".env:1: others share what stands there: it would also change services.web.hostname"),
        ({"compose.yaml": SERVICE + "    env_file: a.env\n  web:\n    image: y\n"
          "    env_file: a.env\n",
          "a.env": "URL=http://localhost\n"}, "a.env:1: others share what stands there: it would"
          " also change services.web.environment.URL"),
        ({"compose.yaml": SERVICE + "    environment: [\"URL=http://${H}\", \"SELF=${H}\"]\n",
          ".env": "H=localhost\n"}, "it would also change services.api.environment.SELF"),
        ({"compose.yaml": SERVICE + "    env_file: a.env\n", "a.env": b"B=\xff\nURL=http://localhost\n"},
         "a.env: the file is not UTF-8"),
    ],
)  # fmt: skip
def test_what_others_share_is_refused(
    tmp_path: Path, files: dict[str, str | bytes], said: str
) -> None:
    assert said in refusal(EditableProject(tmp_path, files))


def test_an_anchor_that_nobody_else_uses_is_no_reason(tmp_path: Path) -> None:
    text = SERVICE + "    environment: &env\n      URL: http://localhost\n"
    project = EditableProject(tmp_path, {"compose.yaml": text})
    project.write(project.readdressed("api", "localhost", "db"))
    assert project.bytes().decode() == text.replace("localhost", "db")


def test_a_variable_of_this_service_alone_is_no_reason(tmp_path: Path) -> None:
    text = SERVICE + "    environment:\n      URL: http://${H}\n      SAME: http://${H}\n"
    project = EditableProject(tmp_path, {"compose.yaml": text, ".env": "H=localhost\n"})
    project.write(project.readdressed("api", "localhost", "db"))
    assert project.bytes(".env") == b"H=db\n"


@pytest.mark.parametrize(
    "text",
    [
        "services:\n  api: {image: x}\n",
        "services: {api: {image: x},\n  web: {image: y}}\n",
        "services: {\n  api: {\n    image: x\n  }\n}\n",
    ],
)
def test_a_line_that_would_break_flow_style_is_refused(tmp_path: Path, text: str) -> None:
    project = EditableProject(tmp_path, {"compose.yaml": text})
    change, _ = service_key_patch(project.service("api"), "ports", ["1:1"])
    assert change is not None
    assert "written in one line" in refusal(project, change)


def test_lines_in_a_shared_block_are_refused(tmp_path: Path) -> None:
    text = (
        "services:\n  web: &web\n    image: x\n    ports:\n      - 1:1\n"
        "  api:\n    <<: *web\n    init: true\n"
    )
    project = EditableProject(tmp_path, {"compose.yaml": text})
    change, _ = service_key_patch(project.service("api"), "ports", ["2:2"])
    assert change is not None
    assert "compose.yaml:4: the line belongs to the anchor &web" in refusal(project, change)


def test_a_file_that_changed_since_is_refused(tmp_path: Path) -> None:
    project = EditableProject(tmp_path, {"compose.yaml": COMPOSE})
    path = tmp_path / "compose.yaml"
    path.write_text(COMPOSE + "# one more\n")
    assert refusal(project) == "compose.yaml: the file changed since it was read: ask again"


def test_nor_is_a_line_that_is_another_one_now(tmp_path: Path) -> None:
    project = EditableProject(tmp_path, {"compose.yaml": COMPOSE})
    change = project.readdressed("api", "localhost", "db")
    (tmp_path / "compose.yaml").write_text("# above\n" + COMPOSE)
    project.since_ns += 10**10  # as where the clocks of the files differ from ours
    said = refusal(project, change)
    assert said == "compose.yaml:7: the file changed since it was read: ask again"


def test_what_no_longer_parses_is_refused(tmp_path: Path) -> None:
    project = EditableProject(tmp_path, {"compose.yaml": COMPOSE})
    change = FileChange(
        edits=(Added(file="compose.yaml", line=3, lines=("]",), keys=("services.db",)),)
    )
    assert "the file would not be valid any more" in refusal(project, change)


def test_an_edit_that_changes_another_setting_is_refused(tmp_path: Path) -> None:
    project = EditableProject(tmp_path, {"compose.yaml": COMPOSE})
    line = Removed(file="compose.yaml", line=5, was="    image: base", keys=("services.api.init",))
    assert "it would also change services.api.image" in refusal(project, FileChange(edits=(line,)))


def test_one_that_changes_no_setting_is_refused(tmp_path: Path) -> None:
    project = EditableProject(tmp_path, {"compose.yaml": COMPOSE})
    added = Added(file="compose.yaml", line=3, lines=("    # x",), keys=("services.db.ports",))
    assert "would change no setting" in refusal(project, FileChange(edits=(added,)))


def test_the_comment_that_repeats_the_value_is_left_alone(tmp_path: Path) -> None:
    text = SERVICE + "    environment:\n      URL: http://a:b@localhost/ # http://c:d@localhost/\n"
    project = EditableProject(tmp_path, {"compose.yaml": text})
    project.write(project.readdressed("api", "localhost", "db"))
    assert project.bytes().decode() == text.replace("b@localhost", "b@db")


def test_of_equal_words_the_one_that_is_meant_must_be_known(tmp_path: Path) -> None:
    text = SERVICE + "    command: a http://localhost/ b http://localhost/ c\n"
    project = EditableProject(tmp_path, {"compose.yaml": text})
    was = "    command: *** http://localhost/ ***"
    part = (was.index("localhost"), was.index("localhost") + len("localhost"), "db")
    edit = Reworded(
        file="compose.yaml", line=4, was=was, parts=(part,), keys=("services.api.command",)
    )
    said = refusal(project, FileChange(edits=(edit,)))
    assert said == "compose.yaml: which of the equal words is meant cannot be told"


def test_all_files_or_none(tmp_path: Path) -> None:
    files = {
        "compose.yaml": SERVICE
        + "    env_file: a.env\n    environment:\n      A: http://localhost\n"
        "  web:\n    image: y\n    env_file: a.env\n",
        "a.env": "B=http://localhost\n",
    }
    project = EditableProject(tmp_path, dict(files))
    assert len(project.references("api", "localhost")) == 2
    assert "a.env" in refusal(project)


def test_two_changes_of_the_same_words_are_refused(tmp_path: Path) -> None:
    project = EditableProject(tmp_path, {"compose.yaml": COMPOSE})
    first, second = (project.readdressed("api", "localhost", to) for to in ("db", "cache"))
    with pytest.raises(Refused, match="two repairs change the same words"):
        project.write(first, second)
    project.write(first, first)
    assert project.bytes().decode() == COMPOSE.replace("@localhost", "@db")


def test_a_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    project = EditableProject(tmp_path, {"real/compose.yaml": COMPOSE, "compose.yaml": COMPOSE})
    link = tmp_path / "compose.yaml"
    link.unlink()
    link.symlink_to("real/compose.yaml")
    os.utime(link, (1, 1), follow_symlinks=False)
    project.write(project.readdressed("api", "localhost", "db"))
    assert link.is_symlink()
    assert b"@db" in (tmp_path / "real" / "compose.yaml").read_bytes()
