"""A --from, in its written form; a plain NAME is resolved against the survey later. Pure."""

from __future__ import annotations

import re

from containerloop.errors import UsageError
from containerloop.facts import ENGINE_HOST, HOST
from containerloop.question.typed_words import VANTAGES, shown

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}")


def valid_vantage(word: str) -> str:
    """The vantage. Raises `UsageError` for what cannot be one."""
    kind, colon, name = word.partition(":")
    if word in (HOST, ENGINE_HOST):
        return word
    known = not colon or kind in ("service", "container", "network")
    if known and _NAME.fullmatch(name if colon else word):
        return word
    raise UsageError(f"--from {shown(word)} is not a valid vantage", VANTAGES)
