"""What would repair each fault that was found, the first one first. Pure.

One remedy of each: a proven one before one that nobody could try, and of these a command on the
machine last, which this program never runs. What was tried and does not help is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from containerloop.diagnose.differential import Differential
from containerloop.diagnose.file_change import Added, Edit, FileChange, Removed, Reworded
from containerloop.diagnose.finding import Proposal
from containerloop.facts import Proof, Snapshot
from containerloop.report.proposals import with_proofs
from containerloop.report.v1 import Remedy, Report, ReportedFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A fault, and the remedy chosen for it; None where all of them were tried in vain.

    `change` and `override` are that remedy in a file; None where it is in none.
    """

    finding: ReportedFinding
    remedy: Remedy | None
    change: FileChange | None = None
    override: dict[str, Any] | None = None

    @property
    def proven(self) -> bool:
        """Whether a probe got the answer with it."""
        return self.remedy is not None and self.remedy.proof.status == "proven"


def repairs(snapshot: Snapshot, differential: Differential, report: Report) -> tuple[Repair, ...]:
    """A repair for each cause of the report, in its order."""
    made = []
    for found, told in zip(differential.found, report.findings, strict=True):
        if told.severity == "cause":
            made.append(_repair(with_proofs(found, snapshot.proofs), told))
    return tuple(made)


def _repair(every: Iterable[tuple[Proposal, Proof]], told: ReportedFinding) -> Repair:
    offered = [
        (proposal, remedy)
        for (proposal, proof), remedy in zip(every, told.remedies, strict=True)
        if proof.status != "refuted"
    ]
    if not offered:
        return Repair(finding=told, remedy=None)
    proposal, remedy = min(offered, key=lambda each: _rank(*each))
    return Repair(finding=told, remedy=remedy, change=proposal.patch, override=proposal.override)


def _rank(proposal: Proposal, remedy: Remedy) -> tuple[bool, bool]:
    """`min` keeps the first of equals, which is the better one."""
    in_a_file = proposal.patch is not None or proposal.override is not None
    return remedy.proof.status != "proven", bool(proposal.host_command) and not in_a_file


_EVERYWHERE = ("0.0.0.0", "::", "[::]")


def effect(edit: Edit) -> str | None:
    """What an edit changes beside the address that a client calls; None: nothing else."""
    if not edit.keys:
        return None
    _, _, below = edit.keys[0].partition("services.")
    service, _, setting = below.partition(".")
    if isinstance(edit, Added):
        return _effect_of_lines(edit, service, setting.partition(".")[0])
    if isinstance(edit, Removed):
        return f"{service} leaves its network mode and joins the project's network"
    return _effect_of_words(edit, service, setting)


def _effect_of_lines(edit: Added, service: str, setting: str) -> str | None:
    text = "\n".join(edit.lines)
    return {
        "ports": f"publishes a port of {service} on this machine"
        + (" only" if "127.0.0.1:" in text else ", at every address of it"),
        "networks": f"connects {service} to another network, whose containers can call it then",
        "depends_on": f"{service} starts later: only when that service is healthy",
        "environment": f"sets variables that {service} did not have",
    }.get(setting)


def _effect_of_words(edit: Reworded, service: str, setting: str) -> str | None:
    if setting.partition(".")[0] == "ports":
        return f"changes how a port of {service} is published"
    old = [edit.was[start:end] for start, end, _ in edit.parts]
    if any(new in _EVERYWHERE for _, _, new in edit.parts):
        return f"{service} listens on every address of its container"
    if any("://" in words or "sslmode" in words for words in old):
        return f"changes whether {service} uses TLS"
    return None
