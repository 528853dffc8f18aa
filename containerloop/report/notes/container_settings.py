"""Settings of a container and its networks that keep calls away, as the engine has them. Pure.

Facts only: what is set, and what the engine did with it; not what failed because of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.facts import Container, Network, Outcome
from containerloop.topology.inventory import Inventory

_ICC = "com.docker.network.bridge.enable_icc"
_APART = ("macvlan", "ipvlan")


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
    yield from _sharing_namespace(container, inventory)
    yield from _unpublished(container, inventory)
    for attachment in container.attachments:
        network = inventory.network(attachment.network)
        if network is not None:
            yield from _of_network(name, network)


def _of_network(name: str, network: Network) -> Iterator[str]:
    if network.driver in _APART:
        yield (
            f"{name} is on {network.name}, a {network.driver} network: the engine's own host cannot"
            f" reach it there, and its ports are not published from there"
        )
    if network.options.get(_ICC, "").lower() == "false":
        yield (
            f"the network {network.name} has enable_icc=false: its containers cannot reach each"
            f" other (docker network inspect {network.name})"
        )


def _unpublished(container: Container, inventory: Inventory) -> Iterator[str]:
    made = {(p.container_port, p.transport) for p in container.published}
    missing = [p for p in container.asked if (p.container_port, p.transport) not in made]
    if missing:
        numbers = ", ".join(str(p.host_port or p.container_port) for p in missing)
        ports, them = ("port", "it") if len(missing) == 1 else ("ports", "them")
        name = inventory.label(container)
        yield f"{name} requests {ports} {numbers}, but the engine did not publish {them}"


def _sharing_namespace(owner: Container, inventory: Inventory) -> Iterator[str]:
    """Containers that were put into another's network, which has been made anew since."""
    for lodger in (c for c in inventory.scope if c.state.running):
        kind, _, home = lodger.network_mode.partition(":")
        config = inventory.config(lodger)
        meant = config is not None and config.network_mode == f"service:{owner.service}"
        if kind == "container" and (home == owner.id or lodger is owner or meant):
            yield from _namespace_owner_gone(lodger, inventory.by_id(home), inventory)


def _namespace_owner_gone(
    lodger: Container, owner: Container | None, inventory: Inventory
) -> Iterator[str]:
    name, again = inventory.label(lodger), "recreate it"
    if inventory.config(lodger) and lodger.service:
        command = compose(inventory, "up", "-d", "--force-recreate", lodger.service)
        again = f"run {command} to recreate it"
    if owner is None:
        yield f"{name} shares the network of a container that no longer exists: {again}"
    elif _younger(owner, lodger):
        yield (
            f"{name} shares the network that {inventory.label(owner)} had before its last start:"
            f" {again}"
        )


def _younger(owner: Container, lodger: Container) -> bool:
    ours, theirs = owner.state.up_s, lodger.state.up_s
    return owner.state.running and ours is not None and theirs is not None and ours < theirs
