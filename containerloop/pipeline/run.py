"""The order of one run: survey → plan → observe → diagnose → prove.

The only module that knows the whole order. It decides nothing itself; the report of what it
returns is made by `report_step`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from contextlib import nullcontext
from functools import partial

from msgspec.structs import replace

from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.diagnose.rule_facts.views import host_listeners
from containerloop.facts import Proof, Question, Snapshot, Survey
from containerloop.observe.engine_host import with_whereabouts
from containerloop.observe.experiments import run_experiments
from containerloop.observe.forwarding_tests import run_forwarding_tests
from containerloop.observe.observer import Observer, open_observer
from containerloop.observe.probe.guard import Guard
from containerloop.observe.restarts import with_latest_states
from containerloop.observe.return_tests import run_return_tests
from containerloop.observe.thread_pool import threads
from containerloop.observe.views import joined
from containerloop.pipeline.after_calls import (
    with_latest_lives,
    with_open_calls_settled,
    with_queues_read,
)
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
from containerloop.pipeline.size_step import with_size_tests
from containerloop.pipeline.survey_step import resolve_question, take_quick_survey, take_survey
from containerloop.pipeline.timings import timings_of
from containerloop.plan.experiments import experiments
from containerloop.plan.forwarding_tests import forwarding_tests
from containerloop.plan.joint_rounds import second_round
from containerloop.plan.return_tests import return_tests
from containerloop.plan.rounds import any_is_sure_to_fail
from containerloop.plan.values import Expectation, Look, Plan
from containerloop.survey.engine.connection import client_of
from containerloop.topology.inventory import Inventory

_MOST_TURNS = 3
"""How often causes may step back for the next ones, because their remedies do not help."""
_MANY_STAY_S = 240.0
"""So much longer the probes of a question about several ports live: there may be hundreds."""


def ask(question: Question, options: RunOptions) -> Snapshot:
    """Everything one run observes, proofs included. Leaves nothing of its own behind.

    Raises what the survey raises (`take_survey`, `resolve_question`), and EngineFailed when
    the engine could not start any of the probes.
    """
    run_id = uuid.uuid4().hex[:12]
    began = time.monotonic()
    connection = options.connection
    # before any thread is started: only then is a fork safe
    make_client = partial(client_of, connection.choice) if connection else None
    guarded = Guard(make_client, run_id) if make_client and options.probe else nullcontext()
    with guarded as guard:
        with telling_where_else(question, options):
            seen, files_read = surveyed(question, options)
        surveyed_at = time.monotonic()
        with open_observer(
            connection.client if connection else None,
            run_id=run_id,
            timeout_s=options.timeout_s,
            progress=options.progress,
            guard=guard,
            stays_s=_MANY_STAY_S if question.several else 0,
        ) as observer:
            observed = observe_all(seen, options, observer, files_read=files_read)
            observed_at = time.monotonic()
            proofs = prove_all(observed, options, observer)
            timings = timings_of(began, surveyed_at, observed_at)
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
        seen = with_other_engines(seen, wanted, options)
        seen = _with_controls(seen, wanted, observer) if options.probe else seen
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


def _with_controls(seen: Snapshot, wanted: tuple[Expectation, ...], observer: Observer) -> Snapshot:
    """The snapshot with what calls of the engine's host show about those that failed."""
    inventory = Inventory(seen.survey)
    calls = [s.best for s in symptoms(seen, wanted)]
    planned = experiments(calls, host_listeners(seen, inventory), inventory)
    passed_on = forwarding_tests(calls, inventory)
    sessions = observer.sessions
    compared = run_return_tests(return_tests(calls, inventory))
    tested = run_experiments(planned, sessions) + run_forwarding_tests(passed_on, sessions)
    return replace(seen, controls=tested + compared)


def prove_all(seen: Snapshot, options: RunOptions, observer: Observer) -> dict[str, Proof]:
    """The remedies of what is found, tried on probes; nothing with --no-prove or --no-probe.

    Where all remedies of a cause fail, the next cause has its turn, and its remedies theirs.
    """
    if not (options.prove and options.probe):
        return {}
    # by now loaded ahead
    from containerloop.diagnose.catalogue import entries
    from containerloop.diagnose.differential import diagnose
    from containerloop.prove.schedule import prove

    for _ in range(_MOST_TURNS):
        found = diagnose(seen, entries).found
        more = prove(found, seen, observer, options.progress)
        if not more:
            break
        seen = replace(seen, proofs=seen.proofs | more)
    return seen.proofs
