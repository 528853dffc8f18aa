"""Calls that leave this machine, and whether its kernel passes them on. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.facts import (
    Engine,
    Maybe,
    Network,
    Outcome,
    Unobserved,
    Value,
    literal,
)

_WARNING = "IPv4 forwarding is disabled"
"""What an engine says of its host in `docker info`, as it was when the engine looked."""


class WayOut(Value, frozen=True):
    """A container's call of `address`, beyond the engine's host, by the bridge of `network`."""

    address: str
    network: Network


def way_out(case: Case) -> WayOut | None:
    """The way of a container's call that the engine's host has to forward; None for others.

    A container that is on any network but a bridge may send its packets around the host.
    """
    dialled = case.symptom.best.resolved or case.address.host
    beyond = literal(dialled) is not None and not case.is_here(replace(case.address, host=dialled))
    if case.client is None or not beyond or case.destination.kind != "nobody":
        return None
    rows = case.inventory.namespace_owner(case.client).attachments
    networks = [case.inventory.network(row.network_id) for row in rows]
    bridges = [n for n in networks if n is not None and n.driver == "bridge"]
    ways = [n for n in bridges if not n.internal]
    return WayOut(dialled, ways[0]) if ways and len(bridges) == len(networks) else None


def forwarding_off(case: Case) -> Maybe[WayOut | None]:
    """The way of a lost call, where the kernel of the engine's host forwards no packets."""
    found, engine = way_out(case), case.inventory.survey.engine
    lost = case.outcome is Outcome.TIMED_OUT
    if found is None or not lost or not isinstance(engine, Engine):
        return None
    if ":" in found.address:
        return Unobserved("the kernel's setting for IPv6 was not read")
    if engine.rootless:
        return Unobserved("the kernel settings of the rootless engine's own network were not read")
    forwards = case.inventory.survey.machine.forwarding
    if engine.same_machine is not True:
        forwards = Unobserved("the kernel settings of the engine's host were not read")
        if any(_WARNING in line for line in engine.warnings):
            return found
    if isinstance(forwards, Unobserved):
        return forwards
    return None if forwards else found
