"""Whether one stated expectation holds, from what came of the calls. Pure.

Three answers: it holds, it does not, or nobody has seen it (None). `reach` holds where the main
job would say *reachable*, and the protocol and the status are the stated ones where any are; a
log-in or a certificate that was not tried is said, as it is there. `not-reach` holds only where a
call was made and nothing accepted it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from containerloop.diagnose.proxied import settled
from containerloop.diagnose.rule_answers import Explanation
from containerloop.diagnose.serviced import serviced
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Outcome, Question, Stated, Transport
from containerloop.plan.values import Expectation
from containerloop.protocols import title
from containerloop.report.v1 import Verdict
from containerloop.report.verdict import verdict

_ACCEPTED = frozenset(
    {
        Outcome.ANSWERED,
        Outcome.OPEN,
        Outcome.ACCEPTED_THEN_CLOSED,
        Outcome.ACCEPTED_THEN_RESET,
        Outcome.SILENT,
    }
)
"""Somebody took the connection, be it a proxy that has nobody behind it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`holds` is None where it could not be seen; `reason` is a clause without a full stop."""

    holds: bool | None
    reason: str


def judged(
    stated: Stated,
    meant: Iterable[Expectation],
    symptoms: Collection[Symptom],
    found: Collection[Explanation],
) -> Judged:
    """Whether it holds; `symptoms` and `found` are those of the run that asked its question.

    `meant` is what its vantage relies on by that question: for a bare port, what it uses for it.
    """
    about = _about(stated.question, meant, symptoms)
    if not about:
        return Judged(None, "nothing was tried from there")
    told = [_reach(stated, s, found) if stated.reach else _not_reach(s) for s in about]
    return worst(told)


def worst(told: Iterable[Judged]) -> Judged:
    """Of several the one that counts: broken before unseen, and that before what holds."""
    return min(told, key=lambda each: (each.holds is not False, each.holds is not None))


def timed(told: Judged, within_s: float, elapsed_s: float) -> Judged:
    """With the time that it took, or that was over; as it is where nothing was asked again."""
    if told.holds:
        again = within_s > 0 and elapsed_s >= 1
        return replace(told, reason=f"{told.reason}, after {elapsed_s:.0f} s") if again else told
    over = within_s > 0 and elapsed_s >= within_s
    return replace(told, reason=f"{told.reason} (for {within_s:g} s)") if over else told


def _about(
    asked: Question, meant: Iterable[Expectation], symptoms: Iterable[Symptom]
) -> list[Symptom]:
    """What came of the stated call; else of what took its place once servers had been looked into.

    The same address may be stated twice, with and without a path.
    """
    there = [s for s in symptoms if s.expectation.vantage in asked.vantages]
    keys = {_key(each) for each in meant}
    exact = [s for s in there if _key(s.expectation) in keys]
    wanted = (asked.port, asked.transport)
    at = ((s, s.expectation.address) for s in there if asked.host is None)
    return exact or [s for s, address in at if (address.port, address.transport) == wanted]


def _key(expectation: Expectation) -> tuple[object, ...]:
    return expectation.vantage, expectation.address, expectation.scheme, expectation.opening


def _reach(stated: Stated, symptom: Symptom, found: Collection[Explanation]) -> Judged:
    best, causes = symptom.best, [f for f in found if f.severity == "cause"]
    if stated.status is not None and best.outcome is Outcome.ANSWERED and best.protocol == "http":
        return _status(stated.status, symptom, causes)
    came = verdict([symptom], [f.symptom for f in causes])
    if came is Verdict.INCONCLUSIVE:
        return Judged(None, _unseen(symptom))
    if came is Verdict.UNREACHABLE:
        return Judged(False, _why(symptom, causes))
    if stated.status is not None:
        return Judged(False, f"{_answered(symptom)}, and not with an HTTP status")
    if stated.protocol is None or best.protocol == stated.protocol:
        return Judged(True, f"{_answered(symptom)}{_but(symptom)}")
    if best.protocol is None:
        return Judged(None, f"{_answered(symptom)}: its protocol was not seen")
    return Judged(False, f"{title(best.protocol)} answers, not {title(stated.protocol)}")


def _status(wanted: int, symptom: Symptom, causes: Collection[Explanation]) -> Judged:
    """The status of the first answer counts, whatever the main job makes of it (404, 401)."""
    code = symptom.best.code
    if symptom.answered_by_another or symptom.standing or symptom.mismatch is not None:
        return Judged(False, _why(symptom, causes))
    if code is None:
        return Judged(None, f"{_answered(symptom)}, and the status was not seen")
    if code == str(wanted):
        return Judged(True, f"HTTP {code}")
    return Judged(False, f"HTTP {code}, not {wanted}")


def _not_reach(symptom: Symptom) -> Judged:
    """Every address of the name counts: it is enough that one of them is open."""
    for each in symptom.attempts:
        silent = each.outcome is Outcome.SILENT
        datagram = each.address.transport is Transport.UDP
        if each.outcome in _ACCEPTED and not (silent and datagram):
            who = title(each.protocol) if each.protocol else "a server"
            answers = each.outcome is Outcome.ANSWERED
            return Judged(False, f"{who} answers" if answers else "the connection is accepted")
    for each in symptom.attempts:
        if each.outcome is Outcome.NOT_TRIED or each.outcome is Outcome.SILENT:
            return Judged(None, _unseen(symptom))
    return Judged(True, _said(symptom))


def _answered(symptom: Symptom) -> str:
    protocol = symptom.best.protocol
    if symptom.best.outcome is Outcome.OPEN:
        return "the connection is accepted and stays open"
    return f"{title(protocol) if protocol else 'a server'} answers"


def _but(symptom: Symptom) -> str:
    """What was left out, in brackets."""
    untried = serviced(symptom.best, symptom.typed).untried
    return f" ({untried})" if untried else ""


def _said(symptom: Symptom) -> str:
    return symptom.outcome.replace("-", " ")


def _why(symptom: Symptom, causes: Iterable[Explanation]) -> str:
    """The cause; without one, what came of the call."""
    for each in causes:
        if each.symptom == symptom:
            return each.finding.summary
    if symptom.outcome.reached:
        service = serviced(symptom.best, symptom.typed)
        said = symptom.best.refusal or service.untried or "it is not served"
        return f"{_answered(symptom)}, but {said}; the cause was not found"
    return f"{_said(symptom)}; the cause was not found"


def _unseen(symptom: Symptom) -> str:
    """Why nobody has seen whether it is so."""
    if symptom.outcome is Outcome.NOT_TRIED:
        return symptom.best.reason or "not tried"
    if symptom.unanswered:
        return "no answer, which says nothing over UDP"
    if not settled(symptom.proxied):
        return "its client goes through a proxy that was not asked"
    if symptom.guessed:
        return "nothing says which address it uses for this port"
    if (doubt := symptom.log_in_doubt) is not None:
        return f"{_answered(symptom)}, but {doubt}"
    return "the connection is accepted, and no process was seen to take it"
