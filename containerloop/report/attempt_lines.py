"""One attempt as the report prints it, with who answered. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.impostors import shadowing_listener
from containerloop.facts import HOST, Attempt, Listener, Unobserved
from containerloop.report.v1 import (
    AttemptLine,
)
from containerloop.topology.destination import destination_of
from containerloop.topology.inventory import Inventory


def attempt_line(attempt: Attempt, inventory: Inventory, *, relied_on: bool = False) -> AttemptLine:
    """An attempt in the report's shape, with whom it reached."""
    server = _server(attempt, inventory) if attempt.outcome.reached else None
    return AttemptLine(
        vantage=attempt.vantage,
        address=str(attempt.address),
        resolved=attempt.resolved,
        outcome=attempt.outcome,
        protocol=attempt.protocol,
        banner=attempt.banner,
        refusal=attempt.refusal,
        code=attempt.code,
        server=server,
        errno=attempt.errno,
        ms=attempt.ms,
        reason=attempt.reason,
        relied_on=relied_on,
    )


def _server(attempt: Attempt, inventory: Inventory) -> str | None:
    """Who answered: a container, a process of the host, or None where nobody knows."""
    shadow = _shadow(attempt, inventory)
    if shadow is not None:
        return shadow.process or "the host"
    address = replace(attempt.address, host=attempt.resolved or attempt.address.host)
    client = inventory.at(attempt.vantage)
    whom = destination_of(address, attempt.vantage, client, inventory)
    if whom.container is not None and whom.container.state.running:
        return inventory.label(whom.container)
    if whom.kind != "host" and whom.by != "publication":
        return None
    # a container that does not run answers nobody: a process of the host has its port
    process = _process_on(attempt.address.port, inventory) if whom.container else None
    return process or "the host"


def _shadow(attempt: Attempt, inventory: Inventory) -> Listener | None:
    listeners = inventory.survey.machine.listeners
    if attempt.vantage != HOST or isinstance(listeners, Unobserved):
        return None
    dialled = attempt.resolved or attempt.address.host
    return shadowing_listener(attempt.address, dialled, listeners, inventory)


def _process_on(port: int, inventory: Inventory) -> str | None:
    listeners = inventory.survey.machine.listeners
    seen = () if isinstance(listeners, Unobserved) else listeners
    return next((x.process for x in seen if x.port == port and x.process), None)
