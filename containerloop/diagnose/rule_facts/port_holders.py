"""Who has a host port that a container asks for. Pure."""

from __future__ import annotations

from containerloop.facts import (
    Container,
    Listener,
    Maybe,
    Publication,
    Unobserved,
    Value,
    literal,
)
from containerloop.topology.inventory import Inventory


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
        and _overlap(mine.host_ip, x.address)
    )


def conflict(one: Publication, other: Publication) -> bool:
    """Whether two publications ask for one host port, so that only one of them can have it."""
    same = (one.host_port, one.transport) == (other.host_port, other.transport)
    return same and _overlap(one.host_ip, other.host_ip)


def _overlap(asked: str, held: str) -> bool:
    """Whether the kernel refuses `asked` on a port while `held` has it; "" is every address."""
    one, other = literal(asked), literal(held)
    if one is None or other is None:
        return True
    if one.version != other.version:
        # a socket on :: has IPv4 as well, as a rule
        return held == "::"
    return one == other or one.is_unspecified or other.is_unspecified


def owner_of(holder: Holder, inventory: Inventory) -> str:
    """Who has the port, with what finds it: project, container's name, or pid."""
    there = holder.by
    if isinstance(there, Listener):
        pid = f" (pid {there.pid})" if there.pid else ""
        return f"{there.process or 'another process'}{pid}"
    mine = inventory.project is not None and there.project == inventory.project.name
    whose = f" of project {there.project}" if there.project and not mine else ""
    return f"{inventory.label(there)}{whose}"
