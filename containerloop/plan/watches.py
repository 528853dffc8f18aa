"""Whom to watch for some seconds: servers that answer, and were restarted a moment ago. Pure.

One that is started over and over answers in each of its short lives; only a longer one tells it
apart from one that had to wait for something and runs now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from containerloop.facts import Attempt, Container
from containerloop.topology.destination import destination_of_call
from containerloop.topology.inventory import Inventory
from containerloop.topology.restart_cycles import unsettled_s

MOST_S = 5.0
"""How long a person is kept waiting for this."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Whether a container runs on, for so many seconds."""

    container: Container
    seconds: float


def watches(served: Iterable[Attempt], inventory: Inventory) -> tuple[Watch, ...]:
    """The servers to watch, of those that answered these calls."""
    found: dict[str, Watch] = {}
    for call in served:
        server = destination_of_call(call, inventory).container
        if server is None:
            continue
        # one that was down when the engine was asked, and answered after that, is young
        again = server.state.status == "restarting"
        unsettled = MOST_S if again else unsettled_s(server.state)
        if unsettled:
            found[server.id] = Watch(server, min(unsettled, MOST_S))
    return tuple(found.values())
