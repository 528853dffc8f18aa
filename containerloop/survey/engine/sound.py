"""Values made of an engine's answers, checked to be of the types that they say. Pure."""

from __future__ import annotations

import threading
from typing import TypeVar

import msgspec

T = TypeVar("T")

_ONE_AT_A_TIME = threading.Lock()
"""Two threads that decode a type for the first time crash the interpreter: msgspec looks the
types of its fields up in Python, and meanwhile another thread meets what is half made."""


def sound(value: T, kind: type[T]) -> T:
    """The same value. Raises `msgspec.ValidationError` for a value of another type inside."""
    with _ONE_AT_A_TIME:
        return msgspec.json.decode(msgspec.json.encode(value), type=kind)
