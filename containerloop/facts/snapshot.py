"""What one run observed, whole: the survey, each vantage's view, and the proofs.

A `Snapshot` is the only input of the diagnosis; --save writes it, replay reads it. Only frozen
values and their reading from JSON may live here.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from containerloop.facts.away_servers import AwayServer
from containerloop.facts.log_ins import DataSetUp, RefusedLogIn
from containerloop.facts.openings import PLAIN, Opening
from containerloop.facts.outcomes import Outcome
from containerloop.facts.survey import OtherEngine, Survey
from containerloop.facts.values import Address, Attempt, Fact, Maybe, Transport, Unobserved
from containerloop.facts.views import View

SNAPSHOT_VERSION = 1
HOST = "host"
ENGINE_HOST = "engine-host"
RUN_LABEL = "containerloop.run"
"""What our own probes are labelled with, by the run that started them."""


class Question(Fact, frozen=True, kw_only=True):
    """What the user asks, taken apart. `host` and `scheme` are None for a bare port.

    `opening`: what else a URL names of the first words of its client (its path, its user).
    `port` is 0 where none was typed, until the survey shows which one the host has; with `target`
    "" everything is asked about that anybody relies on. `last_port` is the end of a range, 0 for
    one port. `reported`: what the error says that was quoted; `build`: for what image (a service,
    a stage, or "") a step of its build printed it, None where it was no build; and
    `blocked_by_browser`: that it is one of a browser that did not make the call. `stated` are the
    questions of a file that states what comes of them: all of them are asked, and nothing else.
    `without_host`: this machine's calls are asked about elsewhere.
    """

    target: str
    host: str | None = None
    port: int
    transport: Transport = Transport.TCP
    scheme: str | None = None
    opening: Opening = PLAIN
    vantages: tuple[str, ...] = msgspec.field(default=(), name="from")
    last_port: int = 0
    reported: Outcome | None = None
    build: str | None = None
    blocked_by_browser: bool = False
    stated: tuple[Question, ...] = ()
    without_host: bool = False

    @property
    def several(self) -> bool:
        """Whether it is about several ports: a range, all that is relied on, or all stated."""
        return self.host is None and (not self.port or bool(self.last_port))

    def covers(self, port: int) -> bool:
        """Whether a port is one of those that are asked about."""
        return not self.port or self.port <= port <= (self.last_port or self.port)

    @property
    def address(self) -> Address | None:
        """The address asked for; None for a bare port, which asks about everybody."""
        if self.host is None:
            return None
        return Address(host=self.host, port=self.port, transport=self.transport)


class Complaint(Fact, frozen=True, kw_only=True):
    """An address that a container's log complains of, and the kind of failure; never the line."""

    address: Address
    outcome: Outcome


class Proof(Fact, frozen=True, kw_only=True):
    """A remedy tried on a probe: `proven`, `refuted`, or `untried` with the reason."""

    status: Literal["proven", "refuted", "untried"]
    attempt: Attempt | None = None
    reason: str | None = None


class Control(Fact, frozen=True, kw_only=True):
    """A throw-away listener of a probe on the engine's host, dialled as a failing call was.

    It listens on `host` (the address that call led to) and a free port; where that is a
    container's address, inside that container, and where it is another machine's, nothing of
    ours listens and that machine itself was dialled. `far` is the attempt from the failing
    `vantage`, `near` the one from the engine's host itself. `kept_in`: the vantage's own network
    namespace refused to send there.
    """

    vantage: str
    host: str
    far: Attempt
    near: Attempt
    kept_in: bool = False


class SizeTest(Fact, frozen=True, kw_only=True):
    """The same call twice more: in TCP segments of at most `segment` bytes, and as large as usual.

    Both waited for the whole reply; `large` is None where `small` did not get one.
    """

    segment: int
    small: Attempt
    large: Attempt | None = None

    @property
    def only_small(self) -> bool:
        """Whether the reply came whole in small segments, and not in large ones."""
        if not self.small_is_whole or self.large is None:
            return False
        return self.large.outcome is Outcome.SILENT or self.large.missing > 0

    @property
    def small_is_whole(self) -> bool:
        """Whether the reply came whole in small segments."""
        return self.small.outcome is Outcome.ANSWERED and not self.small.missing


class Timings(Fact, frozen=True, kw_only=True):
    """How long each step took, in milliseconds."""

    survey_ms: float = 0.0
    observe_ms: float = 0.0
    prove_ms: float = 0.0
    total_ms: float = 0.0


class Snapshot(Fact, frozen=True, kw_only=True):
    """Everything one run observed. `proofs` maps a trial's key (`trial_keys`) to its proof.

    `impostor_images` are names of the probe's image that other images have on the engine, each
    with what sets it apart: `containerloop-probe:1f3a (its layers)`.
    `complaints` has, by vantage, those of the containers whose last log lines were read;
    `refused_log_ins` what the logs of servers and of their clients say of refused log-ins;
    `set_ups`, by client, how the data of the database were set up that refused it.
    `other_engines` are looked for only where what is asked about is not on this one.
    `further` are those of further engines, each named by its Docker `context` ("" for the engine
    in use); `unasked` is why some were not asked, `lost` those of them that did not answer;
    `asked_nodes` are the swarm's nodes that were (ids).
    `away` are the servers on other nodes of the swarm at which calls of this engine's ended.
    """

    version: int = SNAPSHOT_VERSION
    question: Question
    survey: Survey
    views: dict[str, Maybe[View]] = {}
    controls: tuple[Control, ...] = ()
    size_tests: tuple[SizeTest, ...] = ()
    complaints: dict[str, Maybe[tuple[Complaint, ...]]] = {}
    refused_log_ins: dict[str, Maybe[tuple[RefusedLogIn, ...]]] = {}
    set_ups: dict[str, Maybe[DataSetUp]] = {}
    proofs: dict[str, Proof] = {}
    timings: Timings = Timings()
    impostor_images: tuple[str, ...] = ()
    other_engines: Maybe[tuple[OtherEngine, ...]] = Unobserved("other engines were not asked")
    context: str = ""
    further: tuple[Snapshot, ...] = ()
    unasked: dict[str, str] = {}
    lost: tuple[str, ...] = ()
    asked_nodes: tuple[str, ...] = ()
    away: tuple[AwayServer, ...] = ()

    @property
    def every(self) -> tuple[Snapshot, ...]:
        """The snapshots of all engines that were asked, this one first."""
        return (self, *self.further)
