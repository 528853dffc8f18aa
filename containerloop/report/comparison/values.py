"""The comparison of two snapshots, in the shape of `diff --format json`.

Everything here is frozen and printable as it stands, no credential is in it.
"""

from __future__ import annotations

from containerloop.diagnose.finding import Line
from containerloop.report.v1 import Report, Verdict

SCHEMA_VERSION = 1


class Cause(Line, frozen=True, kw_only=True):
    """A cause that was found in one of the two."""

    code: str
    name: str
    summary: str
    vantage: str
    address: str


class Side(Line, frozen=True, kw_only=True):
    """One of the two: what was asked (null for everything), and what came of it."""

    target: str | None
    verdict: Verdict
    causes: tuple[Cause, ...]

    @classmethod
    def of(cls, report: Report) -> Side:
        """The part of a report that is compared as a whole."""
        causes = tuple(
            Cause(code=f.code, name=f.name, summary=f.summary, vantage=f.vantage, address=f.address)
            for f in report.causes
        )
        return cls(target=report.question.target, verdict=report.verdict, causes=causes)


class Difference(Line, frozen=True, kw_only=True):
    """One thing that differs; `a` or `b` is null where it is not there.

    `kind`: platform, container, service, network, value, name, listener, publication, route or
    attempt. `where` is whose it is: a vantage, a service, a network, `engine`; `what` is "" for
    the thing itself. `explains` is the code of a cause that only one of the two has, and that
    is about this.
    """

    kind: str
    where: str
    what: str
    a: str | None
    b: str | None
    explains: str | None = None


class Unseen(Line, frozen=True, kw_only=True):
    """What could not be compared; `a` and `b` are the reasons, null for the one that saw it."""

    kind: str
    where: str
    a: str | None
    b: str | None


class Comparison(Line, frozen=True, kw_only=True):
    """What differs. `outcomes` are of the attempts; `differences` of everything else.

    The first difference is the one that explains the different outcome, if any does. `same`: no
    difference in what both saw, and nothing that only one of them saw.
    """

    schema_version: int = SCHEMA_VERSION
    a: Side
    b: Side
    same: bool
    outcomes: tuple[Difference, ...]
    differences: tuple[Difference, ...]
    unseen: tuple[Unseen, ...]
