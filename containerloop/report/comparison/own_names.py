"""What an engine numbered or named by itself, called so that two machines call it alike. Pure.

Two runs of one project have other addresses, ids and prefixes; a reader who compares them does
not want to read of those.
"""

from __future__ import annotations

from containerloop.facts import Container, Publication, Transport, literal
from containerloop.topology.inventory import Inventory


class OwnNames:
    """The names of one survey's things without what its engine made of them."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        project = inventory.project
        self._networks = {
            real: name for name, real in (project.networks if project else {}).items()
        }
        self._of_the_engine = {
            gateway: f"gateway of {self.network(network.name)}"
            for network in inventory.networks
            for gateway in network.gateways
        } | {
            subnet: f"subnet of {self.network(network.name)}"
            for network in inventory.networks
            for subnet in network.subnets
        }

    def network(self, real: str) -> str:
        """A network as the compose file calls it (`default`), any other by its name."""
        project = self._inventory.project
        prefix = f"{project.name}_" if project else ""
        return self._networks.get(real) or (real.removeprefix(prefix) if prefix else real)

    def container(self, container: Container) -> str:
        """A service's name, else what the container is called."""
        return self._inventory.label(container)

    def host(self, host: str) -> str:
        """A host name as it is; a number that an engine gave, by what has it."""
        if host in self._of_the_engine:
            return self._of_the_engine[host]
        owner = self._inventory.owning(host)
        return f"address of {self.container(owner)}" if owner is not None else host

    def address(self, address: str) -> str:
        """`host:port` with its host called so."""
        bare = address.removesuffix("/udp")
        host, _, port = bare.rpartition(":")
        called = self.host(host.strip("[]"))
        if called == host.strip("[]"):
            return address
        return f"{called}, port {port}{'/udp' if bare != address else ''}"

    def name(self, name: str, container: Container | None) -> str | None:
        """A name that somebody chose; None for a container's own id and made-up hostname."""
        if container is None:
            return name
        made_up = (container.hostname, container.id[:12], container.name)
        return None if name in made_up and name != container.service else name


def publication(each: Publication) -> str:
    """`127.0.0.1:5432 -> 5432`, `any port` where the engine was asked to choose one."""
    udp = "/udp" if each.transport is Transport.UDP else ""
    host = f"[{each.host_ip}]" if literal(each.host_ip) and ":" in each.host_ip else each.host_ip
    port = str(each.host_port) if each.host_port else "any port"
    return f"{host or '0.0.0.0'}:{port} -> {each.container_port}{udp}"
