"""The transport of a port that was asked for without one. Pure."""

from __future__ import annotations

from containerloop.facts import Question, Transport
from containerloop.plan.reference_matching import in_use_here
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports, publications


def meant_transport(question: Question, inventory: Inventory) -> Transport:
    """UDP where the project has a bare port for datagrams alone; else as the question has it.

    `5432/tcp` says it, and so does an address: those are taken at their word.
    """
    said = question.host is not None or question.target.endswith("/tcp")
    if said or question.transport is Transport.UDP or in_use_here(question, inventory):
        return question.transport
    known = {
        transport
        for container in inventory.scope
        for number, transport in (
            *((p.number, p.transport) for p in declared_ports(container)),
            *((p.host_port, p.transport) for p in publications(container)),
            *((r.port, r.transport) for r in container.references),
        )
        if number == question.port
    }
    return Transport.UDP if known == {Transport.UDP} else question.transport
