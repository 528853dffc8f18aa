"""The answer to a question about several ports: how many addresses work, in a sentence.

Only the counting sentences may live here, as every format says them.
"""

from __future__ import annotations

from containerloop.facts.printable import printable
from containerloop.render.stated import is_verified
from containerloop.render.text.styled_lines import LIMIT
from containerloop.report.relied_pairs import relied_pairs, working
from containerloop.report.v1 import Report, Verdict


def is_several(report: Report) -> bool:
    """Whether more than one port was asked about, and no file states what comes of them."""
    return report.question.port is None and not is_verified(report)


def asked(report: Report) -> str:
    """What was asked about, as a sentence has it."""
    target = printable(report.question.target or "", LIMIT)
    if not is_several(report):
        return target
    return f"ports {target}" if target else "any address"


def without_a_cause(report: Report) -> str:
    """How many addresses work, where no cause is told."""
    every, fine = len(relied_pairs(report)), len(working(report))
    if not every:
        return f"Nothing to ask: nobody here relies on {asked(report)}."
    if report.verdict is Verdict.REACHABLE:
        they = "it is" if fine == 1 else "they are"
        return f"{counted(fine, report)} reachable from where {they} relied on."
    return f"{fine} of {counted(every, report)} reachable; the rest is not, or unknown."


def working_beside(report: Report) -> str:
    """How much of what was asked about works all the same; "" for a question about one port."""
    if not (report.causes and is_several(report)):
        return ""
    return f"{counted(len(working(report)), report)} reachable."


def counted(count: int, report: Report) -> str:
    """So many addresses, with the verb."""
    within = f" in {asked(report)}" if report.question.target else ""
    return f"{count} address{'' if count == 1 else 'es'}{within} {'is' if count == 1 else 'are'}"
