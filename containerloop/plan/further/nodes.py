"""The list of nodes of a search server, which a client that sniffs reads first. Pure.

Such a client goes on with the addresses in the list, whatever it was given itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.facts import Attempt
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.values import Expectation, PlannedAttempt
from containerloop.topology.inventory import Inventory

NODES = "/_nodes/http"
_SEARCH = ("OPENSEARCH", "ELASTICSEARCH")


def nodes(known: Answered) -> Iterator[Further]:
    """The list of a search server whose client is set to sniff."""
    expectation, first = known.expectation, known.attempt
    if not is_sniffed(expectation, known.inventory) or first.protocol != "http":
        return
    if first.opening == expectation.opening:
        opening = replace(expectation.opening, path=NODES)
        again = PlannedAttempt(first.address, first.scheme, expected=True, opening=opening)
        yield Further(expectation.vantage, again)


def is_sniffed(expectation: Expectation, inventory: Inventory) -> bool:
    """Whether the address is that of a search server, and its client sniffs."""
    client, reference = inventory.at(expectation.vantage), expectation.reference
    if client is None or not client.sniffs or reference is None:
        return False
    return reference.host_part.place.key.rpartition(".")[2].upper().startswith(_SEARCH)


def node_lists(
    expectation: Expectation, made: tuple[Attempt, ...], inventory: Inventory
) -> tuple[Attempt, ...]:
    """The attempts that got the list; () where nobody sniffs."""
    if not is_sniffed(expectation, inventory):
        return ()
    there = (a for a in made if a.address == expectation.address)
    return tuple(a for a in there if a.opening.path == NODES)
