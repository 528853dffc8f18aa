"""The answer in whole sentences, as every format says it.

Only sentences may live here, each one line of printable text without mark or layout; the words
for single values stand in `text.words`.
"""

from __future__ import annotations

from containerloop.facts import REACHED, Outcome
from containerloop.facts.printable import printable
from containerloop.protocols.unasked_log_ins import is_doubt
from containerloop.render.counts import asked, is_several, without_a_cause
from containerloop.render.stated import is_verified, verified
from containerloop.render.text.styled_lines import LIMIT
from containerloop.render.text.words import happened, place, server
from containerloop.report.unserved import answer_to, cut_off, turned_away, unserved
from containerloop.report.v1 import AttemptLine, Report, ReportedFinding, Verdict

_MOST = 4

_UNTELLING = frozenset({"http", "tls", "text"})
"""Protocols so common that naming one says nothing about who answers."""

_SEVERAL_SERVERS = "CL405"
"""The cause of which an answer tells nothing: all servers of the name may answer."""


def answer(report: Report, *, predicted: bool = False) -> str:
    """The first line of every format: the first fault, or what is so without one."""
    if is_verified(report):
        return verified(report)
    if report.causes:
        return fault(report.causes[0], report)
    if predicted:
        return f"{foretold(report)}."
    if is_several(report):
        return without_a_cause(report)
    return reachable(report) if report.verdict is Verdict.REACHABLE else undetermined(report)


def foretold(report: Report) -> str:
    """What was found in the files alone, and how much of the rest only a run can tell."""
    causes, warnings = len(report.causes), len(report.findings) - len(report.causes)
    left = sum(a.outcome == Outcome.NOT_TRIED for a in report.attempts)
    told = f"{_so_many(causes, 'cause')}, {_so_many(warnings, 'warning')}"
    if not left:
        what = "nothing more" if report.attempts else "no connection"
        return f"{told}; {what} is written in these files"
    of = f"{left} of {_so_many(len(report.attempts), 'connection')}"
    return f"{told}; whether {of} {'works' if left == 1 else 'work'}, only a run can tell"


def _so_many(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def fault(found: ReportedFinding, report: Report) -> str:
    """Who cannot reach what, and why."""
    reason = printable(found.summary.rstrip(), LIMIT)
    stop = "" if reason.endswith((".", "!", "?", "…")) else "."
    return f"{place(found.vantage)}{_fails(found, report)}{reason}{stop}"


def _fails(found: ReportedFinding, report: Report) -> str:
    """What happens at the address, between who and why."""
    where = printable(found.address, LIMIT)
    through = any(a.vantage == found.vantage and _beyond(found.address, a) for a in report.attempts)
    if found.outcome in REACHED and through:
        return f" cannot reach {where} through its proxy: "
    answered = answer_to(found, report)
    if found.outcome not in REACHED:
        sometimes = answered and found.outcome != Outcome.NOT_TRIED
        cannot = " does not always reach " if sometimes else " cannot reach "
        return f"{cannot}{_titled(_proven_protocol(found))}{where}: "
    refused = answered is not None and answered.refusal is not None
    but = "is refused service" if refused else "gets no usable answer"
    if found.code == _SEVERAL_SERVERS:
        but = "not always to the one that is meant"
    return f" can connect to {_titled(answered.protocol if answered else None)}{where} but {but}: "


def _beyond(address: str, attempt: AttemptLine) -> bool:
    """Whether a proxy was asked for this address."""
    return f"through it {address}" in (attempt.asked or "")


def _titled(protocol: str | None) -> str:
    return f"{server(protocol)} at " if protocol and protocol not in _UNTELLING else ""


def _proven_protocol(found: ReportedFinding) -> str | None:
    # Only a server that really answered is named: a guess from the port would be invented.
    proven = (r.proof.attempt for r in found.remedies if r.proof.status == "proven")
    return next((a.protocol for a in proven if a and a.outcome == Outcome.ANSWERED), None)


def reachable(report: Report) -> str:
    """That it is reachable, who answers, and what was not tried."""
    answers = [a for v, at in report.reach_it_at.items() if (a := answer_at(report, v, at))]
    servers = dict.fromkeys(server(a.protocol) for a in answers if a.protocol)
    heard = any(a.outcome != Outcome.OPEN for a in answers) or not answers
    who = " and ".join(servers) or "a server"
    does = "answers" if heard else "accepts the connection and waits"
    target = asked(report)
    return f"{target} is reachable: {who} {does}{left_untried(answers)}."


def left_untried(answers: list[AttemptLine]) -> str:
    """What was not tried of those that answer, for the same line; "" where nothing was left out."""
    every = dict.fromkeys(printable(a.untried, LIMIT) for a in answers if a.untried)
    # of one and the same clause with and without its reason, the longer one tells
    told = [one for one in every if not any(o != one and o.startswith(one) for o in every)]
    return f" ({'; '.join(told)})" if told else ""


def undetermined(report: Report) -> str:
    """What fails though no cause was found, or what could not be settled."""
    target = asked(report)
    if report.verdict is not Verdict.UNREACHABLE:
        if any(a.relied_on and a.outcome == Outcome.OPEN for a in report.attempts):
            opened = f"A connection to {target} opens and stays open, but nothing is said on it"
            return f"{opened}: whether that serves its client is not to be seen from here."
        return (
            f"{_doubtful(report, target) or f'Could not determine whether {target} is reachable'}."
        )
    failing = [place(vantage) for vantage in cut_off(report)]
    refused = [place(vantage) for vantage in turned_away(report)]
    if refused and not failing:
        return f"{target} answers {listed(refused)}{_and_does(report)}; the cause was not found."
    where = f" from {listed(failing)}" if failing else ""
    return f"{target} is not reachable{where}; the cause was not found."


def _doubtful(report: Report, target: str) -> str | None:
    """That everybody is answered, and what of it is left to doubt; None where it is another."""
    there = [a for a in report.attempts if a.relied_on]
    answered = all(a.outcome == Outcome.ANSWERED and a.served is not False for a in there)
    clauses = dict.fromkeys(a.untried for a in there if a.untried and is_doubt(a.untried))
    if not answered or not clauses:
        return None
    why = "; ".join(printable(clause, LIMIT) for clause in clauses)
    return f"{target} answers, but whether it serves its client is not to be seen from here: {why}"


def _and_does(report: Report) -> str:
    """What the server does instead, where all that answer do the same."""
    there = [a for a in report.attempts if a.relied_on and unserved(a)]
    did = {None if a.refusal else a.untried for a in there}
    clause = did.pop() if len(did) == 1 else None
    return f", but {printable(clause, LIMIT)}" if clause else " but refuses to serve it"


def answer_at(report: Report, vantage: str, address: str) -> AttemptLine | None:
    """What answered there; of several openings the furthest, which tells the most."""
    tries = (a for a in report.attempts if a.vantage == vantage and a.address == address)
    reached = [a for a in tries if a.outcome in REACHED and a.served is not False]
    return max(reached, key=lambda a: a.asked is not None, default=None)


def works(report: Report, vantage: str, address: str) -> str:
    """From where the server works at which address, and what it said there."""
    answered = answer_at(report, vantage, address)
    said = f": {happened(answered)}" if answered else ""
    return f"from {place(vantage)} at {printable(address, LIMIT)}{said}"


def listed(words: list[str]) -> str:
    """As many as one reads in a sentence, and how many more there are."""
    more = f" +{len(words) - _MOST} more" if len(words) > _MOST else ""
    return ", ".join(words[:_MOST]) + more
