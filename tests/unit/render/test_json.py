"""The JSON of a report, and the schema that is shipped."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from containerloop.facts import Outcome
from containerloop.render.json import fix_schema, json_text, render_json, schema
from containerloop.report.fix_v1 import RepairStatus
from containerloop.report.v1 import ExitStatus, Report, Verdict
from tests.support import reports
from tests.support.shown import SAMPLES, WRITE

SCHEMA = Path(schema.__code__.co_filename).parent / "report.schema.json"


class TestJson:
    @pytest.mark.parametrize("name", SAMPLES)
    def test_samples_validate_and_come_back(self, name: str) -> None:
        shown = render_json(SAMPLES[name])
        jsonschema.Draft202012Validator(schema()).validate(json.loads(shown))
        assert msgspec.json.decode(shown, type=Report) == SAMPLES[name]

    @pytest.mark.parametrize(
        ("path", "made"), [(SCHEMA, schema), (SCHEMA.with_name("fix.schema.json"), fix_schema)]
    )
    def test_the_shipped_schema_is_current(
        self, path: Path, made: Callable[[], dict[str, Any]]
    ) -> None:
        current = json.dumps(made(), indent=2, ensure_ascii=False) + "\n"
        if WRITE:
            path.write_text(current, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == current
        jsonschema.Draft202012Validator.check_schema(made())

    @pytest.mark.parametrize("key", ["verdict", "notes", "reach_it_at"])
    def test_the_schema_wants_every_key(self, key: str) -> None:
        shown = json.loads(render_json(reports.reachable()))
        del shown[key]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema()).validate(shown)

    def test_keys_in_the_order_of_the_contract(self) -> None:
        shown = json.loads(render_json(reports.localhost_in_container()))
        assert list(shown)[:9] == [
            *("schema_version", "question", "verdict", "findings", "reach_it_at", "attempts"),
            *("ruled_out", "not_checked", "timings"),
        ]
        assert list(shown["question"]) == ["target", "host", "port", "transport", "from"]
        assert shown["schema_version"] == 1

    def test_nothing_in_it_moves_a_terminal(self) -> None:
        report = reports.hostile("\x9b31m\x1b[2J\u202e\u200b\x7f")
        shown = render_json(report)
        assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cf")} == {"\n"}
        assert msgspec.json.decode(shown, type=Report) == report

    def test_a_file_name_that_is_no_utf_8(self) -> None:
        shown = json.loads(render_json(reports.hostile("caf\udce9")))
        assert shown["question"]["target"] == "caf\ufffd"


def test_the_docs_name_every_key_outcome_and_status() -> None:
    page = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\s]+)`", page)) | set(re.findall(r"^\| (\d+) \|", page, re.M))
    parts = [*schema()["$defs"].values(), *fix_schema()["$defs"].values()]
    keys = {key for part in parts for key in part.get("properties", {})}
    assert (
        keys | set(Outcome) | set(Verdict) | set(RepairStatus) | {str(int(s)) for s in ExitStatus}
        <= named
    )


def test_nothing_that_a_terminal_acts_on_stands_in_it_as_it_is() -> None:
    unseen = "".join(
        c for c in map(chr, range(32, 0x110000)) if unicodedata.category(c) in ("Cc", "Cf")
    )
    text = json_text({"name": unseen})
    assert {c for c in text if unicodedata.category(c) in ("Cc", "Cf")} == {"\n"}
    assert json.loads(text) == {"name": unseen}
