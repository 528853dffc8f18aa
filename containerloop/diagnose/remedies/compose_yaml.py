"""A compose override as lines of YAML, for reading; it is not the writer of any file.

Only plain data comes in (mappings, lists, scalars). Scalars are written as JSON where
YAML could read them as something else, which is YAML as well.
"""

from __future__ import annotations

import json
import re
from typing import Any

_BARE = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*\Z")
# Words that YAML 1.1 or 1.2 reads as something else than a string.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})


def as_yaml(value: Any, indent: int = 0) -> list[str]:
    """The lines of a mapping, a list or a scalar, each indented by `indent` spaces."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        return [row for key, each in value.items() for row in _pair(pad, key, each, indent)]
    if isinstance(value, list | tuple) and value:
        return [row for each in value for row in _item(pad, each, indent)]
    return [pad + _scalar(value)]


def _pair(pad: str, key: Any, value: Any, indent: int) -> list[str]:
    if isinstance(value, dict) and list(value) == ["!override"]:
        # a tag of compose, not a key: the list takes the place of the file's
        return [f"{pad}{_scalar(key)}: !override", *as_yaml(value["!override"], indent + 2)]
    if isinstance(value, dict | list | tuple) and value:
        return [f"{pad}{_scalar(key)}:", *as_yaml(value, indent + 2)]
    return [f"{pad}{_scalar(key)}: {_scalar(value)}"]


def _item(pad: str, value: Any, indent: int) -> list[str]:
    first, *rest = as_yaml(value, indent + 2)
    return [f"{pad}- {first.lstrip(' ')}", *rest]


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _BARE.match(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
