"""The report as JSON (`--format json`, schema version 1), and the schema of it.

The keys stand in the order in which `report` declares them.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from containerloop.report import Report

# A terminal may act on these, and the eye does not see them; escaped, they mean the same in JSON.
_UNSEEN = re.compile(r"[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def render_json(report: Report) -> str:
    """The report as one indented JSON value that ends in a newline, always valid UTF-8."""
    try:
        encoded = msgspec.json.encode(report)
    except UnicodeEncodeError:
        # File names that are no UTF-8 come to Python as lone surrogates, which JSON cannot hold.
        encoded = msgspec.json.encode(_well_formed(msgspec.to_builtins(report)))
    text = msgspec.json.format(encoded, indent=2).decode()
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `render_json` writes."""
    made = msgspec.json.schema(Report)
    _require_all(made)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "containerloop report, schema version 1",
    }
    return head | made


def _require_all(part: Any) -> None:
    """Every key is always written, so a reader may count on it, null where there is nothing."""
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            part["required"] = list(part["properties"])
        for each in part.values():
            _require_all(each)
    elif isinstance(part, list):
        for each in part:
            _require_all(each)


def _well_formed(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_well_formed(key): _well_formed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_well_formed(each) for each in value]
    return value
