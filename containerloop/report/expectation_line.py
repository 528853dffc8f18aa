"""One line of the report of `verify`, in the shape of `--format json`. Pure values."""

from __future__ import annotations

import msgspec

from containerloop.diagnose.finding import Line
from containerloop.facts import Stated


class ExpectationLine(Line, frozen=True, kw_only=True):
    """One expectation that a file states, and whether it holds (`verify`).

    `address` is as written, `expects` is `reach` or `not-reach`. `holds` is null where nobody could
    see it; `reason` is what was seen, or why nothing was. `why` is the file's own, or null.
    """

    vantage: str = msgspec.field(name="from")
    address: str
    expects: str
    protocol: str | None = None
    status: int | None = None
    holds: bool | None
    reason: str
    file: str
    line: int
    why: str | None = None

    @classmethod
    def of(cls, stated: Stated, holds: bool | None, reason: str) -> ExpectationLine:
        """The line of a stated expectation; its vantages are in full, where they are known."""
        return cls(
            vantage=next(iter(stated.question.vantages), stated.vantage),
            address=stated.question.target,
            expects="reach" if stated.reach else "not-reach",
            protocol=stated.protocol,
            status=stated.status,
            holds=holds,
            reason=reason,
            file=stated.file,
            line=stated.line,
            why=stated.why or None,
        )
