"""The address that a file gives a setting of which a stronger source has another. Pure.

It does not count; whether the client would be served there tells what the difference is worth.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.reference_matching import is_local
from containerloop.plan.values import PlannedAttempt
from containerloop.topology.overruled import weaker_addresses


def values_not_used(known: Answered) -> Iterator[Further]:
    """One try at each of them, where the address that counts was not reached."""
    vantage, inventory = known.expectation.vantage, known.inventory
    reference, client = known.expectation.reference, inventory.at(vantage)
    if known.attempt.outcome.reached or reference is None or client is None:
        return
    for weaker, address in weaker_addresses(reference, client, inventory):
        if is_local(address.host, inventory):
            yield Further(vantage, PlannedAttempt(address, weaker.reference.scheme))
