"""The way to another server than the one that was called. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_host import through_the_host
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.remedies.reach_this_machine import to_this_machine
from containerloop.diagnose.remedies.relay_trials import seen_listeners
from containerloop.diagnose.rule_facts.missed_server import stays_inside
from containerloop.diagnose.rule_facts.servers import ContainerServer, Server


def use_server(case: Case, server: Server) -> tuple[Proposal, ...]:
    """By a container's name; or by the host's, and a rootless engine's host by its own address."""
    if isinstance(server, ContainerServer) and server.container.network_mode != "host":
        return (sibling(case, server),)
    if stays_inside(case.inventory) is True:
        return to_this_machine(case, seen_listeners(server))
    return (through_the_host(case, server.port, seen_listeners(server)),)
