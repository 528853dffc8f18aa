"""Where the port works now: for each vantage the address that the server answers at. Pure.

Only what was seen to answer may be offered, and only where it is the server that is meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.differential import Differential
from containerloop.diagnose.symptom import shadowed
from containerloop.diagnose.trial_keys import kept_proof
from containerloop.diagnose.trials import Dial
from containerloop.facts import HOST, Attempt, Snapshot, is_loopback, literal
from containerloop.topology.destination import destination_of


def reach_it_at(snapshot: Snapshot, differential: Differential) -> dict[str, str]:
    """For every vantage that relies on the port, the best address that works there now."""
    offers: dict[str, str] = {}
    for symptom in differential.symptoms:
        vantage = symptom.expectation.vantage
        if symptom.met:
            offers.setdefault(vantage, str(symptom.expectation.address))
    for found in differential.found:
        for proposal in found.finding.remedies:
            proof = kept_proof(snapshot.proofs, proposal.trial)
            works = proof is not None and proof.status == "proven"
            if isinstance(proposal.trial, Dial) and works:
                offers.setdefault(proposal.trial.vantage, str(proposal.trial.address))
    for facts in differential.facts:
        other = _another(facts.known, facts.attempts)
        if other:
            offers.setdefault(facts.known.vantage, other)
    return offers


def _another(case: Case, attempts: Iterable[Attempt]) -> str | None:
    """An address of the matrix where the server answered from there; names before numbers."""
    tried = [a for a in attempts if a.vantage == case.vantage and _same_server(case, a)]
    reached = [a for a in tried if a.outcome.reached and case.symptom.served_by(a)]
    if case.vantage != HOST:
        # a container's own loopback leads to another server than the one that is meant
        reached = [a for a in reached if not is_loopback(a.address.host)]
    reached.sort(key=lambda a: literal(a.address.host) is not None)
    return str(reached[0].address) if reached else None


def _same_server(case: Case, attempt: Attempt) -> bool:
    """Whether an attempt led to the service that is meant, as far as that is known."""
    wanted = case.destination
    if wanted.kind != "container" or wanted.container is None:
        return True
    if shadowed(attempt, case.inventory):
        return False
    address = replace(attempt.address, host=attempt.resolved or attempt.address.host)
    there = destination_of(address, case.vantage, case.client, case.inventory).container
    if there is None:
        return wanted.container.network_mode == "host"
    same = (there.project, there.service or there.id)
    own = (wanted.container.project, wanted.container.service or wanted.container.id)
    return there.state.running and same == own
