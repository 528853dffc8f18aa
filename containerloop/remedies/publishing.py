"""A publication of what is listened on, which may be another port than the one exposed. Pure.

The line itself is made beside; only the choice of the container's port may live here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from containerloop.catalogue import Proposal, Untriable
from containerloop.facts import Listener
from containerloop.parties import Parties
from containerloop.remedies.nearest import elsewhere
from containerloop.remedies.ways import published
from containerloop.servers import Server
from containerloop.symptom import Symptom


def publish(
    server: Server,
    symptom: Symptom,
    inside: Mapping[str, tuple[Listener, ...]],
    parties: Parties,
) -> Proposal:
    """Publish the port at its own number; where it listens on another, let that lead there.

    `inside` has the listeners of each container by its id.
    """
    asked, container = symptom.expectation.address, server.container
    line = published(server, asked.port, parties, asked.transport)
    if server.listeners != () or container is None:
        return line
    there = inside.get(container.id, ())
    other = elsewhere(there, asked, symptom.expectation.scheme, container.image)
    if other:
        moved = Server(container, other[0].port, (other[0],))
        return published(moved, asked.port, parties, asked.transport)
    reason = f"nothing in {parties.label(container)} listens on {server.port} yet"
    return replace(line, trial=Untriable(reason=reason))
