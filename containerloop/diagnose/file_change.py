"""A change of the user's files as exact edits, and the same as a diff to read. Pure.

The diff that is shown and the edit that is written come from these values and from nothing else.
"""

from __future__ import annotations

import msgspec

Replaced = tuple[int, int, str]
"""Characters `start:end` of a line as it is shown, and what stands there afterwards."""


class Reworded(msgspec.Struct, frozen=True, kw_only=True):
    """Other characters in one line. `was` is the line as it may be shown, credentials masked.

    `keys` are the settings whose values change by that (`services.api.environment.DB_HOST`).
    """

    file: str
    line: int
    was: str
    parts: tuple[Replaced, ...]
    keys: tuple[str, ...] = ()

    @property
    def becomes(self) -> str:
        """The line afterwards, masked like `was`."""
        text = self.was
        for start, end, new in sorted(self.parts, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of a diff."""
        return f"-{self.was}", f"+{self.becomes}"


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """Whole lines, right after line `line`; `keys` are the settings that they belong to."""

    file: str
    line: int
    lines: tuple[str, ...]
    keys: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of a diff."""
        return tuple(f"+{line}" for line in self.lines)


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """One whole line with the setting `keys`. `was` is that line without its comment."""

    file: str
    line: int
    was: str
    keys: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of a diff."""
        return (f"-{self.was}",)


Edit = Reworded | Added | Removed


class FileChange(msgspec.Struct, frozen=True, kw_only=True):
    """Edits that belong together, in the order in which they are shown: all of them or none."""

    edits: tuple[Edit, ...]

    @property
    def file(self) -> str:
        """The file of the first edit."""
        return self.edits[0].file

    @property
    def line(self) -> int | None:
        """The line of the first edit, from 1; None where it is not known."""
        return self.edits[0].line or None

    @property
    def diff(self) -> str:
        """The body of a unified diff; `---` and `+++` name each further file."""
        rows, named = [], self.file
        for edit in self.edits:
            if edit.file != named:
                rows += [f"--- {edit.file}", f"+++ {edit.file}"]
                named = edit.file
            rows += edit.rows
        return "\n".join(rows)
