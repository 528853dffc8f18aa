"""How a command's words look: the format, the width, colour, and the line of progress."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from enum import StrEnum

from containerloop.facts.printable import printable

WIDEST = 110
"""Columns; wider lines are hard to read, and a file has no width of its own."""

NARROWEST = 40
"""Columns; in fewer, words come apart."""


class Format(StrEnum):
    """What a report is printed as."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"


class ComparisonFormat(StrEnum):
    """What a comparison is printed as."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class MapFormat(StrEnum):
    """What a map is printed as."""

    TEXT = "text"
    JSON = "json"
    MERMAID = "mermaid"
    DOT = "dot"
    SVG = "svg"
    HTML = "html"


def width() -> int:
    """Columns to write in; COLUMNS is honoured, a pipe gets 100."""
    return max(NARROWEST, min(shutil.get_terminal_size((100, 24)).columns, WIDEST))


def colored() -> bool:
    """Colour only on a terminal that wants it (no-color.org; TERM=dumb has none)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


class Progress:
    """One line on stderr that says what is being looked at; on a terminal only."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def say(self) -> Callable[[str], None]:
        """The function that replaces the line."""
        return self._say if self._shown else lambda text: None

    def _say(self, text: str) -> None:
        # one write for each line: several threads say where they look
        sys.stderr.write(f"\r\x1b[2K  {printable(text, max(width() - 4, 20))} …")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away again."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
