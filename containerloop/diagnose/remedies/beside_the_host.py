"""A bridge network beside one that keeps a container and its host apart. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.dial_host import through_the_host
from containerloop.diagnose.remedies.join_network import also_ordinary, on_an_ordinary
from containerloop.diagnose.remedies.publish_port import published
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import DialAs
from containerloop.facts import Address, Container, Listener
from containerloop.topology.dns import networks_of


def on_a_bridge_too(case: Case, container: Container, listeners: tuple[Listener, ...]) -> Proposal:
    """The container connected to a bridge network as well, on whichever side of the call it is."""
    if case.client is not None:
        return _reaching_the_host(case, listeners)
    return _reachable_by_host(case, container, listeners)


def _reachable_by_host(case: Case, server: Container, listeners: tuple[Listener, ...]) -> Proposal:
    """The server on a bridge too, where its port is published: as it asks, or at its own number."""
    port, transport = case.destination.port, case.address.transport
    asks = [p for p in server.asked if (p.container_port, p.transport) == (port, transport)]
    outside = next((p.host_port for p in asks if p.host_port), None)
    if outside is None:
        serves = ContainerServer(server, port, listeners)
        return published(serves, port, case.inventory, transport)
    address = Address(host="127.0.0.1", port=outside, transport=transport)
    made = also_ordinary(case, server, port)
    use = f", and use {address}" if address != case.address else ""
    return replace(made, summary=made.summary + use, address=address)


def _reaching_the_host(case: Case, listeners: tuple[Listener, ...]) -> Proposal:
    """The client on a bridge too, by which it calls the host; on its own network no call passes."""
    client = case.inventory.namespace_owner(case.caller)
    made = through_the_host(case, case.address.port, listeners)
    key, existing, _, change = on_an_ordinary(client, case.inventory)
    composed = case.inventory.config(client) is not None
    trial = made.trial
    if isinstance(trial, DialAs):
        trial = replace(trial, networks=(*networks_of(client, case.inventory), existing))
    return replace(
        made,
        summary=f'connect {case.label(client)} to the network "{key}" as well, and {made.summary}',
        patch=None,
        override=merged(change, made.override) if composed else None,
        trial=trial,
        host_command=None if composed else f"docker network connect bridge {client.name}",
    )
