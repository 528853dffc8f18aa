"""Whose log may tell why a client that is answered cannot log in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from containerloop.facts import Attempt, Container, Maybe, Unobserved, View, is_loopback
from containerloop.plan.values import Expectation
from containerloop.topology.destination import destination_of_call
from containerloop.topology.inventory import Inventory

GUEST = "guest"
"""RabbitMQ's first account, which it admits from its own loopback alone unless told otherwise."""
RECENT_S = 120.0
"""What a log said longer ago tells nothing of now: a client that fails tries again before."""
JUST_NOW_S = 30.0
"""The same of a database's client, which goes on as soon as its password is put right."""
SETTLED_S = 10.0
"""A client that was started again and has run for so long has logged in, or has said why not."""
LAST_WORDS_S = 600.0
"""So long the last words of a client that has stopped are about what is there now."""


def logs_of_brokers(
    wanted: Iterable[Expectation], views: Mapping[str, Maybe[View]], inventory: Inventory
) -> dict[str, Container]:
    """The brokers that answered a client whose setting has that account, by their vantages."""
    found: dict[str, Container] = {}
    for each in wanted:
        view = views.get(each.vantage)
        if not names_guest(each) or view is None or isinstance(view, Unobserved):
            continue
        for call in view.attempts:
            server = destination_of_call(call, inventory).container
            if call.address == each.address and from_elsewhere(call) and server is not None:
                found[inventory.vantage(server)] = server
    return found


def names_guest(expectation: Expectation) -> bool:
    """Whether a setting of the client's names the account."""
    reference = expectation.reference
    return reference is not None and reference.opening.user == GUEST


def from_elsewhere(call: Attempt) -> bool:
    """Whether a broker answered, and sees its client at another address than its loopback."""
    return call.protocol == "amqp" and not is_loopback(call.resolved or call.address.host)
