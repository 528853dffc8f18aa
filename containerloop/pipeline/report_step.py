"""The pure end of a run, shared with `replay`: from a snapshot to its report."""

from __future__ import annotations

from containerloop.diagnose.catalogue import entries
from containerloop.diagnose.differential import diagnose
from containerloop.facts import Snapshot
from containerloop.report.conclude import conclude
from containerloop.report.repairs import Repair, repairs
from containerloop.report.several_engines import conclude_several
from containerloop.report.v1 import Report


def answer(snapshot: Snapshot) -> Report:
    """The report of a snapshot, however old: nothing is measured again."""
    told = [diagnose(each, entries) for each in snapshot.every]
    several = snapshot.further or snapshot.context or snapshot.unasked
    return conclude_several(snapshot, told) if several else conclude(snapshot, told[0])


def answer_with_repairs(snapshot: Snapshot) -> tuple[Report, tuple[Repair, ...]]:
    """The same report, and what would repair each fault in it."""
    differential = diagnose(snapshot, entries)
    report = conclude(snapshot, differential)
    return report, repairs(snapshot, differential, report)
