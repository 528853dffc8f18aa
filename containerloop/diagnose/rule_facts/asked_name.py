"""Who has the name that was asked for: within the client's reach, and beyond it. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Container, is_loopback
from containerloop.topology.dns import containers_named, resolved_for
from containerloop.topology.inventory import Inventory


def name_holders(case: Case) -> tuple[Container, ...]:
    """The running containers that Docker's resolver gives the client for the name."""
    if case.client is None:
        return ()
    return resolved_for(case.address.host, case.client, case.inventory)


def name_out_of_reach(case: Case) -> tuple[Container, ...]:
    """The containers of the name that the client could not reach by any other name either.

    They do not run, or share no user-defined network with it.
    """
    if case.client is None:
        return ()
    return tuple(
        c
        for c in containers_named(case.address, case.client, case.inventory)
        if not case.inventory.namespace_owner(c).state.running
        or not share_names(case.client, c, case.inventory)
    )


def name_of_another(case: Case) -> bool:
    """Whether the name is a container's, or an `extra_hosts` line of the client has it.

    It may have a loopback address then, by that line; localhost itself is nobody else's name.
    """
    host = case.address.host.lower()
    if case.client is None or is_loopback(host):
        return False
    lines = {line.partition(":")[0].lower() for line in case.client.extra_hosts}
    return host in lines or bool(case.inventory.named(host, case.client))


def share_names(client: Container, server: Container, inventory: Inventory) -> bool:
    """Whether they share a network on which names resolve: any but the default bridge."""
    return any(network != "bridge" for network in inventory.shared_networks(client, server))
