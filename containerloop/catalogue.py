"""What a diagnosis is: a code, a name, the symptoms it explains, a rule and its page.

The rule's parameters are the facts it reads (fields of `reading.SymptomFacts`); the
rule's docstring is the page that `explain` prints. Pure; no diagnosis may live here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from containerloop.facts import Address, Outcome
from containerloop.report import Evidence, Location, Patch

FAILURES = frozenset(o for o in Outcome if not o.reached) - {Outcome.NOT_TRIED}
"""Every outcome that a cause can explain, for one that explains them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """Trial: dial `address` from `vantage` as it is now.

    `scheme` is what to speak there, where the remedy changes that too.
    """

    vantage: str
    address: Address
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DialAs:
    """Trial: dial from a fresh probe that stands where the service would after the change.

    `networks` are network names it joins; `extra_hosts` lines like
    `host.docker.internal:host-gateway`. `vantage` is whose place it takes.
    """

    vantage: str
    networks: tuple[str, ...]
    address: Address
    extra_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Trial: publish `port` of container `container` on 127.0.0.1 and a free port by a relay.

    The machine then dials the relay; it lives for milliseconds. A server that listens on
    its loopback (`loopback`, an address) only is given a second relay inside, as in Rebind.
    `network` is one that the relay is published from, where the container's own cannot.
    """

    container: str
    port: int
    loopback: str | None = None
    network: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebind:
    """Trial: as if the server listened on `listen_on`, then the user's own call repeated.

    A relay in the server's namespace (`container`, None for the engine's host) listens on
    `listen_on`:`port` and forwards to `server` (its loopback listener). `vantage` then
    dials `address`: from where it stands, or (with `networks`) from a fresh probe on them
    that has `extra_hosts`.
    """

    container: str | None
    listen_on: str
    port: int
    server: Address
    vantage: str
    address: Address
    networks: tuple[str, ...] = ()
    extra_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Untriable:
    """No probe can try this remedy; `reason` says why, for the report."""

    reason: str


Trial = Dial | DialAs | Publish | Rebind | Untriable


def trial_key(trial: Trial) -> str:
    """The name under which a snapshot keeps a trial's proof; equal trials share it."""
    return repr(trial)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A remedy before its proof: what to change, and the trial that would prove it."""

    summary: str
    trial: Trial
    address: Address | None = None
    patch: Patch | None = None
    override: dict[str, Any] | None = None
    host_command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule returns. `summary` names the user's own things; no full stop.

    `subject` is what must be repaired: two symptoms with one subject are one finding.
    """

    summary: str
    subject: str
    evidence: tuple[Evidence, ...]
    remedies: tuple[Proposal, ...]
    location: Location | None = None

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a finding without evidence is an opinion")


Rule = Callable[..., Finding | None]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One catalogue entry."""

    code: str
    name: str
    explains: frozenset[Outcome]
    rule: Rule
    severity: Literal["cause", "warning"] = "cause"
    misdirected: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts the rule reads: its parameters' names."""
        return tuple(inspect.signature(self.rule).parameters)

    @property
    def page(self) -> str:
        """The text `explain` prints."""
        return inspect.getdoc(self.rule) or ""


def diagnosis(
    code: str,
    name: str,
    *,
    explains: frozenset[Outcome] | set[Outcome],
    severity: Literal["cause", "warning"] = "cause",
    misdirected: bool = False,
) -> Callable[[Rule], Diagnosis]:
    """Make a rule into a catalogue entry; `explains` are the outcomes it can cause.

    `misdirected`: it also explains an answer that does not serve the client: of another
    server than the one relied upon, or of one that speaks TLS alone or not at all.
    """

    def entry(rule: Rule) -> Diagnosis:
        return Diagnosis(code, name, frozenset(explains), rule, severity, misdirected)

    return entry
