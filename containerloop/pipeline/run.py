"""The order of one run: survey → plan → observe → diagnose → prove.

The only module that knows the whole order. It decides nothing itself; the report of what it
returns is made by `report_step`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace

from containerloop.facts import Question, Snapshot, Survey
from containerloop.observe.engine_host import with_whereabouts
from containerloop.observe.observer import Observer, open_observer
from containerloop.observe.probe.guard import Guard
from containerloop.observe.restarts import with_latest_states
from containerloop.observe.thread_pool import threads
from containerloop.observe.views import joined
from containerloop.pipeline.after_calls import (
    with_latest_lives,
    with_open_calls_settled,
    with_queues_read,
)
from containerloop.pipeline.away_step import with_servers_away
from containerloop.pipeline.controls_step import with_controls
from containerloop.pipeline.elsewhere_step import telling_where_else, with_other_engines
from containerloop.pipeline.full_survey import FullSurvey
from containerloop.pipeline.further_step import (
    behind,
    calls_untold,
    failing_in,
    log_untold,
    wanted_in,
    with_further,
)
from containerloop.pipeline.load_ahead import load_ahead
from containerloop.pipeline.log_ins_step import with_refused_log_ins
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.plan_step import allowed_looks, make_plan
from containerloop.pipeline.prove_step import prove_all
from containerloop.pipeline.size_step import with_size_tests
from containerloop.pipeline.survey_step import resolve_question, take_quick_survey, take_survey
from containerloop.pipeline.timings import timings_of
from containerloop.plan.joint_rounds import second_round
from containerloop.plan.rounds import any_is_sure_to_fail
from containerloop.plan.values import Look, Plan
from containerloop.survey.engine.connection import client_of
from containerloop.topology.inventory import Inventory

_MANY_STAY_S = 240.0
"""So much longer the probes of a question about several ports live: there may be hundreds."""


@dataclass(frozen=True)
class Begun:
    """A run whose survey is taken: its snapshot so far, whether the compose files were read for
    it, and when it was begun and the survey was there (`time.monotonic`)."""

    seen: Snapshot
    files_read: bool
    began: float
    surveyed_at: float


def ask(question: Question, options: RunOptions) -> Snapshot:
    """Everything one run observes, proofs included. Leaves nothing of its own behind.

    Raises what the survey raises (`take_survey`, `resolve_question`), and EngineFailed when
    the engine could not start any of the probes.
    """
    run_id = uuid.uuid4().hex[:12]
    # before any thread is started: only then is a fork safe
    guarded = guard_of(options, run_id) or nullcontext()
    with guarded as guard:
        return finished(begun(question, options), options, run_id, guard)


def guard_of(options: RunOptions, run_id: str) -> Guard | None:
    """What removes the probes of a run that is killed; None where it starts none."""
    if options.connection is None or not options.probe:
        return None
    return Guard(partial(client_of, options.connection.choice), run_id)


def begun(question: Question, options: RunOptions) -> Begun:
    """The run with its survey, before anything is measured. Raises what the survey raises."""
    began = time.monotonic()
    with telling_where_else(question, options):
        seen, files_read = surveyed(question, options)
    return Begun(seen, files_read, began, time.monotonic())


def finished(run: Begun, options: RunOptions, run_id: str, guard: Guard | None) -> Snapshot:
    """Everything the run observes. Raises EngineFailed where no probe could be started at all."""
    connection = options.connection
    with open_observer(
        connection.client if connection else None,
        run_id=run_id,
        timeout_s=options.timeout_s,
        progress=options.progress,
        guard=guard,
        stays_s=_MANY_STAY_S if run.seen.question.several else 0,
    ) as observer:
        observed = observe_all(run.seen, options, observer, files_read=run.files_read)
        observed_at = time.monotonic()
        proofs = prove_all(observed, options, observer)
        timings = timings_of(run.began, run.surveyed_at, observed_at)
        impostors = observer.sessions.impostors
    return replace(observed, proofs=proofs, timings=timings, impostor_images=impostors)


def surveyed(question: Question, options: RunOptions) -> tuple[Snapshot, bool]:
    """The snapshot before anything is measured, and whether the compose files were read for it.

    Raises what the survey raises.
    """
    quick = take_quick_survey(question, options)
    survey = quick or take_survey(question, options)
    question = resolve_question(question, survey)
    return Snapshot(question=question, survey=survey), quick is None


def observe_all(
    seen: Snapshot, options: RunOptions, observer: Observer, *, files_read: bool
) -> Snapshot:
    """The surveyed snapshot with everything that is measured: two rounds and the controls.

    A fault is explained with the lines of the compose files. Where the survey did not read
    them, they are read as soon as something fails, while the probes wait for answers.
    """
    plan = make_plan(seen.question, seen.survey, options)
    with threads(2) as reader:
        reader.submit(load_ahead, options)
        files = FullSurvey(reader, seen.question, options, needed=not files_read)
        if any_is_sure_to_fail(plan.expectations, Inventory(seen.survey)):
            files.start()
        seen = _first_round(_with_views(seen, plan.looks, observer), plan, options, observer)
        failing = failing_in(seen, plan.expectations) if options.explain else []
        if failing:
            files.start()
        inventory = Inventory(seen.survey)
        second = second_round(seen.question, inventory, failing, seen.views)
        seen = _with_views(seen, allowed_looks(second, options), observer)
        seen = with_queues_read(
            seen, plan.expectations, options, observer, {x.vantage for x in second}
        )
        if failing:
            survey = files.result() or seen.survey
            seen = replace(seen, survey=_latest(survey, observer))
        untold = options.explain and (calls_untold(seen) or log_untold(seen))
        if failing or untold:
            seen = behind(seen, options, observer)
    wanted = wanted_in(seen)
    if options.explain:
        seen = with_servers_away(seen, wanted, options)
        seen = with_other_engines(seen, wanted, options)
        seen = with_controls(seen, wanted, observer) if options.probe else seen
    return with_latest_lives(seen, wanted, observer)


def _first_round(seen: Snapshot, plan: Plan, options: RunOptions, observer: Observer) -> Snapshot:
    """The snapshot of the first calls, with what tells whether they were served."""
    seen = with_open_calls_settled(seen, plan.expectations, options, observer)
    seen = with_further(seen, plan.expectations, options, observer)
    seen = with_size_tests(seen, plan.expectations, options, observer)
    return with_refused_log_ins(seen, plan.expectations, options)


def _with_views(seen: Snapshot, looks: Iterable[Look], observer: Observer) -> Snapshot:
    """The snapshot with the views of one more round, and the states found meanwhile."""
    made = observer.observe(looks)
    views = seen.views | {v: joined(seen.views.get(v), view) for v, view in made.items()}
    return replace(seen, survey=_latest(seen.survey, observer), views=views)


def _latest(survey: Survey, observer: Observer) -> Survey:
    """The survey with what was learned since: states of containers, and whose machine it is."""
    known = with_latest_states(survey, observer.ended)
    return with_whereabouts(known, observer.whereabouts)
