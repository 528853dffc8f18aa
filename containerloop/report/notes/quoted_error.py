"""How the call that was made compares with the error that was quoted. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Outcome, Question

_ALIKE = (
    {Outcome.NAME_NOT_FOUND, Outcome.NAME_SERVER_FAILED},
    {Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET, Outcome.SILENT},
    {Outcome.TIMED_OUT, Outcome.SILENT},
    {Outcome.HOST_UNREACHABLE, Outcome.NETWORK_UNREACHABLE},
)
"""Outcomes that programs do not tell apart, or that come and go with the same fault."""


def differs_from_the_error(case: Case, question: Question) -> str | None:
    """That the call of the quoted error ends in another way now; None where it does not."""
    said, now = question.reported, case.outcome
    asked = question.address is None or case.address == question.address
    if question.build is not None:  # a step of a build is nowhere that anything is tried from
        return None
    if said is None or not asked or now in (said, Outcome.NOT_TRIED):
        return None
    if any({said, now} <= alike for alike in _ALIKE):
        return None
    if case.symptom.met:
        return f"the quoted error says {said}, but {case.address} is served now"
    return f"the quoted error says {said}, but the call to {case.address} is {now} now"
