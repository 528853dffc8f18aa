"""The values of a plan: where to measure from, and what to try there. Pure values, no choices."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from containerloop.facts import (
    Address,
    Container,
    Reference,
    Unobserved,
)


class Strength(IntEnum):
    """How certain it is that somebody relies on the address; lower is stronger."""

    ASKED = 1
    REFERENCED = 2
    PUBLISHED = 3
    DEPENDANT = 4
    ASSUMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """`vantage` relies on `address`; `reference` is where that is written, if it is."""

    vantage: str
    address: Address
    strength: Strength
    scheme: str | None = None
    reference: Reference | None = None

    @property
    def promised(self) -> str | None:
        """The scheme written in the reference; None if it was guessed from a variable's name."""
        if self.reference is None or self.reference.demands_tls:
            return self.scheme
        part = self.reference.host_part
        return self.scheme if "://" in part.text[: part.start] else None


_STOPPED = Unobserved("the container stopped during inspection")


@dataclass(frozen=True, slots=True)
class OwnSockets:
    """Stand on the machine the CLI runs on."""


@dataclass(frozen=True, slots=True)
class EngineHost:
    """Stand in the network namespace of the engine's host."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Stand where a stopped container would: on its networks, with its extra hosts."""

    networks: tuple[str, ...]
    extra_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """Stand on a network as a fresh container."""

    network: str


@dataclass(frozen=True, slots=True)
class Inside:
    """Stand in the network namespace of a running container, with users mapped as it has them.

    The container was started at `since` (RFC 3339); `substitute` is where to stand once it
    has stopped.
    """

    container_id: str
    userns_mode: str = ""
    since: str = ""
    substitute: StandIn | EngineHost | Unobserved = _STOPPED


Stand = OwnSockets | EngineHost | Inside | StandIn | Peer


def inside(owner: Container, substitute: StandIn | EngineHost | Unobserved = _STOPPED) -> Inside:
    """Where a container that owns its network namespace stands."""
    return Inside(owner.id, owner.userns_mode, owner.state.started_at, substitute)


@dataclass(frozen=True, slots=True)
class PlannedAttempt:
    """One address to dial. `expected` tries get the whole deadline.

    `scheme`, `hint` (an image's name) and `port_there` (the server's own port behind a
    publication) choose what is sent to the server.
    """

    address: Address
    scheme: str | None = None
    hint: str | None = None
    port_there: int | None = None
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Everything to try from one vantage; `untried` addresses have a reason each."""

    vantage: str
    stand: Stand | Unobserved
    tries: tuple[PlannedAttempt, ...]
    untried: tuple[tuple[Address, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Experiment:
    """Listen on `host` of the engine's host, on a free port, and dial that from `vantage`."""

    vantage: str
    host: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The expectations to settle and the looks that settle them."""

    expectations: tuple[Expectation, ...]
    looks: tuple[Look, ...] = field(default=())
