"""The host port that a rootless engine may not open. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import (
    HOST,
    Container,
    Engine,
    Listener,
    Maybe,
    Outcome,
    Publication,
    Unobserved,
    Value,
)
from containerloop.platforms.known import publishes_here
from containerloop.topology.inventory import Inventory

DENIED = "permission denied"


class PrivilegedPort(Value, frozen=True):
    """A publication on a port below `first`, the first that the engine's user may open."""

    container: Container
    wanted: Publication
    first: int


def privileged_port(
    case: Case, idle: Maybe[Container | None], own: Maybe[tuple[Listener, ...]]
) -> Maybe[PrivilegedPort | None]:
    """The port that keeps a container of a rootless engine from starting, or was not opened.

    `idle` is the container that should answer and does not run, `own` this machine's listeners.
    """
    if isinstance(idle, Container) and not _was_denied(idle):
        return None
    here = _of_a_user_here(case.inventory)
    if here is not True:
        return None if here is False else here
    if isinstance(idle, Unobserved):
        return idle
    first = case.inventory.survey.machine.unprivileged_from
    if idle is not None:
        return _denied(idle, first)
    if case.vantage != HOST or case.outcome is not Outcome.REFUSED:
        return None
    return _not_passed_on(case, first, own)


def _of_a_user_here(inventory: Inventory) -> Maybe[bool]:
    """Whether the engine is rootless and opens its ports on this machine."""
    engine = inventory.survey.engine
    if isinstance(engine, Engine):
        return publishes_here(engine) if engine.rootless else False
    return engine


def _was_denied(idle: Container) -> bool:
    return idle.state.refused and DENIED in idle.state.error


def _denied(idle: Container, first: Maybe[int]) -> Maybe[PrivilegedPort | None]:
    """The port that the engine tried to open."""
    if isinstance(first, Unobserved):
        return first
    named = (p for p in idle.asked if 0 < p.host_port < first)
    wanted = next((p for p in named if f":{p.host_port}: " in idle.state.error), None)
    return PrivilegedPort(idle, wanted, first) if wanted else None


def _not_passed_on(
    case: Case, first: Maybe[int], own: Maybe[tuple[Listener, ...]]
) -> Maybe[PrivilegedPort | None]:
    """The engine has it open in its own namespace, and nothing of this machine listens there."""
    server, asked = case.destination.container, case.address
    if server is None or case.destination.by != "publication" or not server.state.running:
        return None
    for unseen in (first, own):
        if isinstance(unseen, Unobserved):
            return unseen
    if isinstance(first, Unobserved) or isinstance(own, Unobserved) or asked.port >= first:
        return None
    if any((x.port, x.transport) == (asked.port, asked.transport) for x in own):
        return None
    there = (p for p in server.published if p.host_port == asked.port)
    wanted = next((p for p in there if p.transport is asked.transport), None)
    return PrivilegedPort(server, wanted, first) if wanted else None
