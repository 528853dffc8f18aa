"""The party of a call that runs, and is not on the network of its own that the call needs. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import LOST, Container, Value
from containerloop.topology.dns import networks_of
from containerloop.topology.inventory import Inventory

_BUILT_IN = ("default", "bridge", "host", "none", "podman", "pasta", "slirp4netns")


class Detached(Value, frozen=True):
    """A running container, the networks that it lacks, and those that it is on."""

    container: Container
    wanted: tuple[str, ...]
    on: tuple[str, ...]


def detached(case: Case, stale: frozenset[str]) -> Detached | None:
    """The client, or the server that the call means; None where both are where they belong.

    Of a name that resolved, and was refused where it led, the server's networks tell nothing.
    """
    server = case.destination.container
    if case.outcome not in LOST and case.destination.by != "publication":
        server = None
    client = case.client if case.outcome in LOST else None
    for each in (client, server):
        owner = case.inventory.namespace_owner(each) if each else None
        wanted = _wanted(owner, case.inventory) if owner and owner.id not in stale else ()
        if owner is None or not owner.state.running or not wanted:
            continue
        on = networks_of(owner, case.inventory)
        lost = tuple(n for n in wanted if n not in on)
        if not on and lost:
            return Detached(owner, lost, on)
        other = server if each is client else client
        meet = other is not None and _meet_on(lost, owner, other, case.inventory)
        if case.inventory.config(owner) and (lost == wanted or meet):
            return Detached(owner, lost, on)
    return None


def _meet_on(lost: tuple[str, ...], one: Container, other: Container, inventory: Inventory) -> bool:
    """Whether the two share no network, and would share one of those that one of them lost."""
    there = networks_of(inventory.namespace_owner(other), inventory)
    return bool(set(lost) & set(there)) and not inventory.shared_networks(one, other)


def _wanted(container: Container, inventory: Inventory) -> tuple[str, ...]:
    """The networks of its service in the file; else the one that it was created on."""
    mode, config = container.network_mode, inventory.config(container)
    if mode in _BUILT_IN or ":" in mode:
        return ()
    if config is not None and not config.network_mode and config.networks:
        return config.networks
    known = inventory.network(mode)
    return (known.name if known else mode,)
