"""What a rule returns: a finding with its evidence, places, patches and proposals. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.trials import Trial
from containerloop.facts import Address


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the report's parts."""


class Evidence(Line, frozen=True, kw_only=True):
    """An observed line, and the command that shows it again."""

    saw: str
    command: str


class Location(Line, frozen=True, kw_only=True):
    """Where in the project's files; `line` and `column` count from 1."""

    file: str
    line: int
    column: int | None = None
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


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A remedy before its proof: what to change, and the trial that would prove it.

    `first` are the steps that come before it, in their order; `whole` tells that the patch, the
    override or the command does those too. `guess`: which server is meant is what the trial is to
    show; one that does not answer is not it.
    """

    summary: str
    first: tuple[str, ...] = ()
    whole: bool = True
    guess: bool = False
    trial: Trial
    address: Address | None = None
    patch: FileChange | None = None
    override: dict[str, Any] | None = None
    host_command: str | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule returns. `summary` names the user's own things; no full stop.

    `subject` is what must be repaired: two symptoms with one subject are one finding. `after` is
    the code of another cause of the same failure that has to be repaired before this one. `stands`:
    the cause is seen by itself, whatever comes of its remedies, which are suggestions. `alone`:
    what other rules find in the same failure only follows from it.
    """

    summary: str
    subject: str
    evidence: tuple[Evidence, ...]
    remedies: tuple[Proposal, ...]
    location: Location | None = None
    after: str | None = None
    stands: bool = False
    alone: bool = False

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a finding without evidence is an opinion")
