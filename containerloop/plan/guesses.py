"""Which address a container may use for a port where nothing says so. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from containerloop.facts import (
    Address,
    Container,
    Listener,
    Maybe,
    Question,
    Unobserved,
    View,
    is_loopback,
)
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.inventory import Inventory


def outdone(
    expectation: Expectation,
    question: Question,
    called: Iterable[Expectation],
    failing: Collection[Expectation],
) -> bool:
    """Whether nobody wrote or typed the address, and its client is calling another one.

    What is only assumed of this machine gives way to calls of containers that fail (`failing`).
    """
    if expectation.strength is Strength.ASSUMED and failing:
        return True
    plain = expectation.reference is None and expectation.vantage in question.vantages
    return plain and any(each.vantage == expectation.vantage for each in called)


def by_listeners(
    guesses: Iterable[Expectation],
    question: Question,
    inventory: Inventory,
    views: dict[str, Maybe[View]],
) -> Iterator[Expectation]:
    """Beside localhost the names of the containers that were seen to listen on the port."""
    for guess in guesses:
        client = inventory.at(guess.vantage)
        if guess.strength is not Strength.GUESSED or client is None:
            continue
        for server in inventory.scope:
            view = views.get(inventory.vantage(server))
            seen = () if view is None or isinstance(view, Unobserved) else view.listeners
            if server != client and _listens(seen, question) and _named(client, server, inventory):
                yield Expectation(
                    vantage=guess.vantage,
                    address=Address(
                        host=inventory.dial_name(client, server),
                        port=question.port,
                        transport=question.transport,
                    ),
                    strength=Strength.GUESSED,
                )


def _listens(seen: Maybe[tuple[Listener, ...]], question: Question) -> bool:
    wanted = (question.port, question.transport)
    listeners = () if isinstance(seen, Unobserved) else seen
    return any((x.port, x.transport) == wanted and not is_loopback(x.address) for x in listeners)


def _named(client: Container, server: Container, inventory: Inventory) -> bool:
    return any(network != "bridge" for network in inventory.shared_networks(client, server))
