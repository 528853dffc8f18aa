"""The addresses of the report's table: loopbacks, names, the host and the gateway. Pure.

Nobody may rely on them; they are dialled so that inside and outside can be compared.
"""

from __future__ import annotations

from containerloop.facts import Address, Container, Question, Unobserved
from containerloop.plan.values import PlannedAttempt
from containerloop.topology.hosts import is_place
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import publications

LOOPBACKS = ("127.0.0.1", "::1")

MOST_SERVERS = 4
"""Servers whose names are tried from every client, for the matrix of the report."""


def comparison_attempts(
    vantage: str,
    client: Container | None,
    question: Question,
    inventory: Inventory,
    servers: list[Container],
) -> tuple[list[PlannedAttempt], tuple[tuple[Address, str], ...]]:
    """The addresses of the matrix: loopbacks, names, the host's names and the gateway."""

    def at(host: str, port: int) -> Address:
        return Address(host=host, port=port, transport=question.transport)

    host_ports = _host_ports(question, inventory, servers)
    names = [at(inventory.label(s), question.port) for s in servers[:MOST_SERVERS]]
    if is_place(vantage):
        own = [
            PlannedAttempt(at(h, p), hint=_image(servers)) for p in host_ports for h in LOOPBACKS
        ]
        own += [
            PlannedAttempt(at(h, p), hint=_image(servers))
            for h, p in _published_on_one_address(question, inventory)
        ]
        return own, tuple((name, "not a name here") for name in names)
    own = [PlannedAttempt(at(h, question.port), hint=_image(servers)) for h in LOOPBACKS]
    own += [
        PlannedAttempt(name, hint=server.image)
        for name, server in zip(names, servers, strict=False)
        if client is None or _may_resolve(client, server, inventory)
    ]
    own += [
        PlannedAttempt(at(number, question.port), hint=server.image)
        for server in servers[:MOST_SERVERS]
        for number in _bridge_addresses(client, server, inventory)
    ]
    gateway = [at(g, p) for g in _gateways(client, inventory) for p in host_ports[:1]]
    hosts = [at("host.docker.internal", p) for p in host_ports[:1]]
    dialled = gateway + (hosts if _resolves_host_names(client, inventory) else [])
    untried = (
        () if _resolves_host_names(client, inventory) else tuple((h, "no such name") for h in hosts)
    )
    return own + [PlannedAttempt(a, hint=_image(servers)) for a in dialled], untried


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
    """Where the port is published on one address of the machine that is no usual loopback."""
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


def _may_resolve(client: Container, server: Container, inventory: Inventory) -> bool:
    """Names are asked of the resolver only where it knows them: others would leave the machine."""
    shared = inventory.shared_networks(client, server)
    return server.state.running and any(n != "bridge" for n in shared)


def _bridge_addresses(
    client: Container | None, server: Container, inventory: Inventory
) -> list[str]:
    """The server's address where the two share the default bridge only, which has no names."""
    if client is None or inventory.shared_networks(client, server) != ("bridge",):
        return []
    rows = inventory.namespace_owner(server).attachments
    return [a.ipv4 for a in rows if a.network == "bridge" and a.ipv4]


def _gateways(client: Container | None, inventory: Inventory) -> list[str]:
    if client is None:
        return []
    owner = inventory.namespace_owner(client)
    return [a.gateway for a in owner.attachments if a.gateway][:1]


def _resolves_host_names(client: Container | None, inventory: Inventory) -> bool:
    """Whether host.docker.internal can be resolved without asking a server elsewhere."""
    engine = inventory.survey.engine
    if not isinstance(engine, Unobserved) and engine.flavour not in ("docker", "podman"):
        return True
    return client is not None and any(
        line.startswith("host.docker.internal") for line in client.extra_hosts
    )
