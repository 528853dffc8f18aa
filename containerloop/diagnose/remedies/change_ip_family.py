"""IPv4 and IPv6: which of them was dialled, and the ways to bring the two sides together. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_host import rebound
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Dial, Rebind, Trial, Untriable
from containerloop.facts import (
    Address,
    Attempt,
    Container,
    Listener,
    Outcome,
    is_loopback,
    literal,
)
from containerloop.topology.destination import Destination
from containerloop.topology.inventory import Inventory

LOOPBACK = {4: "127.0.0.1", 6: "::1"}
ANY = {4: "0.0.0.0", 6: "::"}


def ways(
    symptom: Symptom,
    client: Container | None,
    destination: Destination,
    version: int,
    listener: Listener,
    tries: Iterable[Attempt],
    inventory: Inventory,
) -> tuple[Proposal, ...]:
    """Dial what is served, where that is possible; else let the server take both.

    `version` is the one the server was dialled in. `tries` are those from inside: a relay
    needs a loopback of the server's own family.
    """
    asked = symptom.expectation.address
    if is_loopback(asked.host) and destination.by != "publication":
        return (_dial(symptom, client, LOOPBACK[10 - version]),)
    found = []
    if literal(asked.host) and client and destination.container:
        found.append(_dial(symptom, client, inventory.label(destination.container)))
    home = LOOPBACK[10 - version]
    none = any(a.resolved == home and a.outcome is Outcome.ADDRESS_UNAVAILABLE for a in tries)
    trial: Trial = Untriable(reason=f"there is no {home} in it, from which to pass a call on")
    if not none:
        trial = _relay_trial(symptom, destination, version, listener, inventory)
    return (*found, _listen_too(destination, version, listener, trial, inventory))


def _dial(symptom: Symptom, client: Container | None, host: str) -> Proposal:
    asked = symptom.expectation.address
    address = Address(host=host, port=asked.port, transport=asked.transport)
    patch, override = written_as(symptom, client, address) if client else (None, None)
    return Proposal(
        summary=f"dial {address} instead of {asked}",
        address=address,
        patch=patch,
        override=override,
        trial=Dial(vantage=symptom.expectation.vantage, address=address),
    )


def _listen_too(
    destination: Destination, version: int, listener: Listener, trial: Trial, inventory: Inventory
) -> Proposal:
    server = destination.container
    name = inventory.label(server) if server else "the host"
    wanted = Address(host=ANY[version], port=destination.port)
    return Proposal(
        summary=f"let the server in {name} listen on {wanted} too, besides"
        f" {Address(host=listener.address, port=destination.port)}",
        trial=trial,
    )


def _relay_trial(
    symptom: Symptom,
    destination: Destination,
    version: int,
    listener: Listener,
    inventory: Inventory,
) -> Trial:
    address = symptom.expectation.address
    home = Listener(address=LOOPBACK[10 - version], port=listener.port)
    if destination.container is None:
        return rebound(symptom, address, home, inventory)
    owner = inventory.namespace_owner(destination.container)
    own = [n for a in owner.attachments if (n := a.ipv4 if version == 4 else a.ipv6)]
    if not own:
        return Untriable(reason=f"{inventory.label(owner)} has no IPv{version} address")
    return Rebind(
        container=owner.id,
        listen_on=own[0],
        port=destination.port,
        server=Address(host=home.address, port=destination.port),
        vantage=symptom.expectation.vantage,
        address=address,
    )
