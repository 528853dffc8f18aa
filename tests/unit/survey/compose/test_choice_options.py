"""What `docker compose` has to be told to mean the project that was chosen, from a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from containerloop.facts import Project
from containerloop.survey.which_project import Selection, choose_project, with_options


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a compose file that compose finds, and two that it does not."""
    folder = tmp_path / "shop"
    (folder / "api").mkdir(parents=True)
    for name in ("compose.yaml", "a.yaml", "b.yaml"):
        (folder / name).write_text("services: {}\n")
    return folder


def project(folder: Path, *files: str, name: str = "shop") -> Project:
    return Project(name=name, source="compose", working_dir=str(folder), files=files)


def options(
    chosen: Project, folder: Path, *files: str, own: Project | None = None, name: str | None = None
) -> tuple[str, ...]:
    return with_options(chosen, own, Selection(folder, files, name, {}, lambda *_: None)).options


def test_nothing_where_compose_finds_the_file_itself(shop: Path) -> None:
    chosen = project(shop, "compose.yaml")
    assert options(chosen, shop, own=chosen) == ()
    assert options(chosen, shop / "api", own=chosen) == ()


def test_nothing_where_the_file_was_not_read_in_a_quick_survey(shop: Path) -> None:
    assert options(project(shop, str(shop / "compose.yaml")), shop) == ()


def test_what_was_said_is_said_again(shop: Path) -> None:
    chosen = project(shop, "a.yaml", "b.yaml")
    assert options(chosen, shop, "a.yaml", "b.yaml", own=chosen) == ("-f", "a.yaml", "-f", "b.yaml")
    assert options(chosen, shop, "a.yaml", own=chosen, name="shop") == (
        "-p", "shop", "-f", "a.yaml",
    )  # fmt: skip
    assert options(project(shop, "compose.yaml"), shop, name="shop") == ("-p", "shop")


def test_a_twin_brought_up_from_the_same_folder_needs_its_name(shop: Path) -> None:
    twin, own = project(shop, "compose.yaml", name="twin"), project(shop, "compose.yaml")
    assert options(twin, shop, own=own) == ("-p", "twin")
    assert options(twin, shop) == ("-p", "twin")


def test_files_that_compose_does_not_look_for_are_named(shop: Path) -> None:
    assert options(project(shop, "a.yaml"), shop) == ("-f", "a.yaml")


def test_from_elsewhere_the_whole_path_is_said(shop: Path, tmp_path: Path) -> None:
    file = str(shop / "compose.yaml")
    assert options(project(shop, "compose.yaml"), tmp_path) == ("-f", file)
    other = project(tmp_path / "blog", "compose.yaml", name="blog")
    assert options(project(shop, "compose.yaml"), tmp_path, own=other) == (
        "-p", "shop", "-f", file,
    )  # fmt: skip


def test_of_a_project_without_files_the_name_is_all(shop: Path, tmp_path: Path) -> None:
    assert options(project(shop), tmp_path) == ("-p", "shop")


def row(folder: Path, created: int, *files: str, **more: str) -> dict[str, Any]:
    """A listed container of shop, made from these files of the folder."""
    named = {"project": "shop", "project.working_dir": str(folder), "oneoff": "False"} | more
    named["project.config_files"] = ",".join(str(folder / file) for file in files)
    labels = {f"com.docker.compose.{key}": value for key, value in named.items()}
    return {"Id": f"{created}", "Created": created, "Labels": labels}


def chosen(folder: Path, *rows: dict[str, Any], said: tuple[str, ...] = ()) -> list[str]:
    """The names of the files that are read, where compose.yaml or `said` is what is there."""

    def read(_folder: Path, files: Sequence[str], *_: object) -> Project:
        return project(folder, *files)

    own = project(folder, *(said or ("compose.yaml",)))
    called, usual = (
        choose_project(rows, own, Selection(folder, said, n, {}, read)) for n in ("shop", None)
    )
    assert isinstance(called, Project)
    assert called == usual
    return [Path(file).name for file in called.files]


def test_a_file_more_that_it_was_brought_up_with_is_read(shop: Path) -> None:
    plain, wide = row(shop, 1, "compose.yaml"), row(shop, 2, "compose.yaml", "a.yaml")
    assert chosen(shop, plain, wide) == ["compose.yaml", "a.yaml"]


def test_the_last_word_about_its_files_counts(shop: Path) -> None:
    wide, plain = row(shop, 1, "compose.yaml", "a.yaml"), row(shop, 2, "compose.yaml")
    assert chosen(shop, wide, plain) == ["compose.yaml"]
    once = row(shop, 3, "compose.yaml", "a.yaml", oneoff="True")
    assert chosen(shop, wide, plain, once) == ["compose.yaml"]


def test_a_file_that_came_later_is_read_and_one_that_is_gone_is_not(shop: Path) -> None:
    assert chosen(shop, row(shop, 1, "a.yaml")) == ["compose.yaml"]
    assert chosen(shop, row(shop, 1, "compose.yaml", "gone.yaml")) == ["compose.yaml"]


def test_files_that_were_said_are_the_ones(shop: Path) -> None:
    wide = row(shop, 1, "b.yaml", "a.yaml")
    assert chosen(shop, wide, said=("b.yaml",)) == ["b.yaml"]


@pytest.mark.parametrize(("said", "name"), [(("a.yaml",), "odd"), (("a.yaml",), "shop")])
def test_files_and_a_name_that_were_both_said_mean_no_other_project(
    said: tuple[str, ...], name: str, shop: Path
) -> None:
    own = project(shop, *said, name=name)
    rows = [row(shop, 1, "compose.yaml")]

    def read(*words: Any) -> Project:
        return project(shop, "compose.yaml", name="twin")

    assert choose_project(rows, own, Selection(shop, said, name, {}, read)) == own
