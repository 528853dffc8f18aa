"""Compose's YAML, written: of overrides, of lines to add, and for reading. Pure.

Only plain data comes in (mappings, lists, scalars). Scalars are written as JSON where
YAML could read them as something else, which is YAML as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from containerloop.facts.late_pattern import late

REPLACES = "!override"
"""`{"ports": {"!override": [...]}}` is a list in place of the file's, which would grow by it."""
RESETS = "!reset"
"""`{"network_mode": {"!reset": None}}` takes the file's setting away."""

_BARE = late(r"[A-Za-z_/][A-Za-z0-9_./-]*\Z")
# Words that YAML 1.1 or 1.2 reads as something else than a string.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})


def override_yaml(override: Mapping[str, Any]) -> str:
    """The override as the text of a compose file; the same values give the same text."""
    return "\n".join(as_yaml(override)) + "\n"


def as_yaml(value: Any, indent: int = 0) -> list[str]:
    """The lines of a mapping, a list or a scalar, each indented by `indent` spaces."""
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        return [row for key, each in value.items() for row in _pair(pad, key, each, indent)]
    if isinstance(value, list | tuple) and value:
        return [row for each in value for row in _item(pad, each, indent)]
    return [pad + scalar(value)]


def scalar(value: Any) -> str:
    """A value in one line: plain where every reader of YAML sees a string, else as JSON."""
    if isinstance(value, str) and _BARE.match(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _pair(pad: str, key: Any, value: Any, indent: int) -> list[str]:
    head = f"{pad}{scalar(key)}:"
    if isinstance(value, Mapping) and list(value) in ([REPLACES], [RESETS]):
        # a tag of compose, not a key
        [(tag, inner)] = value.items()
        head, value = f"{head} {tag}", inner
        if value is None:
            return [f"{head} null"]
    if value is None:
        return [head]
    if isinstance(value, Mapping | list | tuple) and value:
        return [head, *as_yaml(value, indent + 2)]
    return [f"{head} {scalar(value)}"]


def _item(pad: str, value: Any, indent: int) -> list[str]:
    first, *rest = as_yaml(value, indent + 2)
    return [f"{pad}- {first.lstrip(' ')}", *rest]
