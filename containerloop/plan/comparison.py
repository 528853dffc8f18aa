"""The addresses of the report's table: loopbacks, names, the host and the gateway. Pure.

They need not be relied on by anybody; they let the report compare inside and outside.
"""

from __future__ import annotations

from containerloop.facts import Address, Container, Question, Unobserved
from containerloop.plan.values import PlannedAttempt
from containerloop.platforms.known import UNKNOWN, platform_of
from containerloop.topology.hosts import is_place
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import publications

LOOPBACKS = ("127.0.0.1", "::1")

MOST_SERVERS = 4
"""Maximum number of servers that are tried from every client, for the report's table."""

Rows = tuple[list[PlannedAttempt], tuple[tuple[Address, str], ...]]
"""What is tried, and what is left out with the reason."""


def comparison_attempts(
    vantage: str,
    client: Container | None,
    question: Question,
    inventory: Inventory,
    servers: list[Container],
) -> Rows:
    """What a vantage tries for the report's table; and what it leaves out, with the reasons."""
    if is_place(vantage):
        return _from_place(question, inventory, servers)
    return _from_container(client, question, inventory, servers)


def _from_place(question: Question, inventory: Inventory, servers: list[Container]) -> Rows:
    """The loopbacks and other addresses of a machine; container names do not resolve there."""
    hosts = [(h, p) for p in _host_ports(question, inventory, servers) for h in LOOPBACKS]
    hosts += _published_on_one_address(question, inventory)
    tried = [PlannedAttempt(_at(question, h, p), hint=_image(servers)) for h, p in hosts]
    names = [_at(question, inventory.label(s), question.port) for s in servers[:MOST_SERVERS]]
    return tried, tuple((name, "not a name here") for name in names)


def _from_container(
    client: Container | None, question: Question, inventory: Inventory, servers: list[Container]
) -> Rows:
    """A container's loopbacks, the servers, the gateway and the host's name."""
    image, port = _image(servers), question.port
    tried = [PlannedAttempt(_at(question, h, port), hint=image) for h in LOOPBACKS]
    for find in (_resolvable_names, _bridge_addresses):
        tried += [
            PlannedAttempt(_at(question, host, port), hint=server.image)
            for server in servers[:MOST_SERVERS]
            for host in find(client, server, inventory)
        ]
    host_port = _host_ports(question, inventory, servers)[0]
    gateways = _gateways(client, inventory)
    tried += [PlannedAttempt(_at(question, g, host_port), hint=image) for g in gateways]
    name = _host_name(inventory)
    host = _at(question, name, host_port)
    if not _resolves(name, client, inventory):
        return tried, ((host, "no such name"),)
    return [*tried, PlannedAttempt(host, hint=image)], ()


def _at(question: Question, host: str, port: int) -> Address:
    return Address(host=host, port=port, transport=question.transport)


def _image(servers: list[Container]) -> str | None:
    return servers[0].image if servers else None


def _host_ports(question: Question, inventory: Inventory, servers: list[Container]) -> list[int]:
    published = [
        p.host_port
        for s in servers
        for p in publications(s)
        if p.container_port == question.port and p.host_port and p.transport is question.transport
    ]
    return list(dict.fromkeys([*published, question.port]))


def _published_on_one_address(question: Question, inventory: Inventory) -> list[tuple[str, int]]:
    """Where the port is published on a single address of the machine, not a usual loopback."""
    found = [
        (p.host_ip, p.host_port)
        for c in inventory.scope
        for p in publications(c)
        if question.port in (p.container_port, p.host_port)
        and p.transport is question.transport
        and p.host_port
        and p.host_ip not in ("", "0.0.0.0", "::", *LOOPBACKS)
    ]
    return list(dict.fromkeys(found))[:MOST_SERVERS]


def _resolvable_names(
    client: Container | None, server: Container, inventory: Inventory
) -> list[str]:
    """The server's name if Docker's resolver knows it; others would be asked elsewhere."""
    if client is not None:
        shared = inventory.shared_networks(client, server)
        if not server.state.running or all(n == "bridge" for n in shared):
            return []
    return [inventory.label(server)]


def _bridge_addresses(
    client: Container | None, server: Container, inventory: Inventory
) -> list[str]:
    """The server's addresses if the two share only the default bridge, which has no names."""
    if client is None or inventory.shared_networks(client, server) != ("bridge",):
        return []
    rows = inventory.namespace_owner(server).attachments
    return [a.ipv4 for a in rows if a.network == "bridge" and a.ipv4]


def _gateways(client: Container | None, inventory: Inventory) -> list[str]:
    if client is None:
        return []
    owner = inventory.namespace_owner(client)
    return [a.gateway for a in owner.attachments if a.gateway][:1]


def _host_name(inventory: Inventory) -> str:
    """The name by which containers call the host, on this platform or with `extra_hosts`."""
    engine = inventory.survey.engine
    return (UNKNOWN if isinstance(engine, Unobserved) else platform_of(engine)).host_name.name


def _resolves(name: str, client: Container | None, inventory: Inventory) -> bool:
    """Whether a name of the host resolves without asking a name server elsewhere."""
    engine = inventory.survey.engine
    if not isinstance(engine, Unobserved) and platform_of(engine).may_give(name):
        return True
    return client is not None and any(line.startswith(name) for line in client.extra_hosts)
