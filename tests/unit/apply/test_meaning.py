"""Which settings differ between two readings, and which of them were meant to."""

from pathlib import Path
from typing import Any

import pytest

from containerloop.apply import meaning
from containerloop.apply.meaning import Meaning, differences, unmeant
from containerloop.apply.refusal import Refused
from containerloop.facts import Project
from containerloop.survey.compose.plugin import Effective


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": {"b": 1}}, {"a": {"b": 1}}, []),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, ["a.b"]),
        ({"a": {"b": 1}}, {"a": {"b": True}}, ["a.b"]),
        ({"a": ["x", "y"]}, {"a": ["x", "z"]}, ["a"]),
        ({"a": {"b": 1}}, {"a": {}}, ["a.b"]),
        ({"a": {}}, {"a": {"b": {"c": 1}}}, ["a.b"]),
        ({"a": None}, {"a": {}}, ["a"]),
        ({}, {"a": 1, "b": 2}, ["a", "b"]),
    ],
)
def test_every_difference_has_its_path(before: Any, after: Any, paths: list[str]) -> None:
    assert list(differences(before, after)) == paths


@pytest.mark.parametrize(
    ("changed", "key", "extra"),
    [
        (["services.api.environment.A"], "services.api.environment.A", []),
        (["services.api.env.AB"], "services.api.env.A", ["services.api.env.AB"]),
        (["services.api.ports"], "services.api.ports", []),
        (["services.api.healthcheck.test"], "services.api.healthcheck", []),
        (["services.api.networks.back", "networks.back"], "services.api.networks", []),
        (["services.api.networks", "services.api.network_mode"], "services.api.network_mode", []),
        (["services.web.networks"], "services.api.network_mode", ["services.web.networks"]),
        (["networks.back"], "services.api.ports", ["networks.back"]),
        (["services.api"], "services.api.ports", ["services.api"]),
    ],
)  # fmt: skip
def test_what_was_not_meant_is_named(changed: list[str], key: str, extra: list[str]) -> None:
    assert unmeant(changed, [key]) == extra


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        (Effective({"services": {"api": {"tty": 1}}}, {}),
         Effective({"services": {"api": {"tty": 2}}}, {}), None),
        (Effective({"services": {"api": {}}}, {}),
         Effective({"services": {"api": {"init": 1}}}, {}), "it also changes services.api.init"),
        (Effective({}, {}), "services.api.ports is invalid", "services.api.ports is invalid"),
        ("it was refused before", "it is refused", None),
        (None, Effective({"a": 1}, {}), None),
        (Effective({}, {}), None, None),
    ],
)  # fmt: skip
def test_what_compose_says_after_the_edit(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: Any,
    after: Any,
    complaint: str | None,
) -> None:
    (tmp_path / "compose.yaml").write_text("services: {api: {image: x}}\n")
    project = Project(
        name="shop", source="compose", working_dir=str(tmp_path), files=("compose.yaml",)
    )
    said = [before, after]
    monkeypatch.setattr(meaning, "compose_model", lambda *_: said.pop(0))
    known = Meaning(project, {}, ["services.api.tty"])
    known.ask_compose()
    assert known.complaint() == complaint


def test_included_and_extended_files_count(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "include: [a.yaml]\nservices:\n  web:\n    image: x\n"
        "    extends: {file: b.yaml, service: b}\n",
        "a.yaml": "services:\n  api:\n    image: x\n    environment: {A: '1'}\n"
        "    extends: {file: b.yaml, service: b}\n",
        "b.yaml": "services:\n  b:\n    environment: {B: '1'}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    project = Project(
        name="shop", source="compose", working_dir=str(tmp_path), files=("compose.yaml",)
    )

    def edited(name: str) -> dict[str, str]:
        return {str((tmp_path / name).resolve()): files[name].replace("'1'", "'2'")}

    keys = ["services.api.environment.A", "services.api.environment.B"]
    known = Meaning(project, {}, keys)
    known.require_same(edited("a.yaml"))
    with pytest.raises(Refused, match=r"others share .* services\.web\.environment\.B"):
        known.require_same(edited("b.yaml"))
