"""Remedies for a host port that somebody else has: another port, or the other one gone. Pure."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from containerloop.diagnose.commands import start
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.compose_yaml import REPLACES
from containerloop.diagnose.remedies.ports_item import ports_item
from containerloop.diagnose.remedies.reference_change import config_of
from containerloop.diagnose.rule_facts.port_holders import Holder
from containerloop.diagnose.rule_facts.privileged_port import PrivilegedPort
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Address, Container, Listener, Publication
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import dialled_on_machine, publications

LAST_PORT = 65535
USUAL_STEP = 8000  # to what people publish instead of a low port: 8080 for 80, 8443 for 443


def moved(
    container: Container,
    wanted: Publication,
    host_listeners: tuple[Listener, ...],
    inventory: Inventory,
    after: int | None = None,
) -> Proposal:
    """Publish the container at the next host port that is free, all else as it is.

    It is the next after the one that was wanted, or after another number, `after`.
    """
    start_at = wanted if after is None else replace(wanted, host_port=after)
    name, port = inventory.label(container), free_port(start_at, host_listeners, inventory)
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


def moved_up(
    low: PrivilegedPort, host_listeners: tuple[Listener, ...], inventory: Inventory
) -> Proposal:
    """Publish the container at a host port that every user may open: 8080 for 80, if it is free."""
    after = max(low.wanted.host_port + USUAL_STEP, low.first) - 1
    made = moved(low.container, low.wanted, host_listeners, inventory, after)
    if low.container.state.running:
        return replace(made, trial=Untriable(reason="only recreating the container shows it"))
    return made


def allowed(low: PrivilegedPort, inventory: Inventory) -> Proposal:
    """Let every user of this machine open the port, then start the container again."""
    port, setting = low.wanted.host_port, "net.ipv4.ip_unprivileged_port_start"
    begin = start(low.container, inventory)
    return Proposal(
        summary=f"let every user of this machine open ports from {port} up, then start"
        f" {inventory.label(low.container)} again",
        host_command=f"sudo sysctl {setting}={port} && {begin}",
        trial=Untriable(reason="it changes a setting of this machine"),
    )


def given_back(container: Container, wanted: Publication, inventory: Inventory) -> Proposal:
    """Start the container once nothing has its port, with what shows a hidden holder."""
    port, name = wanted.host_port, inventory.label(container)
    return Proposal(
        summary=f"find what has it without listening (sudo ss -tanp 'sport = :{port}'; -B shows"
        f" what is only bound), then start {name} again; if nothing has it and the engine says the"
        " same, restart the engine",
        host_command=start(container, inventory),
        trial=Untriable(reason="starting a container would change your project"),
    )


def released(container: Container, wanted: Publication, inventory: Inventory) -> Proposal:
    """Let Windows choose its ranges again with this port kept out of them; as an administrator."""
    port = wanted.host_port
    return Proposal(
        summary=f"as an administrator, keep port {port} out of the ranges, then start"
        f" {inventory.label(container)}: {start(container, inventory)}",
        host_command="net stop winnat && netsh int ipv4 add excludedportrange tcp"
        f" startport={port} numberofports=1 && net start winnat",
        trial=Untriable(reason="it changes a setting of Windows"),
    )


def free_port(
    wanted: Publication, host_listeners: tuple[Listener, ...], inventory: Inventory,
    left_out: Collection[int] = (),
) -> int:  # fmt: skip
    """The next number, above or else below, that nobody listens on, publishes or asks for."""
    taken = {x.port for x in host_listeners} | set(left_out)
    taken |= {p.host_port for c in inventory.containers for p in publications(c)}
    services = inventory.project.services if inventory.project else ()
    taken |= {p.host_port for s in services for p in s.ports}
    above = range(wanted.host_port + 1, LAST_PORT + 1)
    below = range(wanted.host_port - 1, 0, -1)
    return next(n for numbers in (above, below) for n in numbers if n not in taken)


def without(
    container: Container, holder: Holder, owner: str, inventory: Inventory
) -> tuple[Proposal, ...]:
    """Start the container once whoever has the port has been stopped.

    Not where that is another project's container: whether it is needed there cannot be seen here.
    """
    name = inventory.label(container)
    if isinstance(holder.by, Container) and holder.by.project not in (None, container.project):
        return ()
    begin = start(container, inventory)
    stop = f"docker stop {holder.by.name}" if isinstance(holder.by, Container) else None
    stopping = Proposal(
        summary=f"stop {owner} if nothing needs it, then start {name}: {begin}",
        host_command=f"{stop} && {begin}" if stop else None,
        trial=Untriable(reason="containerloop does not stop your servers"),
    )
    return (stopping,)
