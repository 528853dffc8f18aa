"""Publications of a service that runs as several containers, which share no host port. Pure.

Every container of the service asks for what its one `ports:` says.
"""

from __future__ import annotations

from containerloop.facts import Container, Transport, Unobserved
from containerloop.topology.inventory import Inventory


def replicas(container: Container, inventory: Inventory) -> tuple[Container, ...]:
    """All containers of its service, itself included; alone where compose made none of them."""
    if container.service is None or container.project is None:
        return (container,)
    same = (container.project, container.service)
    others = [c for c in inventory.containers if (c.project, c.service) == same and not c.one_off]
    return tuple(others) or (container,)


def called(container: Container, inventory: Inventory) -> str:
    """Its label, or its service with the number of containers where that is above one."""
    many = len(replicas(container, inventory))
    return f"{container.service} ({many} containers)" if many > 1 else inventory.label(container)


def host_ports(
    first: int, container: Container, inventory: Inventory, transport: Transport = Transport.TCP
) -> str:
    """What `ports:` may name on the host for every container of the service, `first` among it.

    A range of as many ports, each known to be free; "" (any free port) where one is not: an
    engine that meets a port of the range taken by a process starts no container (seen on 26.1).
    """
    many = len(replicas(container, inventory))
    if many == 1:
        return str(first)
    last = first + many - 1
    listeners = inventory.survey.machine.listeners
    if isinstance(listeners, Unobserved):
        return ""
    taken = {x.port for x in listeners if x.transport is transport}
    free = all(
        p not in taken and not inventory.publishing(p, transport) for p in range(first, last + 1)
    )
    return f"{first}-{last}" if free and last <= 65535 else ""
