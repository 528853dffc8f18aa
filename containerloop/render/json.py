"""The report as JSON (`--format json`, schema version 1), and the schema of it.

The keys stand in the order in which `report` declares them.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import msgspec

from containerloop.report.fix_v1 import FixReport
from containerloop.report.v1 import Report

# A terminal may act on these, and the eye does not see them; escaped, they mean the same in JSON.
_UNSEEN = re.compile(
    r"[\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def render_json(report: Report) -> str:
    """The report as one indented JSON value that ends in a newline, always valid UTF-8."""
    return json_text(report)


def json_text(value: object) -> str:
    """Any value so; what a terminal acts on, or nobody sees, stands in it escaped."""
    try:
        encoded = msgspec.json.encode(value)
    except UnicodeEncodeError:
        # File names that are no UTF-8 come to Python as lone surrogates, which JSON cannot hold.
        encoded = msgspec.json.encode(_well_formed(msgspec.to_builtins(value)))
    text = msgspec.json.format(encoded, indent=2).decode()
    return _UNSEEN.sub(_escaped, text) + "\n"


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `render_json` writes."""
    return schema_of(Report, "containerloop report, schema version 1")


def fix_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `fix --format json` writes."""
    return schema_of(FixReport, "containerloop fix, schema version 1")


def schema_of(kind: type, title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of such values as `json_text` writes them."""
    made = msgspec.json.schema(kind)
    _require_all(made)
    _without_indentation(made)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title} | made


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


def _without_indentation(part: Any) -> None:
    """Before Python 3.13 a docstring, and so a description, keeps the source's indentation."""
    if isinstance(part, dict):
        if isinstance(said := part.get("description"), str):
            part["description"] = inspect.cleandoc(said)
        for each in part.values():
            _without_indentation(each)
    elif isinstance(part, list):
        for each in part:
            _without_indentation(each)


def _well_formed(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_well_formed(key): _well_formed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_well_formed(each) for each in value]
    return value
