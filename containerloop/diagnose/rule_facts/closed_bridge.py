"""The bridge network that keeps a client from a server on it. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Network, literal


def closed_bridge(case: Case) -> Network | None:
    """The network by which the server was called, where it forbids calls among its containers.

    A server that is on several networks was called on the one that the dialled address is of.
    """
    server = case.destination.container
    if case.client is None or server is None:
        return None
    here, there = (case.inventory.namespace_owner(c) for c in (case.client, server))
    if here.id == there.id:
        return None
    dialled = literal(case.symptom.best.resolved or case.address.host)
    mine = {a.network_id for a in here.attachments}
    for row in there.attachments:
        network = case.inventory.network(row.network_id)
        known = [literal(each) for each in (row.ipv4, row.ipv6) if each]
        # of what is not created yet there is only the name
        called = dialled in known or (dialled is None and not known)
        if called and network and network.keeps_apart and row.network_id in mine:
            return network
    return None
