"""An override file is new, says all repairs, and is there only if compose reads it as meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from containerloop.apply import override_file
from containerloop.apply.override_file import (
    compose_with,
    override_keys,
    override_text,
    write_override,
)
from containerloop.apply.refusal import Refused
from containerloop.facts import Project
from containerloop.report.repairs import Repair
from containerloop.report.v1 import ReportedFinding
from containerloop.survey.compose.plugin import Effective

FINDING = ReportedFinding(
    code="CL401", name="x", severity="cause", summary="x", vantage="host", address="a:1",
    outcome="refused",
)  # fmt: skip


def repair(service: str, **settings: Any) -> Repair:
    return Repair(finding=FINDING, remedy=None, override={"services": {service: settings}})


def project(folder: Path, *files: str) -> Project:
    for file in files:
        (folder / file).write_text("services: {api: {image: x}}\n")
    return Project(name="shop", source="compose", working_dir=str(folder), files=files)


def test_all_repairs_are_in_one() -> None:
    every = [repair("api", environment={"A": "1"}), repair("api", environment={"B": "2"}),
             repair("db", ports=["1:1"])]  # fmt: skip
    assert override_text(every) == (
        'services:\n  api:\n    environment:\n      A: "1"\n      B: "2"\n'
        '  db:\n    ports:\n      - "1:1"\n'
    )
    assert override_keys(every) == ("services.api.environment", "services.db.ports")


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        ({"environment": {"A": "1"}}, {"environment": {"A": "2"}}, "services.api.environment.A"),
        ({"ports": ["1:1"]}, {"ports": ["2:2"]}, "services.api.ports"),
    ],
)
def test_two_that_change_one_setting_are_refused(
    one: dict[str, Any], other: dict[str, Any], named: str
) -> None:
    with pytest.raises(Refused, match=f"two repairs change {named}"):
        override_text([repair("api", **one), repair("api", **other)])


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What compose says, one answer after the other; no word where none is left."""
    said: list[Any] = []
    monkeypatch.setattr(override_file, "compose_model", lambda *_: said.pop(0) if said else None)
    return said


TEXT = "services:\n  api:\n    init: true\n"
KEYS = ("services.api.init",)


@pytest.mark.parametrize(
    "after",
    [
        None,
        Effective({"services": {"api": {"init": True}}}, {}),
    ],
)
def test_it_is_written(tmp_path: Path, answers: list[Any], after: Any) -> None:
    answers += [Effective({"services": {"api": {}}}, {}), after]
    write_override(tmp_path / "o.yaml", TEXT, KEYS, project(tmp_path, "compose.yaml"), {})
    assert (tmp_path / "o.yaml").read_text() == TEXT


@pytest.mark.parametrize(
    ("after", "text", "said"),
    [
        ("required variable X is missing", TEXT, "does not accept the override: required variable"),
        (Effective({"services": {"api": {"init": True, "tty": True}}}, {}), TEXT,
         "would also change services.api.tty"),
        (None, "services: [", "expected"),
    ],
)  # fmt: skip
def test_what_compose_does_not_read_as_meant_is_not_left(
    tmp_path: Path, answers: list[Any], after: Any, text: str, said: str
) -> None:
    answers += [Effective({"services": {"api": {}}}, {}), after]
    with pytest.raises(Refused, match=said):
        write_override(tmp_path / "o.yaml", text, KEYS, project(tmp_path, "compose.yaml"), {})
    assert not (tmp_path / "o.yaml").exists()


def test_a_file_that_came_there_meanwhile_is_left_alone(tmp_path: Path, answers: list[Any]) -> None:
    (tmp_path / "o.yaml").write_text("mine")
    with pytest.raises(Refused, match="File exists"):
        write_override(tmp_path / "o.yaml", TEXT, KEYS, project(tmp_path, "compose.yaml"), {})
    assert (tmp_path / "o.yaml").read_text() == "mine"
    assert answers == []


@pytest.mark.parametrize(
    ("files", "name", "compose", "told"),
    [
        (["compose.yaml"], "compose.override.yaml", "docker compose", "docker compose"),
        (["compose.yaml"], "compose.override.yml", "docker compose -p x", "docker compose -p x"),
        (["docker-compose.yml"], "compose.override.yaml", "docker compose",
         "docker compose -f docker-compose.yml -f compose.override.yaml"),
        (["compose.yaml", "more.yaml"], "compose.override.yaml", "docker compose",
         "docker compose -f compose.yaml -f more.yaml -f compose.override.yaml"),
        (["compose.yaml"], "o.yaml", "docker compose", "docker compose -f compose.yaml -f o.yaml"),
        (["compose.yaml"], "compose.override.yaml", "docker compose -f compose.yaml",
         "docker compose -f compose.yaml -f compose.override.yaml"),
        (["compose.yaml"], "sub/compose.override.yaml", "docker compose",
         "docker compose -f compose.yaml -f sub/compose.override.yaml"),
    ],
)  # fmt: skip
def test_how_compose_is_told_to_read_it(
    tmp_path: Path, files: list[str], name: str, compose: str, told: str
) -> None:
    found, named = compose_with(tmp_path / name, project(tmp_path, *files), compose, tmp_path)
    assert found == told
    assert named == (() if found == compose else (*(tmp_path / f for f in files), tmp_path / name))
