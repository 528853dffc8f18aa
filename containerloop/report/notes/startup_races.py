"""Races that are over: a client that ended before its server was ready, and all answers now.

Pure. No failed attempt shows them any more, so that they are told as notes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import start
from containerloop.facts import WHILE_STARTING, Container, Outcome, State
from containerloop.topology.destination import destination_of

SOON_S = 60.0
"""A client that ends later than this after its server's start ended for another reason."""
BEFORE_S = 5.0
YOUNG_S = 15.0


def races(
    cases: Iterable[Case], *, explained: bool = False, listening: Collection[str] = ()
) -> tuple[str, ...]:
    """A sentence for each client that did not wait, and for each server just started.

    Where a cause was found, nobody is told to wait and see; nor for a container that is
    `listening` (its id) on the port already, unless it refused a moment before.
    """
    every = list(cases)
    failed = [] if explained else [_young(c, listening) for c in every if not c.symptom.met]
    said = [_race(c) for c in every if c.symptom.met] + failed
    return tuple(dict.fromkeys(text for text in said if text))


def _race(case: Case) -> str | None:
    client, server = case.client, _server(case)
    if client is None or server is None or server is client or not _gave_up(client.state):
        return None
    config = case.inventory.config(client)
    if config and config.depends_on.get(server.service or "") == "service_healthy":
        return None
    if client.state.down_s is None or server.state.up_s is None:
        return None
    after = server.state.up_s - client.state.down_s
    if not -BEFORE_S <= after <= SOON_S:
        return None
    name, other = case.label(client), case.label(server)
    when = (
        f"{after:.0f} s after {other} was started" if after > 0 else f"before {other} was started"
    )
    again = start(client, case.inventory)
    return (
        f"{name} ended with status {client.state.exit_code} {when}, and {other} answers now:"
        f" it did not wait long enough; {again} starts it again, and depends_on with"
        f" condition: service_healthy makes it wait"
    )


def _gave_up(state: State) -> bool:
    return state.status in ("exited", "restarting") and state.exit_code != 0


def _young(case: Case, listening: Collection[str]) -> str | None:
    server = case.destination.container
    up_s = server.state.up_s if server and server.state.status == "running" else None
    early = {Outcome.REFUSED} if server and server.id in listening else WHILE_STARTING
    if server is None or up_s is None or up_s > YOUNG_S or case.outcome not in early:
        return None
    return f"{case.label(server)} was started {up_s:.0f} s ago; ask again in a moment"


def _server(case: Case) -> Container | None:
    """Who stands at the address, whatever became of dialling it."""
    return destination_of(case.address, case.vantage, case.client, case.inventory).container
