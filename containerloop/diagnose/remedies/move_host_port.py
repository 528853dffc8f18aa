"""Remedies for a host port that somebody else has: another port, or the other one gone. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.commands import start
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.compose_yaml import REPLACES
from containerloop.diagnose.remedies.ports_item import ports_item
from containerloop.diagnose.remedies.reference_change import config_of
from containerloop.diagnose.rule_facts.port_holders import Holder
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Address, Container, Listener, Publication
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import dialled_on_machine, publications

LAST_PORT = 65535


def moved(
    container: Container,
    wanted: Publication,
    host_listeners: tuple[Listener, ...],
    inventory: Inventory,
) -> Proposal:
    """Publish the container at the next host port that is free, all else as it is."""
    name, port = inventory.label(container), free_port(wanted, host_listeners, inventory)
    config = config_of(container, inventory)
    asked = config.ports or container.asked
    there = [replace(p, host_port=port) if p.host_port == wanted.host_port else p for p in asked]
    lines = [ports_item(p) for p in there]
    override = {"services": {config.name: {"ports": {REPLACES: lines}}}}
    return Proposal(
        summary=f"publish {name} on host port {port}, which is free, instead of {wanted.host_port}",
        address=Address(
            host=dialled_on_machine(wanted), port=port, transport=wanted.transport
        ),
        override=override if container.project else None,
        trial=Untriable(reason=f"{name} is not running"),
    )  # fmt: skip


def free_port(
    wanted: Publication, host_listeners: tuple[Listener, ...], inventory: Inventory
) -> int:  # fmt: skip
    """The next number, above or else below, that nobody listens on, publishes or asks for."""
    taken = {x.port for x in host_listeners}
    taken |= {p.host_port for c in inventory.containers for p in publications(c)}
    services = inventory.project.services if inventory.project else ()
    taken |= {p.host_port for s in services for p in s.ports}
    above = range(wanted.host_port + 1, LAST_PORT + 1)
    below = range(wanted.host_port - 1, 0, -1)
    return next(n for numbers in (above, below) for n in numbers if n not in taken)


def without(container: Container, holder: Holder, owner: str, inventory: Inventory) -> Proposal:
    """Start the container once whoever has the port has been stopped."""
    name = inventory.label(container)
    begin = start(container, inventory)
    stop = f"docker stop {holder.by.name}" if isinstance(holder.by, Container) else None
    return Proposal(
        summary=f"stop {owner} if nothing needs it, then start {name}: {begin}",
        host_command=f"{stop} && {begin}" if stop else None,
        trial=Untriable(reason="containerloop does not stop your servers"),
    )
