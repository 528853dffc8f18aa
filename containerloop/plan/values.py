"""The values of a plan: where to measure from, and what to try there. Pure values, no choices."""

from __future__ import annotations

from enum import IntEnum

import msgspec

from containerloop.facts import (
    PLAIN,
    Address,
    Container,
    Opening,
    Reference,
    Unobserved,
)


class Strength(IntEnum):
    """How certain it is that somebody relies on the address; lower is stronger.

    Three are seen while measuring: what a proxy that fails passes requests on to, what a
    container is calling just then, and what its log complains of. GUESSED is localhost, where
    nothing says which address a container uses for the asked port.
    """

    ASKED = 1
    REFERENCED = 2
    PUBLISHED = 3
    DEPENDANT = 4
    ASSUMED = 5
    FRONTED = 6
    DIALLED = 7
    COMPLAINED = 8
    GUESSED = 9

    @property
    def rank(self) -> int:
        """The order in which they are told: a guess stands for what was asked."""
        return int(Strength.ASKED if self is Strength.GUESSED else self)


class Expectation(msgspec.Struct, frozen=True, kw_only=True):
    """`vantage` relies on `address`; `reference` is where that is written, if it is.

    `typed`: the scheme is the question's own, whatever is written.
    """

    vantage: str
    address: Address
    strength: Strength
    scheme: str | None = None
    reference: Reference | None = None
    opening: Opening = PLAIN
    typed: bool = False

    @property
    def of_a_check(self) -> bool:
        """Whether a healthcheck makes the call, which is told after those whom it keeps waiting."""
        return self.reference is not None and self.reference.in_healthcheck

    @property
    def promised(self) -> str | None:
        """The scheme that is typed or written; None if it was guessed from a variable's name.

        A proxy's own statement tells it otherwise: `fastcgi_pass app:9000`, `server ... ssl`. Not
        so plain HTTP: the word for TLS may stand elsewhere (`default-server ssl`).
        """
        if self.typed or self.reference is None or self.reference.demands_tls:
            return self.scheme
        part = self.reference.host_part
        if part.place.where == "proxy" and self.scheme != "http":
            return self.scheme
        return self.scheme if "://" in part.text[: part.start] else None


_STOPPED = Unobserved("the container stopped during inspection")


class OwnSockets(msgspec.Struct, frozen=True):
    """Stand on the machine the CLI runs on."""


class EngineHost(msgspec.Struct, frozen=True):
    """Stand in the network namespace of the engine's host."""


class StandIn(msgspec.Struct, frozen=True):
    """Stand where a stopped container would: on its networks, with its extra hosts."""

    networks: tuple[str, ...]
    extra_hosts: tuple[str, ...]


class Peer(msgspec.Struct, frozen=True):
    """Stand on a network as a fresh container."""

    network: str


class Inside(msgspec.Struct, frozen=True):
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


class ServerPlace(msgspec.Struct, frozen=True):
    """A server: the container whose sockets are its own, and its port there."""

    stand: Inside
    port: int


class PlannedAttempt(msgspec.Struct, frozen=True):
    """One address to dial. `expected` tries get the whole deadline.

    `server` is the container that it leads to, if one is known.
    `scheme`, `opening`, `hint` (an image's name) and `port_there` (the server's own port
    behind a publication) choose what is sent to the server.
    """

    address: Address
    scheme: str | None = None
    hint: str | None = None
    port_there: int | None = None
    expected: bool = False
    opening: Opening = PLAIN
    server: ServerPlace | None = None


class Look(msgspec.Struct, frozen=True):
    """Everything to try from one vantage; `untried` addresses have a reason each."""

    vantage: str
    stand: Stand | Unobserved
    tries: tuple[PlannedAttempt, ...]
    untried: tuple[tuple[Address, str], ...] = ()


class Experiment(msgspec.Struct, frozen=True):
    """Listen on `host` of the engine's host, on a free port, and dial that from `vantage`."""

    vantage: str
    host: str


class Plan(msgspec.Struct, frozen=True):
    """The expectations to settle and the looks that settle them."""

    expectations: tuple[Expectation, ...]
    looks: tuple[Look, ...] = ()
