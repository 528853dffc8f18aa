"""What a rule returns: a finding with its evidence, places, patches and proposals. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from containerloop.diagnose.trials import Trial
from containerloop.facts import Address


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the report's parts."""


class Evidence(Line, frozen=True, kw_only=True):
    """An observed line, and the command that shows it again."""

    saw: str
    command: str


class Location(Line, frozen=True, kw_only=True):
    """Where in the project's files; `line` counts from 1."""

    file: str
    line: int
    key: str = ""


class Patch(Line, frozen=True, kw_only=True):
    """A change of one file as a unified diff body (`-` and `+` lines), credentials masked."""

    file: str
    diff: str
    line: int | None = None


class NotChecked(Line, frozen=True, kw_only=True):
    """A diagnosis that could not be judged, and the fact that was missing."""

    code: str
    reason: str


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
