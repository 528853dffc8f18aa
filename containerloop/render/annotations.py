"""A finding as a line of a repository shows it: the text, the file, the identity.

What SARIF, workflow commands, Code Quality and JUnit have in common may live here; none of their
syntax.
"""

from __future__ import annotations

import hashlib
import posixpath
import shlex
from collections import Counter
from dataclasses import dataclass

from containerloop.diagnose.finding import Location
from containerloop.facts.printable import printable
from containerloop.render.sentences import fault
from containerloop.render.stated import is_of, said
from containerloop.render.text.styled_lines import LIMIT
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.v1 import Remedy, Report, ReportedFinding

EXPECTATION = "expectation"
"""What stands in the place of a code, where it is the project's own word that does not hold."""

_PROOFS = {"proven": "tried on a probe: it works", "untried": "not tried"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file, and the column where it is known; `path` is relative to the folder from
    which the question was asked.
    """

    path: str
    line: int
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One finding for a repository. `spot` is None where no file of the repository says it.

    `identity` is the same as long as the finding is: 16 hexadecimal digits and how many of the
    same came before it, as `39fa2ee980eb94b0:1`.
    """

    found: ReportedFinding
    title: str
    sentence: str
    advice: str
    spot: Spot | None
    identity: str


def annotated(report: Report) -> tuple[Annotation, ...]:
    """Every expectation that does not hold, then every finding: causes first."""
    met: Counter[str] = Counter()
    stated = []
    for each in report.expectations:
        digest = _digest_of_stated(each)
        met[digest] += 1
        if not each.holds:
            stated.append(_broken(each, report, f"{digest}:{met[digest]}"))
    return (*stated, *annotated_findings(report))


def annotated_findings(report: Report) -> tuple[Annotation, ...]:
    """Every finding, in the order of the report: causes first."""
    folder = _folder(report)
    met: Counter[str] = Counter()
    made = []
    for found in report.findings:
        digest = _digest(found)
        met[digest] += 1
        made.append(_annotation(found, report, folder, f"{digest}:{met[digest]}"))
    return tuple(made)


def _broken(each: ExpectationLine, report: Report, identity: str) -> Annotation:
    """An expectation that does not hold, or that nobody could see, at its own line."""
    found = ReportedFinding(
        code=EXPECTATION,
        name="not-met" if each.holds is False else "not-seen",
        severity="cause" if each.holds is False else "warning",
        summary=each.reason,
        vantage=each.vantage,
        address=each.address,
        outcome=each.expects,
        shown_at=Location(file=each.file, line=each.line),
    )
    causes = [c for c in report.causes if is_of(c, each)] if each.holds is False else []
    return Annotation(
        found=found,
        title=f"{EXPECTATION} {found.name}",
        sentence=said(each),
        advice=advice(causes[0]) if causes else "",
        spot=spot_of(each),
        identity=identity,
    )


def spot_of(each: ExpectationLine) -> Spot | None:
    """The line of an expectation; None where its file is outside the current folder."""
    return _inside(each.file, each.line, "")


def _digest_of_stated(each: ExpectationLine) -> str:
    """Over what is stated, and not over where in the file it stands or what was seen."""
    told = (each.file, each.vantage, each.expects, each.address, each.protocol, each.status)
    text = "\0".join(str(part) for part in told)
    return _hashed(text)


def _annotation(found: ReportedFinding, report: Report, folder: str, identity: str) -> Annotation:
    return Annotation(
        found=found,
        title=printable(f"{found.code} {found.name}", LIMIT),
        sentence=said_of(found, report),
        advice=advice(found),
        spot=_spot(found, folder),
        identity=identity,
    )


def said_of(found: ReportedFinding, report: Report) -> str:
    """A finding in one sentence; of a warning, where nobody fails, its own words alone."""
    return fault(found, report) if found.severity == "cause" else printable(found.summary, LIMIT)


def advice(found: ReportedFinding) -> str:
    """The best remedy and its proof in one line; "" where none is offered."""
    offered = [each for each in found.remedies if each.proof.status in _PROOFS]
    return f"Fix: {_remedy(offered[0])}" if offered else ""


def _remedy(remedy: Remedy) -> str:
    reason = printable(remedy.proof.reason or "", LIMIT)
    proof = _PROOFS[remedy.proof.status]
    if remedy.proof.status == "untried" and reason:
        proof += f": {reason}"
    return f"{printable(remedy.summary, LIMIT)} ({proof})"


def _digest(found: ReportedFinding) -> str:
    """Over what makes it the same finding: never over a sentence, a line or an address."""
    at = found.shown_at
    parts = (found.code, at.file if at else "", at.key if at else "", found.vantage)
    return _hashed("\0".join(parts))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _folder(report: Report) -> str:
    """The project's folder, as far as the command that selects the project tells it.

    Compose takes the folder of the first file that is named to it.
    """
    words = shlex.split(report.compose)
    return posixpath.dirname(words[words.index("-f") + 1]) if "-f" in words else ""


def _spot(found: ReportedFinding, folder: str) -> Spot | None:
    """Where in the repository; None where it is in no file, or in one outside the folder."""
    at = found.shown_at
    return None if at is None else _inside(at.file, at.line, folder, at.column)


def _inside(file: str, line: int, folder: str, column: int | None = None) -> Spot | None:
    path = posixpath.normpath(posixpath.join(folder, file.replace("\\", "/")))
    outside = posixpath.isabs(path) or path.split("/")[0] == ".." or path[1:2] == ":"
    return None if outside else Spot(path, max(line, 1), column)
