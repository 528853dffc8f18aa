"""Ways to a published server that need none of its published ports. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.remedies.join_network import join
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.facts import Container
from containerloop.topology.dns import networks_of


def without_publishing(case: Case, server: Container) -> tuple[Proposal, ...]:
    """From a container: the server's name and own port, on a network of both or one to join.

    () where the server is on no network of the client's project.
    """
    if case.inventory.shared_networks(case.caller, server):
        return (sibling(case, ContainerServer(server, case.destination.port, ())),)
    networks = map(case.inventory.network, networks_of(server, case.inventory))
    if any(n and n.project == case.caller.project for n in networks):
        return (join(case, server, case.destination.port),)
    return ()
