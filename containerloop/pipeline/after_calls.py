"""What is looked at once the calls are made: queues, who stays mute, whether servers live on.

Which ones is `plan`'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.facts import Maybe, Outcome, Snapshot, Unobserved, View
from containerloop.observe.observer import Observer
from containerloop.observe.restarts import with_latest_states
from containerloop.observe.views import joined
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.plan_step import allowed_looks
from containerloop.plan.open_calls import heard, inside_looks, looks_again
from containerloop.plan.queues import queue_looks
from containerloop.plan.values import Expectation
from containerloop.plan.watches import watches
from containerloop.topology.frozen import not_accepted
from containerloop.topology.inventory import Inventory

Views = Mapping[str, Maybe[View]]


def with_queues_read(
    seen: Snapshot,
    wanted: tuple[Expectation, ...],
    options: RunOptions,
    observer: Observer,
    read_since: set[str],
) -> Snapshot:
    """The snapshot with the queues of servers that accepted a call and stayed mute."""
    calls = [s.best for s in symptoms(seen, wanted)]
    inventory = Inventory(seen.survey)
    looks = allowed_looks(queue_looks(calls, inventory, read_since), options)
    read = observer.observe(looks)
    return replace(seen, views=with_queues(seen.views, read, inventory))


def with_open_calls_settled(
    seen: Snapshot, wanted: tuple[Expectation, ...], options: RunOptions, observer: Observer
) -> Snapshot:
    """The snapshot with what published ports that accepted and said nothing are worth."""
    calls = [a for s in symptoms(seen, wanted) for a in s.attempts]
    inventory = Inventory(seen.survey)
    inside = observer.observe(allowed_looks(inside_looks(calls, inventory), options))
    views = dict(seen.views) | {v: joined(seen.views.get(v), view) for v, view in inside.items()}
    again = observer.observe(allowed_looks(looks_again(calls, views, inventory), options))
    for vantage, view in again.items():
        before = views.get(vantage)
        if isinstance(before, View) and isinstance(view, View):
            before = heard(before, view)
        views[vantage] = joined(before, view)
    return replace(seen, views=views)


def with_latest_lives(
    seen: Snapshot, wanted: tuple[Expectation, ...], observer: Observer
) -> Snapshot:
    """The snapshot with the states of servers that answered and may not run for long."""
    every = symptoms(seen, wanted)
    served = [s.best for s in every if s.met or s.standing == "server-ended"]
    for watch in watches(served, Inventory(seen.survey)):
        observer.ended[watch.container.id] = observer.sessions.watched(watch)
    return replace(seen, survey=with_latest_states(seen.survey, observer.ended))


def with_queues(views: Views, read: Views, inventory: Inventory) -> dict[str, Maybe[View]]:
    """The views with the sockets that were read after the calls, and what these say of the calls.

    One that only the kernel accepted did not meet a server that waits for its client.
    """
    found = dict(views)
    for vantage, view in read.items():
        before = views.get(vantage)
        if isinstance(before, Unobserved) or before is None:
            found[vantage] = view
        elif isinstance(view, View):
            found[vantage] = replace(before, listeners=view.listeners)
    return {vantage: _judged(view, found, inventory) for vantage, view in found.items()}


def _judged(view: Maybe[View], views: Views, inventory: Inventory) -> Maybe[View]:
    if isinstance(view, Unobserved):
        return view
    attempts = tuple(
        replace(a, outcome=Outcome.SILENT)
        if a.outcome is Outcome.OPEN and not_accepted(a, views, inventory)
        else a
        for a in view.attempts
    )
    return replace(view, attempts=attempts)
