"""A port that is published on the machine of an engine that is not on this one. Pure."""

from __future__ import annotations

from typing import Literal

from containerloop.diagnose.case import Case
from containerloop.facts import (
    HOST,
    Container,
    Engine,
    Machine,
    Publication,
    Unobserved,
    Value,
    is_loopback,
)
from containerloop.platforms.known import publishes_elsewhere

_EVERYWHERE = "0.0.0.0/0"


class PublishedElsewhere(Value, frozen=True):
    """`publication` is a port of the engine's machine, and this machine's was called.

    `at` is that machine's address or name as it is known here, None where it is not. `because`:
    the command runs in a container, the engine does, or the engine is on another machine.
    """

    container: Container
    publication: Publication
    at: str | None
    because: Literal["command-in-container", "engine-in-container", "other-machine"]

    @property
    def closed(self) -> bool:
        """Whether it is published on that machine's loopback, where nobody else comes to."""
        return is_loopback(self.publication.host_ip)


def published_elsewhere(case: Case) -> PublishedElsewhere | None:
    """What a call of this machine's own localhost missed; None where it means anything else."""
    survey, meant = case.inventory.survey, case.destination
    engine, server = survey.engine, meant.container
    if case.vantage != HOST or not is_loopback(case.address.host) or server is None:
        return None
    if isinstance(engine, Unobserved) or not publishes_elsewhere(survey):
        return None
    asked = (case.address.port, case.address.transport)
    there = [p for p in server.published if (p.host_port, p.transport) == asked]
    if not there:
        return None
    at = engine_at(engine, survey.machine)
    return PublishedElsewhere(server, there[0], at, _because(case, engine))


def _because(
    case: Case, engine: Engine
) -> Literal["command-in-container", "engine-in-container", "other-machine"]:
    own = case.inventory.survey.machine.in_container
    if own is not None and case.inventory.by_id(own) is not None:
        return "command-in-container"
    return "engine-in-container" if engine.in_container else "other-machine"


def engine_at(engine: Engine, machine: Machine) -> str | None:
    """The engine's machine as its address names it; from a container, the gateway to it."""
    scheme, _, rest = engine.address.partition("://")
    if scheme in ("tcp", "http", "https", "ssh"):
        place = rest.partition("/")[0].rpartition("@")[2]
        host = place[1:].partition("]")[0] if place.startswith("[") else place.partition(":")[0]
        # what is reached here may be the end of a tunnel
        return None if not host or is_loopback(host) else host
    if machine.in_container is None or isinstance(machine.routes, Unobserved):
        return None
    leaving = (r.gateway for r in machine.routes if r.destination == _EVERYWHERE)
    return next((gateway for gateway in leaving if gateway), None)
