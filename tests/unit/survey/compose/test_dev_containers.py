"""Which devcontainer.json is read, and what of it is kept."""

import os
from pathlib import Path

import pytest

from containerloop.facts import DevContainer, ForwardedPort, Project
from containerloop.survey.compose.dev_containers import (
    MOST_FILES,
    as_yaml,
    with_dev_containers,
)
from containerloop.survey.compose.project import read_project
from containerloop.survey.plain_files import MOST_BYTES

JSON = """{
\t// as the templates have it: "forwardPorts": [1]
\t"dockerComposeFile": "FILE", "service": "app",
\t"remoteEnv": {"TOKEN": "hunter2", "URL": "https://example.com/*no comment*/"},
\t"forwardPorts": [
\t\t3000, /* the page */ "5432", "db:5433",
\t\t"localhost:6379", "db:x", "0", 70000, {"a": 1}, "a b:80", "\\u001b[31m:80",
\t],
}
"""


def read(folder: Path, *files: str) -> tuple[DevContainer, ...]:
    project = Project(name="shop", source="compose", working_dir=str(folder), files=files)
    return with_dev_containers(project).dev_containers


def put(path: Path, text: str = JSON, of: str = "../compose.yaml") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("FILE", of))


def test_ports_are_kept_with_their_places_and_nothing_else(tmp_path: Path) -> None:
    put(tmp_path / ".devcontainer" / "devcontainer.json")
    (found,) = read(tmp_path, "compose.yaml")
    assert found == DevContainer(
        file=".devcontainer/devcontainer.json",
        service="app",
        forwards=(
            ForwardedPort(port=3000, line=6, column=3),
            ForwardedPort(port=5432, line=6, column=24),
            ForwardedPort(host="db", port=5433, line=6, column=32),
            ForwardedPort(port=6379, line=7, column=3),
        ),
    )


@pytest.mark.parametrize(
    ("file", "of", "compose"),
    [
        (".devcontainer.json", "compose.yaml", "compose.yaml"),
        (".devcontainer/web/devcontainer.json", "../../compose.yaml", "compose.yaml"),
        (".devcontainer/devcontainer.json", "compose.yaml", ".devcontainer/compose.yaml"),
        (".devcontainer/a/devcontainer.json", "compose.yaml", ".devcontainer/a/compose.yaml"),
    ],
)
def test_every_place_that_the_specification_has(
    tmp_path: Path, file: str, of: str, compose: str
) -> None:
    put(tmp_path / file, of=of)
    folder = (tmp_path / compose).parent
    folder.mkdir(parents=True, exist_ok=True)
    assert [d.service for d in read(folder, "compose.yaml")] == ["app"]


def test_one_of_several_compose_files_is_enough(tmp_path: Path) -> None:
    text = JSON.replace('"FILE"', '["../compose.yaml", "more.yaml"]')
    put(tmp_path / ".devcontainer" / "devcontainer.json", text)
    assert read(tmp_path, "compose.yaml", "compose.override.yaml")


def test_that_of_other_files_is_not_this_project_s(tmp_path: Path) -> None:
    put(tmp_path / ".devcontainer" / "devcontainer.json", of="../other.yaml")
    assert read(tmp_path, "compose.yaml") == ()
    put(tmp_path / ".devcontainer" / "devcontainer.json")
    assert read(tmp_path) == ()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"dockerComposeFile": {}}', "\0", '{"service": null}', "{" * 5000, "&a *a",
     '{"dockerComposeFile": "../compose.yaml", "service": ["app"]}'],
)  # fmt: skip
def test_any_other_text_is_no_dev_container(tmp_path: Path, text: str) -> None:
    put(tmp_path / ".devcontainer" / "devcontainer.json", text)
    assert read(tmp_path, "compose.yaml") == ()


def test_what_lies_elsewhere_or_is_no_plain_file_is_left_alone(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    put(tmp_path / "outside.json", of=str(shop / "compose.yaml"))
    (shop / ".devcontainer" / "fifo").mkdir(parents=True)
    (shop / ".devcontainer" / "devcontainer.json").symlink_to(tmp_path / "outside.json")
    os.mkfifo(shop / ".devcontainer" / "fifo" / "devcontainer.json")
    put(shop / ".devcontainer" / "big" / "devcontainer.json", of="../../compose.yaml")
    with (shop / ".devcontainer" / "big" / "devcontainer.json").open("a") as file:
        file.write(" " * MOST_BYTES)
    assert read(shop, "compose.yaml") == ()
    for number in range(MOST_FILES + 3):
        each = shop / ".devcontainer" / f"n{number:02}" / "devcontainer.json"
        put(each, of="../../compose.yaml")
    assert 0 < len(read(shop, "compose.yaml")) <= MOST_FILES


def test_a_folder_that_cannot_be_looked_into_has_none(tmp_path: Path) -> None:
    assert read(tmp_path / ("x" * 300), "compose.yaml") == ()  # as good as one without rights
    (tmp_path / ".devcontainer").write_text("a file")
    assert read(tmp_path, "compose.yaml") == ()


def test_comments_are_blanked_and_every_character_stays_where_it_is() -> None:
    text = '{"a": "/* // */ \\" //", /* x\n */ "b": 1, // "c"\n\t"d": "\t"}'
    assert as_yaml(text) == '{"a": "/* // */ \\" //",     \n    "b": 1,       \n "d": "\t"}'


def test_a_project_is_read_with_them(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {app: {image: x}}\n")
    put(tmp_path / ".devcontainer" / "devcontainer.json")
    project = read_project(tmp_path, environ={"PATH": ""})
    assert project is not None
    assert [d.service for d in project.dev_containers] == ["app"]
