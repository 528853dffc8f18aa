"""Settings of a container and its networks that keep calls away, as the engine has them. Pure.

Facts only: what is set, and what the engine did with it; not what failed because of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.case import Case
from containerloop.facts import Container, Network, Outcome
from containerloop.topology.host_isolation import is_apart
from containerloop.topology.inventory import Inventory


def paused(case: Case) -> str | None:
    """The engine has frozen the server's processes: its sockets accept and stay mute."""
    server = case.destination.container
    if case.symptom.met or server is None or server.state.status != "paused":
        return None
    return f"{case.label(server)} is paused; run docker unpause {server.name} to resume it"


def kept_away(case: Case) -> Iterator[str]:
    """A sentence for each setting that takes the server, or the client, out of others' reach."""
    if case.symptom.met or case.outcome is Outcome.NOT_TRIED:
        return
    parties = [c for c in (case.destination.container, case.client) if c and c.state.running]
    for each in {c.id: c for c in parties}.values():
        yield from _settings(each, case.inventory)


def _settings(container: Container, inventory: Inventory) -> Iterator[str]:
    name = inventory.label(container)
    yield from _unpublished(container, inventory)
    for attachment in container.attachments:
        network = inventory.network(attachment.network)
        if network is not None:
            yield from _of_network(name, network)


def _of_network(name: str, network: Network) -> Iterator[str]:
    if is_apart(network):
        yield (
            f"{name} is on {network.name}, a {network.driver} network: the engine's own host cannot"
            f" reach it there, and its ports are not published from there"
        )


def _unpublished(container: Container, inventory: Inventory) -> Iterator[str]:
    made = {(p.container_port, p.transport) for p in container.published}
    missing = [p for p in container.asked if (p.container_port, p.transport) not in made]
    if missing:
        numbers = ", ".join(str(p.host_port or p.container_port) for p in missing)
        ports, them = ("port", "it") if len(missing) == 1 else ("ports", "them")
        name = inventory.label(container)
        yield f"{name} requests {ports} {numbers}, but the engine did not publish {them}"
