"""Whether a server had room for another call of the same run. Pure.

Many calls are made at once, and a small limit can be filled by them alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.facts import Attempt, Outcome
from containerloop.topology.destination import destination_of


def served_another_call(case: Case, attempts: Iterable[Attempt]) -> bool:
    """Whether the server that is meant took a call that said as much, from anywhere."""
    best = case.symptom.best
    return any(
        a.outcome is Outcome.ANSWERED
        and a.refusal is None
        and a.protocol == best.protocol
        and bool(a.opening.user) == bool(best.opening.user)
        and _same_server(a, case)
        for a in attempts
    )


def _same_server(attempt: Attempt, case: Case) -> bool:
    server, inventory = case.destination.container, case.inventory
    if attempt.address == case.address or server is None:
        return attempt.address == case.address
    address = replace(attempt.address, host=attempt.resolved or attempt.address.host)
    client = inventory.at(attempt.vantage)
    there = destination_of(address, attempt.vantage, client, inventory)
    return there.container is server and there.port == case.destination.port
