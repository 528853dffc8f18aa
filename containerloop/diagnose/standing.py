"""Why what came of a call counts for nothing, though it was served. Pure.

A server that ends right after it answered serves nobody; a client that was never started calls
nobody.
"""

from __future__ import annotations

from typing import Literal

from containerloop.facts import Attempt
from containerloop.facts.parsers.health_log import refused_family
from containerloop.plan.values import Expectation
from containerloop.topology.dependencies import blocked_by
from containerloop.topology.destination import destination_of_call
from containerloop.topology.inventory import Inventory
from containerloop.topology.restart_cycles import started_again

Standing = Literal["client-held-back", "server-ended"]


def standing(expectation: Expectation, best: Attempt, inventory: Inventory) -> Standing | None:
    """Why what came of a call does not count; None as a rule."""
    client = inventory.at(expectation.vantage)
    block = blocked_by(client, inventory) if client else None
    if block is not None and not block.soon:
        return "client-held-back"
    server = destination_of_call(best, inventory).container
    ended = best.outcome.reached and server is not None and started_again(server.state)
    return "server-ended" if ended else None


def stops_at_first(expectation: Expectation, inventory: Inventory) -> bool:
    """Whether it is a healthcheck's own call, of which the check says that it was refused.

    Then its program does not try the other addresses of a name.
    """
    reference, client = expectation.reference, inventory.at(expectation.vantage)
    if reference is None or client is None or not reference.in_healthcheck:
        return False
    return refused_family(client.state) is not None
