"""Which names Docker's resolver answers, and to whom. Pure.

Only look-ups of names belong here; what a missing or ambiguous name means is for rules.
"""

from __future__ import annotations

from containerloop.facts import (
    Address,
    Container,
    Network,
    Port,
    ServiceConfig,
    Unobserved,
    literal,
)
from containerloop.topology.hosts import OWN_NETWORK_MODES, contains
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports


def names_visible_to(client: Container, inventory: Inventory) -> dict[str, tuple[Container, ...]]:
    """Every name, in lower case, that resolves for this client, with its running containers."""
    found: dict[str, tuple[Container, ...]] = {}
    mine = networks_of(client, inventory)
    for container in inventory.containers:
        rows = [a for a in container.attachments if a.network in mine and container.state.running]
        for name in dict.fromkeys(name.lower() for a in rows for name in a.names):
            found[name] = (*found.get(name, ()), container)
    return found


def names_in_file(service: ServiceConfig) -> frozenset[str]:
    """The names, in lower case, that the compose file gives to a service's container."""
    aliases = [alias for names in service.aliases.values() for alias in names]
    own = [service.name, *([service.container_name] if service.container_name else [])]
    return frozenset(name.lower() for name in (*own, *aliases))


def is_planned_name(host: str, inventory: Inventory) -> bool:
    """Whether the compose file defines the name, and no container has it yet.

    A container that is older than the file lacks the names that are new in it.
    """
    made = {c.service for c in inventory.scope if not c.one_off}
    stale = frozenset() if isinstance(inventory.stale, Unobserved) else inventory.stale
    older = {c.service for c in inventory.scope if c.id in stale}
    wanted = host.rstrip(".").lower()
    return any(
        wanted in names_in_file(s)
        and (s.name not in made or (s.name in older and wanted != s.name))
        for s in (inventory.project.services if inventory.project else ())
    )


def networks_of(container: Container, inventory: Inventory) -> tuple[str, ...]:
    """The names of the networks of a container's namespace, its own or a shared one.

    Without host and none, which the engine lists among them.
    """
    rows = inventory.namespace_owner(container).attachments
    return tuple(a.network for a in rows if a.network not in OWN_NETWORK_MODES)


def bridge_of(host: str, client: Container, inventory: Inventory) -> Network | None:
    """The client's bridge network whose subnet has the address: Docker alone assigns those."""
    for name in networks_of(client, inventory):
        network = inventory.network(name)
        if (
            network
            and network.driver == "bridge"
            and any(contains(s, host) for s in network.subnets)
        ):
            return network
    return None


def asks_docker(client: Container, inventory: Inventory) -> bool:
    """Whether Docker's own resolver answers this client: not on the default bridge."""
    return any(network != "bridge" for network in networks_of(client, inventory))


def name_on(server: Container, network: str, inventory: Inventory, asked: str = "") -> str:
    """The name of a server on a network: `asked` if it has that one there."""
    owner = inventory.namespace_owner(server)
    names = [n for a in owner.attachments if a.network == network for n in a.names]
    label = inventory.label(owner)
    known = {n.lower() for n in names}
    return next((n for n in (asked, label, owner.name) if n.lower() in known), owner.name)


def containers_named(
    address: Address, client: Container, inventory: Inventory
) -> tuple[Container, ...]:
    """The containers that a client may mean by this name, on any network.

    In other projects only full container names count, or service names if nothing within
    the client's reach serves the port.
    """
    if literal(address.host) is not None:
        return ()
    wanted = address.host.rstrip(".").lower()
    ours = inventory.named(address.host, client)
    exact = tuple(c for c in inventory.containers if c.name.lower() == wanted)
    if ours or exact:
        return ours or exact
    if is_planned_name(wanted, inventory) or served_near(address, client, inventory):
        return ()
    strangers = tuple(c for c in inventory.containers if c.project and c.service == wanted)
    return tuple(c for c in strangers if _declares(c, address)) or strangers


def served_near(address: Address, client: Container, inventory: Inventory) -> tuple[Container, ...]:
    """The other containers on the client's networks that are configured to serve the port."""
    return tuple(
        c
        for c in inventory.containers
        if c.id != client.id and inventory.shared_networks(client, c) and _declares(c, address)
    )


def _declares(container: Container, address: Address) -> bool:
    return Port(number=address.port, transport=address.transport) in declared_ports(container)
