"""Which addresses of the files do not count, and what is stronger."""

from pathlib import Path

import pytest

from containerloop.facts import Overruled
from containerloop.survey.compose.project import read_project

OTHERS = "services:\n  api:\n    image: x\n"


def overruled(folder: Path, text: str, files: dict[str, str], **shell: str) -> list[Overruled]:
    for name, content in {"compose.yaml": OTHERS + text, **files}.items():
        (folder / name).write_text(content)
    project = read_project(folder, environ={"PATH": "", **shell})
    assert project is not None
    return list(project.services[0].overruled)


def told(found: list[Overruled]) -> list[tuple[str, str, str, str | None, int | None]]:
    return [
        (f"{o.reference.host}:{o.reference.port}", o.by, o.variable,
         o.reference.host_part.place.file, o.reference.host_part.place.line)
        for o in found
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("setting", "variable"),
    [
        ("    environment:\n      DB_URL: ${DB_URL}\n", "DB_URL"),
        ("    environment:\n      - DB_URL\n", "DB_URL"),
        ("    environment:\n      DB_URL: ${URL:-x}\n", "URL"),
    ],
)
def test_the_shell_over_dotenv(tmp_path: Path, setting: str, variable: str) -> None:
    files = {".env": f"A=1\n{variable}=postgres://u:hunter2@db:5432/app\n"}
    found = overruled(tmp_path, setting, files, **{variable: "postgres://localhost/app"})
    assert told(found) == [("db:5432", "shell", variable, ".env", 2)]
    assert "hunter2" not in repr(found)


def test_only_the_host_of_an_address_may_come_from_the_shell(tmp_path: Path) -> None:
    setting = "    environment:\n      DB_URL: postgres://${DB_HOST}:5432/app\n"
    found = overruled(tmp_path, setting, {".env": "DB_HOST=db\n"}, DB_HOST="localhost")
    assert told(found) == [("db:5432", "shell", "DB_HOST", ".env", 1)]


def test_environment_over_an_env_file(tmp_path: Path) -> None:
    setting = "    env_file: a.env\n    environment:\n      DB_URL: postgres://localhost/app\n"
    found = overruled(tmp_path, setting, {"a.env": "DB_URL=postgres://db/app\n"})
    assert told(found) == [("db:5432", "environment", "DB_URL", "a.env", 1)]


def test_the_last_of_several_env_files(tmp_path: Path) -> None:
    setting = "    env_file: [a.env, b.env]\n"
    files = {"a.env": "DB_URL=postgres://db/app\n", "b.env": "\nDB_URL=postgres://localhost/app\n"}
    assert told(overruled(tmp_path, setting, files)) == [
        ("db:5432", "env_file", "DB_URL", "a.env", 1)
    ]


@pytest.mark.parametrize(
    ("setting", "files", "shell"),
    [
        ("    environment:\n      DB_URL: ${DB_URL}\n", {".env": "DB_URL=postgres://db/a\n"}, {}),
        (
            "    environment:\n      DB_URL: ${DB_URL}\n",
            {".env": "DB_URL=postgres://u:old@db/a\n"},
            {"DB_URL": "postgres://u:new@db/b"},
        ),
        ("    environment:\n      DB_URL: ${DB_URL}\n", {}, {"DB_URL": "postgres://db/a"}),
        ("    env_file: a.env\n", {"a.env": "DB_URL=postgres://db/a\n"}, {}),
        ("    env_file: [a.env, none.env]\n", {"a.env": "DB_URL=postgres://db/a\n"}, {}),
        (
            "    env_file: a.env\n    environment:\n      OTHER_URL: postgres://localhost/a\n",
            {"a.env": "DB_URL=postgres://db/a\n"},
            {},
        ),
    ],
    ids=["only .env", "only the password differs", "only the shell", "only one env file",
         "no second file", "another variable"],
)  # fmt: skip
def test_nothing_is_overruled(
    tmp_path: Path, setting: str, files: dict[str, str], shell: dict[str, str]
) -> None:
    assert overruled(tmp_path, setting, files, **shell) == []


def test_a_whole_address_of_the_shell_has_no_place_in_a_file(tmp_path: Path) -> None:
    """`${DB_URL}` replaced by a host would take the rest of the URL away."""
    setting = "    environment:\n      DB_URL: ${DB_URL}\n      X: postgres://${HOST}/app\n"
    (tmp_path / "compose.yaml").write_text(OTHERS + setting)
    shell = {"PATH": "", "DB_URL": "redis://localhost:6379/0", "HOST": "localhost"}
    project = read_project(tmp_path, environ=shell)
    assert project is not None
    whole, part = project.services[0].references
    assert (whole.host_part.place.file, whole.template) == (None, "redis://{host}:{port}/0")
    assert part.host_part.text[part.host_part.start : part.host_part.end] == "${HOST}"
