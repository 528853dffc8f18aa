"""Remedies that put a service on one more network. Pure.

Only the joining of networks may live here, in compose's words and in the engine's.
"""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import joined, merged
from containerloop.diagnose.remedies.patches import service_key_patch
from containerloop.diagnose.remedies.reference_change import config_of, written_as
from containerloop.diagnose.trials import DialAs, Publish, Trial, Untriable
from containerloop.facts import Address, Container, Network
from containerloop.topology.dns import name_on, networks_of
from containerloop.topology.host_isolation import is_apart
from containerloop.topology.inventory import Inventory


def join(case: Case, server: Container, port: int | None = None) -> Proposal:
    """Connect the client to a network of the server's, and use the server's name there.

    `port` is the server's own, where the number dialled is another one.
    """
    network = _best(server, case.inventory)
    if network is None:
        return _server_joins(case, server)
    asked = case.address
    address = Address(
        host=name_on(server, network, case.inventory, asked.host),
        port=port or asked.port,
        transport=asked.transport,
    )
    owner = case.inventory.namespace_owner(case.caller)
    patch, override, command = _joining(owner, network, case.inventory)
    if address != asked and case.reference is not None:
        new, whole = written_as(case, address)
        patch, override = joined(new, patch) if patch else None, merged(whole, override)
    use = f" and use {address}" if address != asked else ""
    return Proposal(
        summary=f"connect {case.label(owner)} to the network {network} as well{use}",
        address=address,
        patch=patch,
        override=override,
        host_command=command,
        trial=_dial_on_network(case, server, network, address),
    )


def _best(server: Container, inventory: Inventory) -> str | None:
    """A network of the server's that others can join: an ordinary one before an internal."""
    joinable = [n for name in networks_of(server, inventory) if (n := inventory.network(name))]
    joinable = [n for n in joinable if n.name != "bridge"]
    joinable.sort(key=lambda n: n.internal)
    return joinable[0].name if joinable else None


def _dial_on_network(case: Case, server: Container, network: str, address: Address) -> Trial:
    if not case.inventory.namespace_owner(server).state.running:
        return Untriable(reason=f"{case.label(server)} is not running")
    kept = [n for n in networks_of(case.caller, case.inventory) if n != "bridge"]
    return DialAs(
        vantage=case.vantage,
        networks=(*kept, network),
        address=address,
        extra_hosts=case.caller.extra_hosts,
    )


def _joining(
    owner: Container, network: str, inventory: Inventory
) -> tuple[FileChange | None, dict[str, Any] | None, str | None]:
    """As a patch, as an override, and as a command where no file describes the container."""
    if inventory.config(owner) is None:
        return None, None, f"docker network connect {network} {owner.name}"
    keys = (
        {real: key for key, real in inventory.project.networks.items()} if inventory.project else {}
    )
    key = keys.get(network, network)
    patch, override = service_key_patch(config_of(owner, inventory), "networks", [key])
    if network in keys:
        return patch, override, None
    # the file does not know the network yet, and a patch cannot add to its end
    return None, {**override, "networks": {key: {"external": True}}}, None


def _server_joins(case: Case, server: Container) -> Proposal:
    """Nobody joins the default bridge by name: its container comes over instead."""
    network = next(n for n in networks_of(case.caller, case.inventory) if n != "bridge")
    return Proposal(
        summary=f"connect {server.name} to the network {network} as well",
        host_command=f"docker network connect {network} {server.name}",
        trial=Untriable(reason="connecting a container would change your project"),
    )


def also_ordinary(case: Case, container: Container, port: int) -> Proposal:
    """Put a container of internal networks on an ordinary one too, so that it can publish."""
    key, existing, patch, override = on_an_ordinary(container, case.inventory)
    composed = case.inventory.config(container) is not None
    return Proposal(
        summary=f'connect {case.label(container)} to the network "{key}" as well',
        address=case.address,
        patch=patch if composed else None,
        override=override if composed else None,
        host_command=None if composed else f"docker network connect bridge {container.name}",
        trial=Publish(container=container.id, port=port, network=existing),
    )


def on_an_ordinary(
    container: Container, inventory: Inventory
) -> tuple[str, str, FileChange | None, dict[str, Any]]:
    """An ordinary network to join: its key in the file, one that is there already, the change."""
    key, real = _ordinary(inventory)
    existing = real if inventory.network(real) else "bridge"
    patch, override = service_key_patch(config_of(container, inventory), "networks", [key])
    if key not in (inventory.project.networks if inventory.project else {}):
        patch, override = None, {**override, "networks": {key: None}}
    return key, existing, patch, override


def publishes_nothing(container: Container, inventory: Inventory) -> bool:
    """Whether a container is on networks alone that take `ports:` and ignore it."""
    found = [inventory.network(a.network) for a in container.attachments]
    known = [n for n in found if n is not None and (n.internal or is_apart(n))]
    return bool(found) and len(known) == len(found)


def closed_networks(container: Container, inventory: Inventory) -> list[Network]:
    """The networks a container is on, if all of them are internal."""
    found = [inventory.network(a.network) for a in container.attachments]
    closed = [n for n in found if n is not None and n.internal]
    return closed if len(closed) == len(found) else []


def _ordinary(inventory: Inventory) -> tuple[str, str]:
    """A network of the project that is not internal, `default` first; else a new one."""
    known = inventory.project.networks if inventory.project else {}
    for key, real in sorted(known.items(), key=lambda row: row[0] != "default"):
        network = inventory.network(real)
        usable = network and not network.internal and not is_apart(network)
        if (network is None and key == "default") or usable:
            return key, real
    return "outside", f"{inventory.project.name}_outside" if inventory.project else "bridge"
