"""Asking again until everybody is served: short rounds, and one whole run at the end (I/O).

A short round tries only what is relied on, through probes that stay. What it finds served counts
once a whole run, which knows of more ways to fail, says so too.
"""

from __future__ import annotations

import dataclasses
import time
import uuid
from contextlib import nullcontext

from msgspec.structs import replace

from containerloop.facts import Question, Snapshot, Unobserved
from containerloop.observe.observer import Observer, open_observer
from containerloop.observe.probe.guard import Guard
from containerloop.pipeline.further_step import failing_in, wanted_in, with_further
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.plan_step import allowed_looks
from containerloop.pipeline.prove_step import prove_all
from containerloop.pipeline.report_step import answer
from containerloop.pipeline.run import observe_all, surveyed
from containerloop.pipeline.timings import timings_of
from containerloop.plan.joint_rounds import looks_at
from containerloop.report.v1 import Verdict
from containerloop.survey.engine.connection import new_client
from containerloop.topology.inventory import Inventory

FIRST_PAUSE_S = 0.1
MOST_PAUSE_S = 1.0
_GROWTH = 1.5
_SHORTEST_TRY_S = 0.1


def wait_until_served(question: Question, options: RunOptions, most_s: float) -> Snapshot:
    """What the first whole run observes in which everybody is served, or the one that is made
    when `most_s` seconds are over, with its proofs. Leaves nothing of its own behind.

    Raises what `ask` raises, in every round.
    """
    run_id = uuid.uuid4().hex[:12]
    connection = options.connection
    # before any thread is started: only then is a fork safe
    guarded = Guard(new_client, run_id) if connection and options.probe else nullcontext()
    with (
        guarded as guard,
        open_observer(
            connection.client if connection else None,
            run_id=run_id,
            timeout_s=options.timeout_s,
            progress=options.progress,
            guard=guard,
            stays_s=most_s,
        ) as observer,
    ):
        served = _served_in_time(question, options, observer, most_s)
        return served or _whole(question, options, observer, proven=True)


def _served_in_time(
    question: Question, options: RunOptions, observer: Observer, most_s: float
) -> Snapshot | None:
    """The whole run in which everybody was served; None when the time is over."""
    began, pause = time.monotonic(), FIRST_PAUSE_S
    until = began + most_s
    while (left := until - time.monotonic()) > 0:
        options.progress(f"waiting, {most_s - left:.0f} of {most_s:.0f} s")
        timeout_s = max(_SHORTEST_TRY_S, min(options.timeout_s, left))
        if _seems_served(question, options, observer.anew(timeout_s)):
            whole = _whole(question, options, observer, proven=False)
            if answer(whole).verdict is Verdict.REACHABLE:
                return whole
        time.sleep(max(0.0, min(pause, until - time.monotonic())))
        pause = min(pause * _GROWTH, MOST_PAUSE_S)
    return None


def _seems_served(question: Question, options: RunOptions, observer: Observer) -> bool:
    """Whether all that is relied on is served, as far as those tries alone tell."""
    seen, _ = surveyed(question, options)
    # a server's log has a line of each log-in that was begun: one, in the whole run, is enough
    options = dataclasses.replace(options, log_in=False)
    wanted = wanted_in(seen)
    looks = allowed_looks(looks_at(wanted, Inventory(seen.survey)), options)
    for look in looks:
        observer.sessions.leave(look.vantage, look.stand)
    seen = replace(seen, views=observer.observe(looks))
    seen = with_further(seen, wanted, options, observer)
    for vantage, view in seen.views.items():
        if isinstance(view, Unobserved):  # the probe may have ended with what it stood in
            observer.sessions.close_session(vantage)
    return bool(wanted) and not failing_in(seen, wanted)


def _whole(
    question: Question, options: RunOptions, observer: Observer, *, proven: bool
) -> Snapshot:
    """A whole run with the probes that are there, as for any question."""
    began = time.monotonic()
    seen, files_read = surveyed(question, options)
    surveyed_at = time.monotonic()
    anew = observer.anew(options.timeout_s)
    whole = observe_all(seen, options, anew, files_read=files_read)
    observed_at = time.monotonic()
    return replace(
        whole,
        proofs=prove_all(whole, options, anew) if proven else {},
        timings=timings_of(began, surveyed_at, observed_at),
        impostor_images=observer.sessions.impostors,
    )
