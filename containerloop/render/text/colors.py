"""A span in the colours of a terminal. Rich's markup is never used."""

from __future__ import annotations

from rich.color import ColorSystem
from rich.style import Style

_STYLES = {
    "good": "green",
    "bad": "red",
    "unsure": "yellow",
    "strong": "bold",
    "dim": "dim",
}


def colored(span: tuple[str, str]) -> str:
    """The text in its style, which is one of those that `styled_lines` has names for."""
    text, style = span
    if not style:
        return text
    return Style.parse(_STYLES[style]).render(text, color_system=ColorSystem.STANDARD)
