"""What a map needs to be seen: survey, then every vantage at every server of the project (I/O).

Nothing is diagnosed or proven. The snapshot is an ordinary one, so that it can be saved, and drawn
again without an engine.
"""

from __future__ import annotations

import time
import uuid
from contextlib import nullcontext

from msgspec.structs import replace

from containerloop.facts import Snapshot, Timings
from containerloop.observe.engine_host import with_whereabouts
from containerloop.observe.observer import Observer, open_observer
from containerloop.observe.probe.guard import Guard
from containerloop.observe.restarts import with_latest_states
from containerloop.observe.views import joined
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.plan_step import allowed_looks
from containerloop.pipeline.survey_step import resolve_question, take_survey
from containerloop.plan.whole_project import EVERYTHING, looks
from containerloop.survey.engine.connection import new_client
from containerloop.topology.inventory import Inventory

_ROUNDS = 2
"""The second one tries the ports on which servers were seen to listen, though nothing says so."""


def look_around(options: RunOptions) -> Snapshot:
    """Everything of a project from everywhere in it. Leaves nothing of its own behind.

    Raises what the survey raises (`take_survey`), and EngineFailed when the engine could not
    start any of the probes.
    """
    run_id = uuid.uuid4().hex[:12]
    began = time.monotonic()
    connection = options.connection
    # before any thread is started: only then is a fork safe
    guarded = Guard(new_client, run_id) if connection and options.probe else nullcontext()
    with guarded as guard:
        survey = take_survey(EVERYTHING, options)
        seen = Snapshot(question=resolve_question(EVERYTHING, survey), survey=survey)
        surveyed_at = time.monotonic()
        with open_observer(
            connection.client if connection else None,
            run_id=run_id,
            timeout_s=options.timeout_s,
            progress=options.progress,
            guard=guard,
        ) as observer:
            for _ in range(_ROUNDS):
                seen = _with_views(seen, options, observer)
            impostors = observer.sessions.impostors
    ended = time.monotonic()
    timings = Timings(
        survey_ms=round(1000 * (surveyed_at - began), 1),
        observe_ms=round(1000 * (ended - surveyed_at), 1),
        total_ms=round(1000 * (ended - began), 1),
    )
    return replace(seen, timings=timings, impostor_images=impostors)


def _with_views(seen: Snapshot, options: RunOptions, observer: Observer) -> Snapshot:
    wanted = allowed_looks(looks(Inventory(seen.survey), seen.views), options)
    made = observer.observe(wanted)
    survey = with_whereabouts(with_latest_states(seen.survey, observer.ended), observer.whereabouts)
    views = seen.views | {v: joined(seen.views.get(v), view) for v, view in made.items()}
    return replace(seen, survey=survey, views=views)
