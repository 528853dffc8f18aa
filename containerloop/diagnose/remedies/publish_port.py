"""A port of a container published on this machine, with all that this takes. Pure.

What is published is what is listened on, which may be another port than the one exposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import port_of
from containerloop.diagnose.finding import Patch, Proposal
from containerloop.diagnose.remedies.combine import joined, merged
from containerloop.diagnose.remedies.join_network import closed_networks, on_an_ordinary
from containerloop.diagnose.remedies.patches import service_key_patch
from containerloop.diagnose.remedies.reference_change import config_of
from containerloop.diagnose.remedies.relay_trials import publication_trial
from containerloop.diagnose.remedies.replicas import host_ports
from containerloop.diagnose.remedies.similar_ports import use_served_port
from containerloop.diagnose.rule_facts.replicas import called
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import Trial, Untriable
from containerloop.facts import Address, Listener, Maybe, Transport, Unobserved
from containerloop.topology.inventory import Inventory


def publish(
    case: Case,
    server: ContainerServer,
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
) -> Proposal:
    """Publish the port at its own number; where it listens on another, map to that.

    `listeners_by_container` has the listeners of each container by its id.
    """
    asked, container = case.address, server.container
    line = published(server, asked.port, case.inventory, asked.transport)
    if server.listeners != ():
        return line
    there = listeners_by_container[container.id]
    there = () if isinstance(there, Unobserved) else there
    other = use_served_port(there, asked, case.scheme, container.image)
    if other:
        moved = ContainerServer(container, other[0].port, (other[0],))
        return published(moved, asked.port, case.inventory, asked.transport)
    reason = f"nothing in {case.label(container)} listens on port {server.port} yet"
    return replace(line, trial=Untriable(reason=reason))


def published(
    server: ContainerServer,
    host_port: int,
    inventory: Inventory,
    transport: Transport = Transport.TCP,
) -> Proposal:
    """Publish a container port on this machine's loopback, and nowhere else.

    A service of internal networks is connected to another one as well. No address is promised
    where the engine has to choose one for each of several containers.
    """
    container = server.container
    name = called(container, inventory)
    outside = host_ports(host_port, container, inventory, transport)
    udp = "/udp" if transport is Transport.UDP else ""
    line = f"127.0.0.1:{outside}:{server.port}{udp}"
    command = port_of(container, f"{server.port}{udp}")
    then = "" if outside else f"; then {command} shows its host port"
    words = f'ports: ["{line}"]{then}'
    patch, override = service_key_patch(config_of(container, inventory), "ports", [line])
    made = Proposal(
        summary=f"publish port {server.port} of {name}: {words}",
        address=_outside(host_port, transport) if outside else None,
        patch=patch,
        override=override,
        trial=_publish_trial(server, inventory),
    )
    if closed_networks(container, inventory):
        made = _opened(server, made, words, inventory)
    return made if container.project is not None else replace(made, patch=None, override=None)


def _outside(port: int, transport: Transport) -> Address:
    return Address(host="127.0.0.1", port=port, transport=transport)


def _publish_trial(
    server: ContainerServer, inventory: Inventory, network: str | None = None
) -> Trial:
    if not server.container.state.running:
        return Untriable(reason=f"{called(server.container, inventory)} is not running")
    return publication_trial(server, network)


def _opened(server: ContainerServer, made: Proposal, words: str, inventory: Inventory) -> Proposal:
    """The same on another network as well: an internal one takes `ports:` and ignores it."""
    key, existing, patch, override = on_an_ordinary(server.container, inventory)
    name = called(server.container, inventory)
    return replace(
        made,
        summary=f'connect {name} to the network "{key}" as well, and publish port {server.port}:'
        f" {words}",
        patch=_at_one_place(made.patch, patch),
        override=merged(made.override, override),
        trial=_publish_trial(server, inventory, existing),
    )


def _at_one_place(one: Patch | None, other: Patch | None) -> Patch | None:
    """Lines that are added one after the other; a patch tells one place only."""
    return joined(one, other) if one and other and one.line == other.line else None
