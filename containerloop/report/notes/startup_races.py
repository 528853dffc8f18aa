"""Races that are over: a client that ended before its server was ready, and all answers now.

Pure. No failed attempt shows them any more, so that they are told as notes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from containerloop.diagnose.commands import start
from containerloop.diagnose.symptom import Symptom, addressee
from containerloop.facts import WHILE_STARTING, Container, Outcome, State
from containerloop.topology.destination import destination_of
from containerloop.topology.inventory import Inventory

SOON_S = 60.0
"""A client that ends later than this after its server's start ended for another reason."""
BEFORE_S = 5.0
YOUNG_S = 15.0


def races(
    symptoms: Iterable[Symptom],
    inventory: Inventory,
    *,
    explained: bool = False,
    listening: Collection[str] = (),
) -> tuple[str, ...]:
    """A sentence for each client that did not wait, and for each server just started.

    Where a cause was found, nobody is told to wait and see; nor for a container that is
    `listening` (its id) on the port already, unless it refused a moment before.
    """
    failed = [] if explained else [_young(s, inventory, listening) for s in symptoms if not s.met]
    said = [_race(s, inventory) for s in symptoms if s.met] + failed
    return tuple(dict.fromkeys(text for text in said if text))


def _race(symptom: Symptom, inventory: Inventory) -> str | None:
    client, server = _both(symptom, inventory)
    if client is None or server is None or server is client or not _gave_up(client.state):
        return None
    config = inventory.config(client)
    if config and config.depends_on.get(server.service or "") == "service_healthy":
        return None
    if client.state.down_s is None or server.state.up_s is None:
        return None
    after = server.state.up_s - client.state.down_s
    if not -BEFORE_S <= after <= SOON_S:
        return None
    name, other = inventory.label(client), inventory.label(server)
    when = (
        f"{after:.0f} s after {other} was started" if after > 0 else f"before {other} was started"
    )
    again = start(client, inventory)
    return (
        f"{name} ended with status {client.state.exit_code} {when}, and {other} answers now:"
        f" it did not wait long enough; {again} starts it again, and depends_on with"
        f" condition: service_healthy makes it wait"
    )


def _gave_up(state: State) -> bool:
    return state.status in ("exited", "restarting") and state.exit_code != 0


def _young(symptom: Symptom, inventory: Inventory, listening: Collection[str]) -> str | None:
    server = addressee(symptom, inventory.at(symptom.expectation.vantage), inventory).container
    up_s = server.state.up_s if server and server.state.status == "running" else None
    early = {Outcome.REFUSED} if server and server.id in listening else WHILE_STARTING
    if server is None or up_s is None or up_s > YOUNG_S or symptom.outcome not in early:
        return None
    return f"{inventory.label(server)} was started {up_s:.0f} s ago; ask again in a moment"


def _both(symptom: Symptom, inventory: Inventory) -> tuple[Container | None, Container | None]:
    expectation = symptom.expectation
    client = inventory.at(expectation.vantage)
    return client, destination_of(
        expectation.address, expectation.vantage, client, inventory
    ).container
