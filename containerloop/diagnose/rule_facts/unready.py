"""What a server that answers says of its own state, to this run or to its client. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.own_calls import served_another_call
from containerloop.facts import Attempt, Container, Value
from containerloop.protocols.readiness import Condition, condition, full


class Unready(Value, frozen=True):
    """Why the server serves nobody now, in its own `words`, and where they were seen.

    `teller` is the container whose log has them; None where this run was told.
    """

    condition: Condition
    words: str
    saw: str
    teller: Container | None = None


def unready(case: Case, attempts: Iterable[Attempt]) -> Unready | None:
    """None for one of several copies, or a proxy, whose faults are told by themselves."""
    symptom, server = case.symptom, case.destination.container
    if symptom.mismatch or symptom.answered_by_another or symptom.failing_replicas:
        return None
    if server is not None and server.fronts_others:
        return None
    return _full_for_its_client(case) or _as_it_replied(case, attempts)


def _full_for_its_client(case: Case) -> Unready | None:
    """A database that keeps its last places for administrators, and greets everybody."""
    refused, client = case.symptom.refused_log_in, case.client
    if refused is None or refused.why != "full" or client is None:
        return None
    words = "too many connections"
    saw = f"the log of {case.label(client)}, a moment ago: {words} ({refused.setting})"
    return Unready(full(refused.setting), words, saw, client)


def _as_it_replied(case: Case, attempts: Iterable[Attempt]) -> Unready | None:
    best = case.symptom.best
    found = condition(best.protocol, best.code, best.refusal, best.banner)
    if found is None or (found.by_number and served_another_call(case, attempts)):
        return None  # this run's own calls may have filled it
    words = best.refusal or best.banner or ""
    code = f" ({best.code})" if best.code else ""
    return Unready(found, words, f"the server replied{code}: {words}")
