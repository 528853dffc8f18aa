"""Remedies around containers that use the host's network. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.dial_host import through_the_host
from containerloop.diagnose.remedies.publish_port import published
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.rule_facts.host_networking import HostNetworking
from containerloop.diagnose.rule_facts.servers import Server
from containerloop.diagnose.trials import Dial
from containerloop.facts import HOST, Address, Container, Listener
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import dialled_on_machine


def without_docker(case: Case, found: HostNetworking, listeners: tuple[Listener, ...]) -> Proposal:
    """What leads to the server although Docker maps no port and answers no name for it."""
    if found.lacks == "port mapping":
        return at_its_own_port(case, case.destination.port)
    if found.lacks == "names of others":
        return from_the_host(case, found.server, listeners)
    return through_the_host(case, case.address.port, listeners)


def at_its_own_port(case: Case, port: int) -> Proposal:
    """Dial the port that the server listens on; nothing maps it to another."""
    asked = case.address
    return _dial(case, Address(host=asked.host, port=port, transport=asked.transport))


def from_the_host(
    case: Case,
    server: Container,
    listeners: tuple[Listener, ...],
) -> Proposal:
    """From a client in host mode: dial the server's publication, or make one."""
    asked = case.address
    for publication in server.published:
        if (publication.container_port, publication.transport) == (asked.port, asked.transport):
            host = dialled_on_machine(publication)
            return _dial(
                case,
                Address(host=host, port=publication.host_port, transport=asked.transport),
            )
    if case.inventory.namespace_owner(server).network_mode == "host":
        here = Address(host="127.0.0.1", port=asked.port, transport=asked.transport)
        return _dial(case, here)
    port = _free(asked, listeners, case.inventory)
    made = published(Server(server, asked.port, ()), port, case.inventory)
    if made.address is None:  # the engine chooses, and nobody knows yet what to dial
        return made
    address = Address(host="127.0.0.1", port=port, transport=asked.transport)
    _, override = written_as(case, address)
    # two services change: a patch of bare lines would not say which line is whose
    return Proposal(
        summary=f"{made.summary}, and dial {address}",
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


def _dial(case: Case, address: Address) -> Proposal:
    patch, override = written_as(case, address)
    vantage = case.vantage if case.client else HOST
    return Proposal(
        summary=f"dial {address} instead of {case.address}",
        address=address,
        patch=patch,
        override=override,
        trial=Dial(vantage=vantage, address=address),
    )
