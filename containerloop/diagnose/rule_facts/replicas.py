"""The containers that one service runs as. Pure."""

from __future__ import annotations

from containerloop.facts import Container
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
