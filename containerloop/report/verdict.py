"""Reachable, unreachable or inconclusive: read from the attempts alone. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from containerloop.diagnose.proxied import settled
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Outcome
from containerloop.report.v1 import (
    Verdict,
)


def verdict(symptoms: Iterable[Symptom], explained: Collection[Symptom] = ()) -> Verdict:
    """Unreachable if anybody's attempt failed; inconclusive if any could not be made.

    A datagram that nobody answered tells nothing by itself: many servers never answer. Nor
    does a connection on which nothing is said, unless a process accepted it: a kernel or a
    proxy accepts for others. Nor does a direct answer to clients that go through a proxy which
    was not asked, nor a PostgreSQL that has no entry for the probe's user: it may have one for
    the client's; nor an answer before a log-in that the client's setting does not fit.
    """
    wanted = list(symptoms)
    told = [s for s in wanted if not _untold(s) or s in explained]
    if any(not s.met for s in told):
        return Verdict.UNREACHABLE
    return Verdict.REACHABLE if wanted and told == wanted else Verdict.INCONCLUSIVE


def _untold(symptom: Symptom) -> bool:
    lost = symptom.guessed and not symptom.met
    unseen = symptom.outcome is Outcome.NOT_TRIED or symptom.unanswered or lost
    unheard = symptom.unheard or not settled(symptom.proxied)
    return unseen or (symptom.met and (unheard or symptom.log_in_doubt is not None))
