"""What `docker compose` has to be told to mean the project that was chosen, from a folder."""

from pathlib import Path

import pytest

from containerloop.facts import Project
from containerloop.survey.choice import told


def project(
    name: str = "shop", folder: str = "/shop", files: tuple[str, ...] = ("a.yaml",)
) -> Project:
    return Project(name=name, source="compose", working_dir=folder, files=files)


@pytest.mark.parametrize(
    ("chosen", "own", "folder", "files", "name", "options"),
    [
        (project(), project(), "/shop", (), None, ()),
        (project(), project(), "/shop/api", (), None, ()),
        (project(), project(), "/shop", (), "shop", ("-p", "shop")),
        (project(), project(), "/shop", ("a.yaml",), None, ("-f", "a.yaml")),
        (
            project(files=("a.yaml", "b.yaml")), project(files=("a.yaml", "b.yaml")),
            "/shop", ("a.yaml", "b.yaml"), "shop", ("-p", "shop", "-f", "a.yaml", "-f", "b.yaml"),
        ),
        # brought up from the same folder under another name
        (project("twin"), project(), "/shop", (), None, ("-p", "twin")),
        # its files have names that compose does not look for
        (project(), None, "/shop", (), None, ("-p", "shop", "-f", "a.yaml")),
        # asked from elsewhere
        (project(), None, "/", (), None, ("-p", "shop", "-f", "/shop/a.yaml")),
        (
            project(), project("blog", "/blog"), "/blog", (), "shop",
            ("-p", "shop", "-f", "/shop/a.yaml"),
        ),
        # nothing but labels is left of it
        (project(files=()), None, "/", (), "shop", ("-p", "shop")),
    ],
)  # fmt: skip
def test_options(chosen: Project, own: Project | None, folder: str, files: tuple[str, ...],
                 name: str | None, options: tuple[str, ...]) -> None:  # fmt: skip
    assert told(chosen, own, (Path(folder), files, name, {})).options == options
