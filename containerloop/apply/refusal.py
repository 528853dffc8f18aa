"""Why nothing is written, in words for the person whose file it is."""

from __future__ import annotations


class Refused(Exception):
    """Nothing was written. `reason` says why; `file` and `line` where, as far as that is known."""

    def __init__(self, reason: str, file: str | None = None, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file
        self.line = line

    @property
    def told(self) -> str:
        """The reason with its place."""
        place = "".join((self.file or "", f":{self.line}" if self.file and self.line else ""))
        return f"{place}: {self.reason}" if place else self.reason
