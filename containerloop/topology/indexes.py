"""Containers by what they are looked up by, so that a look-up does not read all of them. Pure.

Only the making of indexes belongs here; what a look-up means is `inventory`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias, TypeVar

from containerloop.facts import Container, Publication, Survey, Transport, Unobserved, literal
from containerloop.topology.ports import publications

K = TypeVar("K")
V = TypeVar("V")
Literal: TypeAlias = IPv4Address | IPv6Address


def first(pairs: Iterable[tuple[K, V]]) -> dict[K, V]:
    """By each key the first of its values."""
    found: dict[K, V] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def speakers(containers: Iterable[Container]) -> dict[str | None, Container]:
    """By each service the container that stands for it: the first, or one that lacks a network.

    Whoever asks whether a service reaches something means every copy of it.
    """
    found: dict[str | None, Container] = {}
    for each in containers:
        if (known := found.setdefault(each.service, each)) is not each and _lacks(each, known):
            found[each.service] = each
    return found


def _lacks(one: Container, other: Container) -> bool:
    alike = one.network_mode == other.network_mode and not one.one_off
    running = one.state.running and other.state.running
    return alike and running and len(one.attachments) < len(other.attachments)


def by_any_name(containers: Iterable[Container]) -> dict[str, list[Container]]:
    """The containers that somebody, somewhere, may call by a name, in lower case."""
    found: dict[str, list[Container]] = {}
    for container in containers:
        aliases = [
            each
            for a in container.attachments
            for name in a.names
            for each in (name, f"{name}.{a.network}")
        ]
        names = {n.lower() for n in (container.name, container.service or "", *aliases)}
        for name in names:
            found.setdefault(name, []).append(container)
    return found


def by_address(containers: Iterable[Container]) -> dict[Literal, Container]:
    """The container that has an address on some network."""
    addresses = (
        (literal(address or ""), container)
        for container in containers
        for attachment in container.attachments
        for address in (attachment.ipv4, attachment.ipv6)
    )
    return first((address, c) for address, c in addresses if address is not None)


def by_host_port(
    containers: Iterable[Container],
) -> dict[tuple[int, Transport], list[tuple[Container, Publication]]]:
    """Who publishes a host port, or requests it."""
    found: dict[tuple[int, Transport], list[tuple[Container, Publication]]] = {}
    for container in containers:
        for each in publications(container):
            found.setdefault((each.host_port, each.transport), []).append((container, each))
    return found


def of_the_engine_host(survey: Survey) -> frozenset[Literal]:
    """The addresses of the engine's host: gateways, and this machine's where it is the same."""
    networks = () if isinstance(survey.networks, Unobserved) else survey.networks
    # the gateway of an overlay is no address of any machine
    bridges = (network for network in networks if network.driver != "overlay")
    own = [gateway for network in bridges for gateway in network.gateways]
    if not isinstance(survey.engine, Unobserved) and survey.engine.same_machine is True:
        own += survey.machine.addresses
    return frozenset(address for address in map(literal, own) if address is not None)
