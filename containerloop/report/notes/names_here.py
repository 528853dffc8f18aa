"""That a name which was asked about is for containers, and what this machine uses. Pure."""

from __future__ import annotations

from containerloop.facts import Address, Question, literal
from containerloop.topology.dns import containers_having
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import dialled_on_machine, publications


def for_containers_only(question: Question, inventory: Inventory) -> str | None:
    """Where the question leaves open who calls, and this machine does not have the name."""
    host = question.host
    if host is None or question.vantages or question.without_host:
        return None
    if literal(host) is not None or "." in host:
        return None
    known = {name.lower() for name, _ in inventory.survey.machine.hosts}
    having = [c for c in containers_having(host, inventory) if c in inventory.scope]
    if not having or host.lower() in known or inventory.in_host_mode(having[0]):
        return None
    made = [
        Address(host=dialled_on_machine(p), port=p.host_port, transport=p.transport)
        for p in publications(inventory.namespace_owner(having[0]))
        if (p.container_port, p.transport) == (question.port, question.transport) and p.host_port
    ]
    instead = f"programs on this machine use {made[0]}" if made else "this machine has no such name"
    return f"{host} is a name in containers only; {instead}"
