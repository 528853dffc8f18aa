"""From the snapshot of a whole project to the page of its team. Pure."""

from __future__ import annotations

from containerloop.facts import Snapshot
from containerloop.pipeline.report_step import answer
from containerloop.report.page.values import PageReport
from containerloop.report.page.whole import page_of
from containerloop.topology.inventory import Inventory


def page(snapshot: Snapshot) -> PageReport:
    """The page of what `look_around` saw, however old: nothing is measured again."""
    return page_of(snapshot, answer(snapshot))


def anything_runs(snapshot: Snapshot) -> bool:
    """Whether any container of the project could have answered."""
    return any(c.state.running for c in Inventory(snapshot.survey).scope)
