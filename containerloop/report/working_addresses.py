"""Where the port works now: for each vantage the address that the server answers at. Pure.

Only what was seen to answer may be offered, and only where it is the server that is meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.differential import Differential
from containerloop.diagnose.expectation_outcomes import shadowed
from containerloop.diagnose.followed import places_followed
from containerloop.diagnose.proxied import settled
from containerloop.diagnose.trial_keys import kept_proof
from containerloop.diagnose.trials import Dial
from containerloop.facts import HOST, Attempt, Snapshot, is_loopback, literal
from containerloop.protocols.host_refusals import refuses_name
from containerloop.topology.destination import destination_of


def reach_it_at(snapshot: Snapshot, differential: Differential) -> dict[str, str]:
    """For every vantage that relies on the port, the best address that works there now."""
    offers: dict[str, str] = {}
    for symptom in differential.symptoms:
        vantage = symptom.expectation.vantage
        if symptom.met and settled(symptom.proxied):
            offers.setdefault(vantage, str(symptom.expectation.address))
    for found in differential.found:
        for proposal in found.finding.remedies:
            proof = kept_proof(snapshot.proofs, proposal.trial)
            works = proof is not None and proof.status == "proven"
            # a trial of the address itself, with a setting changed, is no other way to it
            if isinstance(proposal.trial, Dial) and works and proposal.address is not None:
                offers.setdefault(proposal.trial.vantage, str(proposal.trial.address))
    for facts in differential.facts:
        if (
            facts.symptom.standing == "client-held-back"
        ):  # a probe gets there, and the client is not there
            continue
        other = _another(facts.known, facts.attempts, _failing(differential))
        if other:
            offers.setdefault(facts.known.vantage, other)
    return offers


def _failing(differential: Differential) -> frozenset[tuple[str, str]]:
    """The vantages and addresses of those that are not served, whatever else answered there."""
    wanted = (s.expectation for s in differential.symptoms if not (s.met and settled(s.proxied)))
    return frozenset((e.vantage, str(e.address)) for e in wanted)


def _another(
    case: Case, attempts: Iterable[Attempt], failing: frozenset[tuple[str, str]]
) -> str | None:
    """An address of the matrix that served the same opening from there; names before numbers."""
    own = tuple(a for a in attempts if a.vantage == case.vantage)
    there = [a for a in own if _same_server(case, a)]
    tried = [a for a in there if (a.vantage, str(a.address)) not in failing]
    if case.symptom.in_turn:
        return None  # another way to the same server fails now and then alike
    said = case.symptom.expectation.opening.before_log_in
    reached = [a for a in tried if _serves(a, case) and a.opening == said]
    reached = [a for a in reached if not _leads_nowhere(a, own, case)]
    if case.vantage != HOST and not case.neighbours:
        # a container's own loopback leads to another server than the one that is meant
        reached = [a for a in reached if not is_loopback(a.address.host)]
    reached.sort(key=lambda a: literal(a.address.host) is not None)
    return str(reached[0].address) if reached else None


def _same_server(case: Case, attempt: Attempt) -> bool:
    """Whether an attempt led to the service that is meant, as far as that is known."""
    wanted = case.destination
    if wanted.kind != "container" or wanted.container is None:
        return True
    if case.neighbours and is_loopback(attempt.address.host):
        return attempt.address.port == wanted.port
    if shadowed(attempt, case.inventory):
        return False
    address = replace(attempt.address, host=attempt.resolved or attempt.address.host)
    there = destination_of(address, case.vantage, case.client, case.inventory).container
    if there is None:
        return wanted.container.network_mode == "host"
    same = (there.project, there.service or there.id)
    own = (wanted.container.project, wanted.container.service or wanted.container.id)
    return there.state.running and same == own


def _serves(attempt: Attempt, case: Case) -> bool:
    """Whether a client that says the same would be served, by this very name or number."""
    refused = refuses_name(attempt.refusal)
    best = case.symptom.best
    if case.symptom.from_behind and attempt.refusal == best.refusal:
        return False
    if case.symptom.spoilt and attempt.code == best.code:
        return False
    return attempt.outcome.reached and case.symptom.served_by(attempt) and not refused


def _leads_nowhere(attempt: Attempt, made: tuple[Attempt, ...], case: Case) -> bool:
    """Whether the server sends its client on from there, too, to where it is not served.

    Where that is what failed, a place that nobody went to counts for nothing.
    """
    data = case.symptom.data_port
    if data is not None and not data.serves:
        return True  # by each address the server names its port for data alike
    places = places_followed(attempt, made)
    failed_so = bool(case.symptom.lost) or case.symptom.astray
    return any(place.failed or (failed_so and not place.attempts) for place in places)
