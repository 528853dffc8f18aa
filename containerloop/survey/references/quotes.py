"""Quotation marks that became part of a value: `- DB_HOST="db"` in a list of variables. Pure."""

from __future__ import annotations

from containerloop.facts.late_pattern import late
from containerloop.survey.references.traced_text import Traced, untraced

_QUOTED = late(r"([\"'])((?:(?!\1)\S)+)\1")


def without_quotes(value: Traced) -> Traced:
    """The value without the quotation marks around it; the same where there are none.

    >>> without_quotes(untraced("'cache'")).text
    'cache'
    """
    if not _QUOTED.fullmatch(value.text):
        return value
    written = value.source is not None and value.source.file is not None
    return value[1:-1] if written else untraced(value.text[1:-1])
