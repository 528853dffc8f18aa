"""Publish a server that runs at another host port. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.change_ports import moved_to
from containerloop.diagnose.remedies.move_host_port import free_port
from containerloop.diagnose.remedies.relay_trials import publication_trial
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.facts import Address, Container, Listener, Publication
from containerloop.protocols.browser_ports import BLOCKED
from containerloop.topology.ports import dialled_on_machine


def at_another_port(
    case: Case, server: Container, wanted: Publication, host_listeners: tuple[Listener, ...]
) -> Proposal:
    """The next free port that browsers open, all else as it is."""
    owner, inventory = case.inventory.namespace_owner(server), case.inventory
    port = free_port(wanted, host_listeners, inventory, BLOCKED)
    patch, override = moved_to(owner, wanted, port, inventory)
    return Proposal(
        summary=f"publish {case.label(server)} on host port {port} instead of {wanted.host_port}",
        address=Address(host=dialled_on_machine(wanted), port=port),
        patch=patch,
        override=override if owner.project else None,
        trial=publication_trial(ContainerServer(server, wanted.container_port, ())),
    )
