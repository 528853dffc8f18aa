"""Races that are over: a client that ended before its server was ready, and all answers now.

Pure. No failed attempt shows them any more, so that they are told as notes.
"""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import start
from containerloop.facts import (
    WHILE_STARTING,
    Container,
    Outcome,
    State,
    Unobserved,
)
from containerloop.report.notes.bound_elsewhere import Inside, bound_elsewhere
from containerloop.topology.destination import destination_of

SOON_S = 60.0
"""A client that ends later than this after its server's start ended for another reason."""
BEFORE_S = 5.0
YOUNG_S = 15.0


def gave_up_early(case: Case) -> str | None:
    """The client ended before its server was ready, or soon after, and all answers now."""
    if not case.symptom.met:
        return None
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
    when = f"{after:.0f} s after {other} started" if after > 0 else f"before {other} started"
    again = start(client, case.inventory)
    return (
        f"{name} exited (status {client.state.exit_code}) {when}; {other} answers now. If {name}'s"
        f" log says that it could not connect, make it wait (depends_on: service_healthy) and run"
        f" {again}"
    )


def _gave_up(state: State) -> bool:
    return state.status in ("exited", "restarting") and state.exit_code != 0


def just_started(case: Case, listeners_by_container: Inside) -> str | None:
    """The server was started a moment ago: one is told to wait and see.

    Not for a container that listens on the port already, unless it refused a moment before;
    nor for a server that is bound elsewhere, which it will be in a moment, too.
    """
    server = case.destination.container
    if case.symptom.met or server is None or server.state.status != "running":
        return None
    seen = listeners_by_container[server.id]
    there = () if isinstance(seen, Unobserved) else seen
    listening = any(x.port == case.destination.port for x in there)
    up_s, early = server.state.up_s, {Outcome.REFUSED} if listening else WHILE_STARTING
    if up_s is None or up_s > YOUNG_S or case.outcome not in early:
        return None
    if bound_elsewhere(case, listeners_by_container):
        return None
    return f"{case.label(server)} started {up_s:.0f} s ago; run this again in a moment"


def _server(case: Case) -> Container | None:
    """Who stands at the address, whatever became of dialling it."""
    return destination_of(case.address, case.vantage, case.client, case.inventory).container
