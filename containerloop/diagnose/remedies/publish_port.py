"""A port of a container published on this machine, with all that this takes. Pure.

What is published is what is listened on, which may be another port than the one exposed.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import port_of
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import joined, merged
from containerloop.diagnose.remedies.join_network import on_an_ordinary, publishes_nothing
from containerloop.diagnose.remedies.patches import service_key_patch
from containerloop.diagnose.remedies.publish_in_swarm import published_by_its_node
from containerloop.diagnose.remedies.reference_change import config_of
from containerloop.diagnose.remedies.relay_trials import opened_first, publication_trial
from containerloop.diagnose.remedies.replicas import host_ports
from containerloop.diagnose.remedies.similar_ports import use_served_port
from containerloop.diagnose.rule_facts.published_elsewhere import engine_at
from containerloop.diagnose.rule_facts.replicas import called
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import Trial, Untriable
from containerloop.facts import Address, Listener, Maybe, Transport, Unobserved
from containerloop.platforms.known import platform_seen, publishes_elsewhere
from containerloop.platforms.traits import Published
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

    On all addresses where the platform passes on nothing else. A service of internal networks is
    connected to another one as well. No address is promised where the engine has to choose one
    for each of several containers.
    """
    container = server.container
    name = called(container, inventory)
    if container.task_of is not None:
        trial = _publish_trial(server, inventory)
        return published_by_its_node(server, host_port, transport, trial)
    outside = host_ports(host_port, container, inventory, transport)
    udp = "/udp" if transport is Transport.UDP else ""
    machine = _engines_machine(inventory)
    everywhere = _only_everywhere(inventory) or machine is not None
    line = f"{'' if everywhere else '127.0.0.1:'}{outside}:{server.port}{udp}"
    command = port_of(container, f"{server.port}{udp}")
    then = "" if outside else f"; then {command} shows its host port"
    if machine and outside:
        then = f"; then use {machine}:{outside}"
    words = f'ports: ["{line}"]{then}'
    patch, override = service_key_patch(config_of(container, inventory), "ports", [line])
    made = Proposal(
        summary=f"publish port {server.port} of {name}: {words}",
        address=_outside(host_port, transport, machine) if outside else None,
        patch=patch,
        override=override,
        trial=_publish_trial(server, inventory),
    )
    if publishes_nothing(container, inventory):
        made = _opened(server, made, words, inventory)
    if container.project is None:
        made = replace(made, patch=None, override=None)
    return opened_first(made, server, inventory)


def _outside(port: int, transport: Transport, machine: str | None) -> Address | None:
    host = "127.0.0.1" if machine is None else machine
    return Address(host=host, port=port, transport=transport) if host else None


def _engines_machine(inventory: Inventory) -> str | None:
    """Where the engine publishes, "" for a name unknown here; None where it is this machine."""
    survey = inventory.survey
    if isinstance(survey.engine, Unobserved) or not publishes_elsewhere(survey):
        return None
    return engine_at(survey.engine, survey.machine) or ""


def _only_everywhere(inventory: Inventory) -> bool:
    """Whether a port that is published on loopback is not passed on to this machine."""
    platform = platform_seen(inventory.survey)
    if isinstance(platform, Unobserved):
        return False
    return platform.published.value is Published.HERE_ON_WILDCARDS


def _publish_trial(
    server: ContainerServer, inventory: Inventory, network: str | None = None
) -> Trial:
    if _only_everywhere(inventory):
        return Untriable(reason="a probe would have to be published on all addresses")
    if not server.container.state.running:
        return Untriable(reason=f"{called(server.container, inventory)} is not running")
    return publication_trial(server, network)


def _opened(server: ContainerServer, made: Proposal, words: str, inventory: Inventory) -> Proposal:
    """The same on another network as well: its own take `ports:` and ignore it."""
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


def _at_one_place(one: FileChange | None, other: FileChange | None) -> FileChange | None:
    """Lines that are added one after the other; a patch tells one place only."""
    return joined(one, other) if one and other and one.line == other.line else None
