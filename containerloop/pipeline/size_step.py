"""Calls that were cut off are made again in small packets: part of the order of a run (I/O)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.facts import Snapshot
from containerloop.observe.observer import Observer
from containerloop.observe.size_tests import run_size_tests
from containerloop.pipeline.options import RunOptions
from containerloop.plan.size_tests import marked, size_tests
from containerloop.plan.values import Expectation
from containerloop.topology.inventory import Inventory


def with_size_tests(
    seen: Snapshot, wanted: Iterable[Expectation], options: RunOptions, observer: Observer
) -> Snapshot:
    """The snapshot with what small packets show of calls that were cut off; as a rule of none."""
    if not options.probe:
        return seen
    calls = [s.best for s in symptoms(seen, tuple(wanted))]
    planned = size_tests(calls, Inventory(seen.survey))
    if not planned:
        return seen
    made = run_size_tests(planned, observer.sessions)
    return replace(seen, size_tests=made, views=marked(seen.views, made))
