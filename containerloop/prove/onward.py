"""A trial that was answered, followed to where the server sends its clients on.

A cluster's member that answers and names an address that fails is only half of a fix.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from containerloop.diagnose.followed import ADVERTISED, places_followed
from containerloop.facts import Attempt, Onward, Proof
from containerloop.plan.reference_matching import is_local
from containerloop.plan.values import PlannedAttempt
from containerloop.topology.inventory import Inventory

MOST_PLACES = 8
"""Of one answer: a cluster names all of its members."""

Call = Callable[[Sequence[PlannedAttempt]], Sequence[Attempt]]


def followed(proof: Proof, call: Call, inventory: Inventory) -> Proof:
    """The proof; not tried to the end where a place that the server names does not serve.

    `call` dials from where the trial was made; what it raises is raised.
    """
    tried = proof.attempt
    if proof.status != "proven" or tried is None:
        return proof
    places = [place for place in tried.onward if _elsewhere(place, tried, inventory)]
    if not places:
        return proof
    made = call([_try_of(place) for place in places[:MOST_PLACES]])
    lost = [each for each in places_followed(tried, made) if each.failed]
    if not lost:
        return proof
    said = (
        f"the server answers there and sends its clients on to {lost[0].place.address}, which"
        " fails: run this again after the change"
    )
    return Proof(status="untried", attempt=tried, reason=said)


def _elsewhere(place: Onward, tried: Attempt, inventory: Inventory) -> bool:
    local = is_local(place.address.host, inventory)
    return place.by in ADVERTISED and place.address != tried.address and local


def _try_of(place: Onward) -> PlannedAttempt:
    return PlannedAttempt(place.address, place.scheme, expected=True, opening=place.opening)
