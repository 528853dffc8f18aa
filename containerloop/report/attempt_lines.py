"""One attempt as the report prints it, with who answered. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.impostors import shadowing_listener
from containerloop.diagnose.rule_facts.shared_namespace import server_in
from containerloop.diagnose.serviced import serviced
from containerloop.facts import (
    HOST,
    Attempt,
    Container,
    Listener,
    Opening,
    Outcome,
    Unobserved,
    is_loopback,
)
from containerloop.facts.plain_words import safe_path
from containerloop.facts.printable import printable
from containerloop.platforms.known import publishes_elsewhere
from containerloop.protocols.host_refusals import WRONG_NAME
from containerloop.report.v1 import (
    AttemptLine,
)
from containerloop.topology.destination import destination_of
from containerloop.topology.inventory import Inventory


def attempt_line(
    attempt: Attempt, inventory: Inventory, *, relied_on: bool = False, typed: str | None = None
) -> AttemptLine:
    """An attempt in the report's shape, with whom it reached; `typed` is the path asked for."""
    server = _server(attempt, inventory) if attempt.outcome.reached else None
    service = serviced(attempt, typed)
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
        asked=said_of(attempt.opening),
        served=None if attempt.outcome is Outcome.NOT_TRIED else service.served,
        untried=service.untried,
    )


def for_another_name(line: AttemptLine) -> AttemptLine:
    """The line of an attempt whose host name was refused, as another that was served shows."""
    return replace(line, refusal=line.refusal or WRONG_NAME, served=False, untried=None)


def of_doubtful_log_in(line: AttemptLine, doubt: str) -> AttemptLine:
    """The line of an attempt whose client logs in otherwise than the server asks for."""
    return replace(line, served=None, untried=doubt)


def led_astray(line: AttemptLine) -> AttemptLine:
    """The line of an attempt whose redirects never end, as the later ones show."""
    return replace(line, served=False, untried="it redirects again and again")


def spoilt_on_the_way(line: AttemptLine) -> AttemptLine:
    """The line of a request that the server behind a proxy takes as it is, and not by way of it."""
    said = f"a request that its server takes directly is refused by this way ({line.code})"
    return replace(line, served=False, untried=said)


def said_of(opening: Opening) -> str | None:
    """What was said beside the protocol's own words; None for nothing."""
    parts = (
        f"path {safe_path(opening.path)}" if opening.path and opening.path != "/" else None,
        f"host {opening.name}" if opening.name else None,
        f"user {opening.user}" if opening.user else None,
        f"database {opening.database}" if opening.database else None,
        f"through it {opening.beyond}" if opening.beyond else None,
    )
    return ", ".join(printable(part, 120) for part in parts if part) or None


def _server(attempt: Attempt, inventory: Inventory) -> str | None:
    """Who answered: a container, a process of the host, or None where nobody knows."""
    shadow = _shadow(attempt, inventory)
    if shadow is not None:
        return shadow.process or "the host"
    address = replace(attempt.address, host=attempt.resolved or attempt.address.host)
    client = inventory.at(attempt.vantage)
    whom = destination_of(address, attempt.vantage, client, inventory)
    own = attempt.vantage == HOST and is_loopback(address.host)
    if own and whom.container is not None and publishes_elsewhere(inventory.survey):
        return _process_on(attempt.address.port, inventory) or "the host"
    if whom.container is not None and whom.container.state.running:
        return inventory.label(_of_its_neighbours(whom.container, whom.port, inventory))
    if whom.kind != "host" and whom.by != "publication":
        return None
    # a container that does not run answers nobody: a process of the host has its port
    process = _process_on(attempt.address.port, inventory) if whom.container else None
    return process or "the host"


def _of_its_neighbours(container: Container, port: int, inventory: Inventory) -> Container:
    """Who of several in one network namespace has the port, where anything tells."""
    owner = inventory.namespace_owner(container)
    return server_in(owner, port, inventory) if owner is container else container


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
