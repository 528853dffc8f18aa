"""How one text is to look: its width, how much of it, and whether it is happening now.

Only that value may live here; everything that makes lines of a report takes one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLayout:
    """`width` in columns; `live` is False for a replayed snapshot."""

    width: int
    verbose: bool = False
    live: bool = True
