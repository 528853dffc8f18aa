"""Remedies around containers that use the host's network. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.dial_host import through_the_host
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.leave_network_mode import without_network_mode
from containerloop.diagnose.remedies.patches import service_key_patch
from containerloop.diagnose.remedies.publish_port import published
from containerloop.diagnose.remedies.rebind_server import rebind_host
from containerloop.diagnose.remedies.reference_change import config_of, written_as
from containerloop.diagnose.rule_facts.host_networking import HostNetworking
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Address, Container, Listener
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import dialled_on_machine


def without_docker(case: Case, found: HostNetworking, listeners: tuple[Listener, ...]) -> Proposal:
    """What leads to the server although Docker maps no port and answers no name for it."""
    if found.lacks == "port mapping":
        return at_its_own_port(case, case.destination.port)
    if found.lacks == "this machine":
        return published_instead(case, found.container)
    if found.lacks == "names of others":
        return from_the_host(case, found.server, listeners)
    there = tuple(x for x in listeners if x.port == case.address.port)
    return through_the_host(case, case.address.port, there, case.label(found.server))


def published_instead(case: Case, container: Container) -> Proposal:
    """The service on its project's network, with the port published from there."""
    asked, name = case.address, case.label(container)
    line = f"127.0.0.1:{asked.port}:{asked.port}"
    opened = service_key_patch(config_of(container, case.inventory), "ports", [line])[1]
    trial = Untriable(reason=f"only recreating {name} shows it")
    made = without_network_mode(case, container, trial)
    return replace(
        made,
        summary=f'{made.summary}, and publish its port: ports: ["{line}"]',
        patch=None,  # two places of the file
        override=merged(made.override, opened),
    )


def from_elsewhere(
    case: Case, named: HostNetworking | None, on_port: tuple[Listener, ...]
) -> Proposal:
    """A server on the host's loopback opened to containers.

    One in host mode that was called by name (`named`) has no name there: two steps.
    """
    if named is None:
        return rebind_host(case, list(on_port))
    return through_the_host(case, case.address.port, on_port, case.label(named.container))


def at_its_own_port(case: Case, port: int) -> Proposal:
    """Dial the port that the server listens on; nothing maps it to another."""
    return instead(case, replace(case.address, port=port))


def from_the_host(case: Case, server: Container, listeners: tuple[Listener, ...]) -> Proposal:
    """From a client in host mode: dial the server's publication, or make one."""
    asked = case.address
    for publication in server.published:
        if (publication.container_port, publication.transport) == (asked.port, asked.transport):
            host = dialled_on_machine(publication)
            return instead(case, replace(asked, host=host, port=publication.host_port))
    if case.inventory.namespace_owner(server).network_mode == "host":
        return instead(case, replace(asked, host="127.0.0.1"))
    port = _free(asked, listeners, case.inventory)
    made = published(ContainerServer(server, asked.port, ()), port, case.inventory)
    if made.address is None:  # the engine chooses, and nobody knows yet what to dial
        return made
    address = replace(asked, host="127.0.0.1", port=port)
    _, override = written_as(case, address)
    # two services change: a patch of bare lines would not say which line is whose
    return Proposal(
        summary=f"{made.summary}, and use {address}",
        address=address,
        override=merged(override, made.override) if override else made.override,
        trial=made.trial,
    )


def _free(asked: Address, listeners: tuple[Listener, ...], inventory: Inventory) -> int:
    """The port itself, or the next one that nobody of this machine has."""
    taken = {x.port for x in listeners}
    return next(
        p
        for p in range(asked.port, 65536)
        if p not in taken and not inventory.publishing(p, asked.transport)
    )
