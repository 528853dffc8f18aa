"""Who has a host port that a container asks for. Pure."""

from __future__ import annotations

from containerloop.facts import (
    Container,
    Listener,
    Maybe,
    Publication,
    Unobserved,
    Value,
)
from containerloop.topology.inventory import Inventory
from containerloop.topology.port_lists import conflict, overlap


class Holder(Value, frozen=True):
    """Who has the host port that a container asks for: a container, or a process of the host."""

    wanted: Publication
    by: Container | Listener


def port_holders(
    container: Container, inventory: Inventory, host: Maybe[tuple[Listener, ...]]
) -> Maybe[tuple[Holder, ...]]:
    """Who has the host ports that a stopped container asks for; () where all are free."""
    wanted = [p for p in container.asked if p.host_port]
    others = tuple(
        Holder(mine, other)
        for mine in wanted
        for other in inventory.containers
        if other.id != container.id and any(conflict(mine, its) for its in other.published)
    )
    if others:
        return others
    if isinstance(host, Unobserved):
        return host
    return tuple(
        Holder(mine, x)
        for mine in wanted
        for x in host
        if (x.port, x.transport) == (mine.host_port, mine.transport)
        and overlap(mine.host_ip, x.address)
    )


def owner_of(holder: Holder, inventory: Inventory) -> str:
    """Who has the port, with what finds it: project, container's name, or pid."""
    there = holder.by
    if isinstance(there, Listener):
        pid = f" (pid {there.pid})" if there.pid else ""
        return f"{there.process or 'another process'}{pid}"
    mine = inventory.project is not None and there.project == inventory.project.name
    whose = f" of project {there.project}" if there.project and not mine else ""
    return f"{inventory.label(there)}{whose}"
