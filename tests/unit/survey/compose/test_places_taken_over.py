"""What compose takes from included and extended files has its place in those files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from containerloop.facts import Place
from containerloop.survey.compose import project as reading
from containerloop.survey.compose.plugin import Effective
from containerloop.survey.compose.project import read_project

FILES = {
    "compose.yaml": "include: [sub/api.yaml]\nservices:\n  web:\n"
    "    extends: {file: common.yaml, service: base}\n",
    "sub/api.yaml": "services:\n  api:\n    image: x\n    environment:\n      URL: http://localhost\n",
    "common.yaml": 'services:\n  base:\n    image: x\n    environment: ["URL=http://localhost:1"]\n',
}
URL, OTHER = {"URL": "http://localhost"}, {"URL": "http://localhost:1"}
MODEL = {
    "name": "shop",
    "services": {
        "api": {"image": "x", "environment": URL},
        "web": {"image": "x", "environment": OTHER},
    },
}


class Answering:
    """Stands in for the plugin."""

    def __init__(self, *_: Any) -> None:
        self.model = json.loads(json.dumps(MODEL))

    def answer(self) -> Effective:
        return Effective(self.model, {})

    def drop(self) -> None:
        """Nothing runs."""


def places(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Place]:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.setattr(reading, "find_plugin", lambda _: Path("/plugin"))
    monkeypatch.setattr(reading, "Asked", Answering)
    project = read_project(folder, environ={})
    assert project is not None
    return {s.name: s.references[0].host_part.place for s in project.services}


def test_each_has_the_file_and_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = places(tmp_path, monkeypatch)
    assert {n: (p.file, p.line, p.key) for n, p in found.items()} == {
        "api": ("sub/api.yaml", 5, "services.api.environment.URL"),
        "web": ("common.yaml", 4, "services.web.environment.URL"),
    }


def test_one_that_does_not_parse_leaves_the_value_without_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FILES, "common.yaml", "services: [")
    assert {p.file for p in places(tmp_path, monkeypatch).values()} == {None}
