"""Comments in the files that say which finding a team knows of and lives with. Pure.

    # containerloop: ignore CL401 the worker starts its own database

stands on the line of the finding or on the one above it. A reason is required.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from containerloop.facts import Value
from containerloop.facts.late_pattern import late
from containerloop.report.v1 import ReportedFinding

_WORD = "containerloop:"
_COMMENT = late(
    r"#[ \t]*containerloop:[ \t]*ignore\b[ \t]*((?:CL\d{3}[ \t,]*)*)([^\r\n]*)", re.IGNORECASE
)
_CODE = late(r"CL\d{3}", re.IGNORECASE)


class Ignore(Value, frozen=True):
    """One comment: its place, the codes, and whether a reason follows them."""

    file: str
    line: int
    codes: tuple[str, ...]
    reasoned: bool

    def covers(self, found: ReportedFinding) -> bool:
        """Whether a finding stands on the comment's line, or on the next one."""
        at = found.location
        here = at is not None and at.file == self.file and at.line - self.line in (0, 1)
        return here and self.reasoned and found.code in self.codes


def ignores(files: Mapping[str, str]) -> tuple[Ignore, ...]:
    """Every such comment in the texts of files, in their order."""
    return tuple(one for file, text in files.items() for one in _in(file, text))


def _in(file: str, text: str) -> Iterator[Ignore]:
    if _WORD not in text.lower():
        return
    for match in _COMMENT.finditer(text):
        codes = tuple(code.upper() for code in _CODE.findall(match[1]))
        line = text.count("\n", 0, match.start()) + 1
        yield Ignore(file, line, codes, bool(match[2].strip()))


def kept(
    findings: tuple[ReportedFinding, ...], comments: tuple[Ignore, ...]
) -> tuple[tuple[ReportedFinding, ...], tuple[str, ...]]:
    """The findings that no comment covers, and a note on each comment that does nothing."""
    covered = [f for f in findings if any(one.covers(f) for one in comments)]
    idle = [one for one in comments if not any(one.covers(f) for f in findings)]
    left = tuple(f for f in findings if f not in covered)
    return left, tuple(_note(one) for one in idle)


def _note(one: Ignore) -> str:
    where, codes = f"{one.file}:{one.line}", " ".join(one.codes)
    if not one.codes:
        return f"{where}: this comment ignores nothing: it names no code, such as CL401"
    if not one.reasoned:
        return f"{where}: this comment ignores nothing: a reason has to follow {codes}"
    return f"{where}: this comment ignores nothing: {codes} is not found here"
