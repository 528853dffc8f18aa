"""What a project states and whether it is so, in whole sentences, as every format says it.

Only sentences of `verify` may live here, each one line of printable text without mark or layout.
"""

from __future__ import annotations

from containerloop.facts.printable import printable
from containerloop.render.text.styled_lines import LIMIT
from containerloop.render.text.words import place
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.v1 import Report, ReportedFinding

MARKS = {True: "✓", False: "✗", None: "?"}


def is_verified(report: Report) -> bool:
    """Whether it is the report of `verify`."""
    return bool(report.expectations) or report.not_asked is not None


def verified(report: Report) -> str:
    """How many of them hold; for a run that came to nothing, why."""
    if report.not_asked is not None:
        return f"Nothing was verified: {printable(report.not_asked, LIMIT)}."
    held = [each.holds for each in report.expectations]
    broken, unseen, total = held.count(False), held.count(None), len(held)
    if not broken and not unseen:
        return "The expectation holds." if total == 1 else f"All {total} expectations hold."
    fine = total - broken - unseen
    said = f"{fine} of {total} expectations hold{'s' if fine == 1 else ''}"
    if broken:
        said += f", {broken} {'does' if broken == 1 else 'do'} not"
    if unseen:
        said += f", {unseen} could not be seen"
    return f"{said}."


def said(each: ExpectationLine) -> str:
    """What is so, and the reason; of a broken one what the file says to explain itself."""
    why = f" ({printable(each.why, LIMIT)})" if each.why and each.holds is False else ""
    reason = printable(each.reason, LIMIT)
    return f"{_claim(each)}{why}: {reason}"


def _claim(each: ExpectationLine) -> str:
    who, where = place(each.vantage), printable(each.address, LIMIT)
    if each.holds is None:
        return f"not seen whether {who} reaches {where}"
    if each.expects == "reach":
        return f"{who} reaches {where}" if each.holds else f"{who} does not reach {where}"
    return f"{who} cannot reach {where}" if each.holds else f"{who} must not reach {where}"


def at(each: ExpectationLine) -> str:
    """The file and the line, as an editor opens them."""
    return f"{printable(each.file, LIMIT)}:{each.line}"


def is_of(found: ReportedFinding, each: ExpectationLine) -> bool:
    """Whether a cause is why an expectation does not hold."""
    same = found.vantage == each.vantage and each.reason.startswith(found.summary)
    return each.expects == "reach" and same
