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
from containerloop.facts.parsers.procnet import DOCKER_RESOLVER
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


def resolved_for(name: str, client: Container, inventory: Inventory) -> tuple[Container, ...]:
    """The running containers that Docker's resolver gives this client for a name.

    `db.shop_default` is `db` as the network shop_default has it.
    """
    wanted = name.rstrip(".").lower()
    plain = names_visible_to(client, inventory).get(wanted, ())
    mine = networks_of(client, inventory)
    running = (c for c in inventory.containers if c.state.running)
    return plain or tuple(c for c in running if wanted in _names_with_network(c, mine))


def _names_with_network(container: Container, networks: tuple[str, ...]) -> set[str]:
    rows = [a for a in container.attachments if a.network in networks]
    return {f"{name}.{a.network}".lower() for a in rows for name in a.names}


def containers_having(name: str, inventory: Inventory) -> tuple[Container, ...]:
    """The containers that are called so anywhere, those of the project alone if there are any.

    By service, container or host name, id, alias, or one of these with a network's name behind
    it; those that run come first.
    """
    wanted = name.rstrip(".").lower()
    found = [c for c in inventory.containers if wanted in names_anywhere(c)]
    found.sort(key=lambda c: not c.state.running)
    return tuple(c for c in found if c in inventory.scope) or tuple(found)


def names_anywhere(container: Container) -> frozenset[str]:
    """Every name, in lower case, that a container has for itself or on any network."""
    service = container.service if container.service and not container.one_off else ""
    own = {container.name, container.hostname, container.id[:12], service} - {""}
    rows = container.attachments
    networks = tuple(a.network for a in rows)
    plain = {n.lower() for n in (*own, *(n for a in rows for n in a.names))}
    return frozenset(plain | _names_with_network(container, networks))


def is_name_with_network(name: str, inventory: Inventory) -> bool:
    """Whether a name is one of a container's with a network's name behind it."""
    wanted = name.rstrip(".").lower()
    every = tuple(n.name for n in inventory.networks)
    return any(wanted in _names_with_network(c, every) for c in inventory.containers)


def is_name_with_other_network(name: str, server: Container, inventory: Inventory) -> bool:
    """Whether it is a name of the server's before what only the file calls a network.

    `db.back` where the engine says shop_back, or `db.shop`, the project's name.
    """
    project, wanted = inventory.project, name.rstrip(".").lower()
    endings = {*project.networks, project.name} if project else set()
    names = {n.lower() for a in server.attachments for n in a.names}
    return any(wanted == f"{name}.{end}".lower() for name in names for end in endings)


def asks_an_engine(inventory: Inventory) -> bool:
    """Whether this machine may ask an engine's resolver, as one that is a container itself does.

    So may a Linux whose resolver is not known; elsewhere no engine answers the machine.
    """
    machine = inventory.survey.machine
    if isinstance(machine.name_servers, Unobserved):
        return machine.platform == "linux"
    gateways = {g for n in inventory.networks for g in n.gateways}
    return bool(set(machine.name_servers) & (gateways | {DOCKER_RESOLVER}))


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
    stale = frozenset() if isinstance(inventory.ages.stale, Unobserved) else inventory.ages.stale
    older = {c.service for c in inventory.scope if c.id in stale}
    wanted = host.rstrip(".").lower()
    return any(
        wanted in names_in_file(s)
        and (s.name not in made or (s.name in older and wanted != s.name.lower()))
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

    In other projects only full container names count, which nobody writes by chance: a service
    of the same name there is a stranger, whom this client never meant.
    """
    if literal(address.host) is not None:
        return ()
    wanted = address.host.rstrip(".").lower()
    ours = inventory.named(address.host, client)
    return ours or tuple(c for c in inventory.containers if c.name.lower() == wanted)


def served_near(address: Address, client: Container, inventory: Inventory) -> tuple[Container, ...]:
    """The other containers on the client's networks that are configured to serve the port."""
    return tuple(
        c
        for c in inventory.containers
        if c.id != client.id and inventory.shared_networks(client, c) and _declares(c, address)
    )


def _declares(container: Container, address: Address) -> bool:
    return Port(number=address.port, transport=address.transport) in declared_ports(container)
