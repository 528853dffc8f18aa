"""The host port that Windows keeps in a reserved range. Pure."""

from __future__ import annotations

from containerloop.facts import Container, Maybe, Publication, Unobserved, Value

FORBIDDEN = "forbidden by its access permissions"
"""The end of what Windows says of a port that is kept, in English."""


class ReservedPort(Value, frozen=True):
    """A publication on such a port, whose container could not be started."""

    container: Container
    wanted: Publication


def reserved_port(idle: Maybe[Container | None]) -> Maybe[ReservedPort | None]:
    """The port that kept the container from starting; `idle` is the one that does not run."""
    if idle is None or isinstance(idle, Unobserved):
        return idle
    if FORBIDDEN not in idle.state.error:
        return None
    named = (p for p in idle.asked if f":{p.host_port}: " in idle.state.error)
    wanted = next(named, None)
    return ReservedPort(idle, wanted) if wanted else None
