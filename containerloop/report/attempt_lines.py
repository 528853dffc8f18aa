"""One attempt as the report prints it, with who answered. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.impostors import shadowing_listener
from containerloop.facts import HOST, Attempt, Unobserved
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
    host = attempt.resolved or attempt.address.host
    address = replace(attempt.address, host=host)
    client = inventory.at(attempt.vantage)
    whom = destination_of(address, attempt.vantage, client, inventory)
    listeners = inventory.survey.machine.listeners
    if attempt.vantage == HOST and not isinstance(listeners, Unobserved):
        other = shadowing_listener(attempt.address, host, listeners, inventory)
        if other is not None:
            return other.process or "the host"
    if whom.container is not None and whom.container.state.running:
        return inventory.label(whom.container)
    if whom.kind != "host" and whom.by != "publication":
        return None
    # a container that does not run answers nobody: a process of the host has its port
    seen = () if isinstance(listeners, Unobserved) else listeners
    named = [x.process for x in seen if x.port == attempt.address.port and x.process]
    return named[0] if whom.container and named else "the host"
