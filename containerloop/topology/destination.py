"""Which server an address leads to, from where it is dialled. Pure.

Only the following of names, IP addresses and publications belongs here.
"""

from __future__ import annotations

from typing import Literal

from containerloop.facts import (
    HOST,
    Address,
    Attempt,
    Container,
    SwarmService,
    Value,
    is_loopback,
    is_wildcard,
    literal,
)
from containerloop.topology.hosts import HOST_NAMES, is_place
from containerloop.topology.inventory import Inventory
from containerloop.topology.swarm_services import (
    overlay_of,
    published_in_swarm,
    service_at,
    service_named,
)


class Destination(Value, frozen=True):
    """Where an address leads from a vantage.

    `kind`: self (the client's own namespace), container, host, swarm or nobody; `port` is the
    port there (a publication's container port); `by` is what leads there. In a swarm it is no
    container of this engine alone: `service` is whose virtual IP, task or port it is, if known.
    """

    kind: Literal["self", "container", "host", "swarm", "nobody"]
    port: int
    container: Container | None = None
    by: Literal["loopback", "address", "name", "publication", "none"] = "none"
    service: SwarmService | None = None


def destination_of(
    address: Address, vantage: str, client: Container | None, inventory: Inventory
) -> Destination:
    """Where an address leads from a vantage, whatever the outcome of dialling it.

    `client` is the container of the vantage, None for machines and networks."""
    own = inventory.namespace_owner(client) if client else None
    if is_loopback(address.host) and not is_place(vantage):
        if own is not None and own.network_mode != "host":
            return Destination("self", address.port, own, "loopback")
        return _on_host(address, inventory) if own else Destination("nobody", address.port)
    owner = inventory.owning(address.host)
    if owner is not None:
        return Destination("self" if owner is own else "container", address.port, owner, "address")
    if overlay_of(address.host, inventory) is not None:
        service = service_at(address.host, inventory)
        return Destination("swarm", address.port, by="address", service=service)
    if _leads_to_host(address.host, inventory):
        return _on_host(address, inventory)
    named = sorted(inventory.named(address.host, client), key=lambda c: not c.state.running)
    if named and vantage != HOST:
        return Destination("container", address.port, named[0], "name")
    service = service_named(address.host, inventory, client) if client else None
    if service is not None:
        return Destination("swarm", address.port, by="name", service=service)
    return Destination("nobody", address.port)


def destination_of_call(call: Attempt, inventory: Inventory) -> Destination:
    """Where an attempt led: by the number that was dialled, else by the name.

    A container that was started a moment ago may have another number in the survey.
    """
    client = inventory.at(call.vantage)
    host = call.resolved or call.address.host
    number = Address(host=host, port=call.address.port, transport=call.address.transport)
    found = destination_of(number, call.vantage, client, inventory)
    if found.kind != "nobody":
        return found
    return destination_of(call.address, call.vantage, client, inventory)


def _leads_to_host(host: str, inventory: Inventory) -> bool:
    return is_loopback(host) or host.lower() in HOST_NAMES or inventory.is_engine_host(host)


def _on_host(address: Address, inventory: Inventory) -> Destination:
    claims = [
        (container, publication)
        for container, publication in inventory.publishing(address.port, address.transport)
        # in host mode the server is a process of the host, unless another port is promised
        if not inventory.in_host_mode(container) or publication.container_port != address.port
    ]
    claims.sort(
        key=lambda claim: (
            not _is_published_at(claim[1].host_ip, address.host),
            claim[1] not in claim[0].published,
            not inventory.in_scope(claim[0]),
        )
    )
    if claims:
        container, publication = claims[0]
        return Destination("container", publication.container_port, container, "publication")
    if found := published_in_swarm(address.port, address.transport, inventory):
        service, port = found
        return Destination("swarm", port.container_port, by="publication", service=service)
    return Destination("host", address.port)


def _is_published_at(published_on: str, host: str) -> bool:
    """Whether a publication on this address of the host is reached by dialling `host`."""
    if published_on == "" or is_wildcard(published_on):
        return True
    dialled = literal(host)
    return literal(published_on) == dialled if dialled else is_loopback(published_on)
