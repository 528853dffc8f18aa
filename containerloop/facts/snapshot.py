"""What one run observed, whole: the survey, each vantage's view, and the proofs.

A `Snapshot` is the only input of the diagnosis. It is written by --save and read by
replay. Only frozen values and their reading from JSON may live here.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from containerloop.facts.survey import Listener, Survey
from containerloop.facts.values import Address, Attempt, Fact, Maybe, Transport

SNAPSHOT_VERSION = 1
HOST = "host"
ENGINE_HOST = "engine-host"
RUN_LABEL = "containerloop.run"
"""What our own probes are labelled with, by the run that started them."""


class Question(Fact, frozen=True, kw_only=True):
    """What the user asks, taken apart. `host` and `scheme` are None for a bare port."""

    target: str
    host: str | None = None
    port: int
    transport: Transport = Transport.TCP
    scheme: str | None = None
    vantages: tuple[str, ...] = msgspec.field(default=(), name="from")

    @property
    def address(self) -> Address | None:
        """The address asked for; None for a bare port, which asks about everybody."""
        if self.host is None:
            return None
        return Address(host=self.host, port=self.port, transport=self.transport)


class Resolution(Fact, frozen=True, kw_only=True):
    """Name → addresses as one vantage sees it. `source`: hosts, dns, literal or none."""

    name: str
    addresses: tuple[str, ...] = ()
    source: str = "none"
    ms: float | None = None


class Route(Fact, frozen=True, kw_only=True):
    """One IPv4 or IPv6 route; `destination` in CIDR form, gateway "" when direct."""

    destination: str
    gateway: str
    interface: str


class View(Fact, frozen=True, kw_only=True, tag="view"):
    """What one vantage saw. `dialling` are addresses in SYN_SENT: dialled, unanswered."""

    vantage: str
    listeners: Maybe[tuple[Listener, ...]]
    dialling: Maybe[tuple[Address, ...]]
    hosts: Maybe[tuple[tuple[str, str], ...]]
    name_servers: Maybe[tuple[str, ...]]
    routes: Maybe[tuple[Route, ...]]
    resolutions: tuple[Resolution, ...] = ()
    attempts: tuple[Attempt, ...] = ()


class Proof(Fact, frozen=True, kw_only=True):
    """A remedy tried on a probe: `proven`, `refuted`, or `untried` with the reason."""

    status: Literal["proven", "refuted", "untried"]
    attempt: Attempt | None = None
    reason: str | None = None


class Control(Fact, frozen=True, kw_only=True):
    """A throw-away listener of a probe on the engine's host, dialled as a failing call was.

    It listens on `host` (the address that call led to) and a free port. `far` is the
    attempt from the failing `vantage`, `near` the one from the engine's host itself.
    """

    vantage: str
    host: str
    far: Attempt
    near: Attempt


class Timings(Fact, frozen=True, kw_only=True):
    """How long each step took, in milliseconds."""

    survey_ms: float = 0.0
    observe_ms: float = 0.0
    prove_ms: float = 0.0
    total_ms: float = 0.0


class Snapshot(Fact, frozen=True, kw_only=True):
    """Everything one run observed. `proofs` maps a trial's key (`trial_keys`) to its proof."""

    version: int = SNAPSHOT_VERSION
    question: Question
    survey: Survey
    views: dict[str, Maybe[View]] = {}
    controls: tuple[Control, ...] = ()
    proofs: dict[str, Proof] = {}
    timings: Timings = Timings()
