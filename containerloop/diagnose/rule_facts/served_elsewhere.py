"""Whether a server answers on another port than the one that is meant. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import Target
from containerloop.diagnose.rule_facts.views import all_attempts
from containerloop.facts import Attempt, Outcome, Snapshot
from containerloop.protocols import expected
from containerloop.topology.destination import destination_of_call


def served_elsewhere(case: Case, target: Target, snapshot: Snapshot) -> bool:
    """Whether the server that is meant was seen to answer on another port of its container.

    In its own protocol: a server that is starting may have its administration's port open.
    """
    wanted = expected(case.scheme, target.port, target.container.image)
    spoken = (a.protocol for a in _answers(snapshot) if _leads_there(a, case, target))
    return any(wanted is None or protocol == wanted.key for protocol in spoken)


def _answers(snapshot: Snapshot) -> Iterator[Attempt]:
    """All that answered, whether it was asked for or tried as a remedy."""
    tried = (proof.attempt for proof in snapshot.proofs.values() if proof.attempt is not None)
    for attempt in (*all_attempts(snapshot), *tried):
        if attempt.outcome is Outcome.ANSWERED:
            yield attempt


def _leads_there(attempt: Attempt, case: Case, target: Target) -> bool:
    there = destination_of_call(attempt, case.inventory)
    same = there.container is not None and there.container.id == target.container.id
    return same and there.port != target.port
