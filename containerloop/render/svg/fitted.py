"""Texts that keep to the room they have, whatever type a browser sets them in. Pure.

A picture is made before anybody knows its letters, so that their widths are guessed: never too low.
"""

from __future__ import annotations

from rich.cells import cell_len

_WIDE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZmw@%…—")


def ems(said: str) -> float:
    """How wide a text is in the widest of usual types, where a small letter is 0.72."""
    return sum(1.0 if each in _WIDE else 0.72 * cell_len(each) for each in said)


def fitted(said: str, wide: float, size: float = 13) -> str:
    """As much of a text as has room, in letters of `size`; "…" where something is left out."""
    if ems(said) * size <= wide:
        return said
    kept = said
    while kept and ems(kept + "…") * size > wide:
        kept = kept[:-1]
    return kept.rstrip() + "…"
