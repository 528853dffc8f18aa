"""The calls from one place that led to the same port of the same server, by any address. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Address, Attempt, Maybe, View
from containerloop.plan.values import Expectation
from containerloop.topology.destination import Destination, destination_of
from containerloop.topology.inventory import Inventory


def same_door(
    expectation: Expectation, views: dict[str, Maybe[View]], inventory: Inventory
) -> Iterator[tuple[Attempt, Destination]]:
    """The attempts that said what is expected, at that address or another way to its server.

    `localhost`, `127.0.0.1` and `[::1]` are as a rule three ways to one published port.
    """
    view = views.get(expectation.vantage)
    said = (expectation.opening, expectation.opening.before_log_in)
    made = [a for a in view.attempts if a.opening in said] if isinstance(view, View) else []
    led = [(a, _whom(a, inventory)) for a in made]
    own = [(w.container, w.port) for a, w in led if a.address == expectation.address]
    for attempt, whom in led:
        alike = whom.container is not None and (whom.container, whom.port) in own
        if attempt.address == expectation.address or alike:
            yield attempt, whom


def _whom(attempt: Attempt, inventory: Inventory) -> Destination:
    host = attempt.resolved or attempt.address.host
    dialled = Address(host=host, port=attempt.address.port)
    return destination_of(dialled, attempt.vantage, inventory.at(attempt.vantage), inventory)
