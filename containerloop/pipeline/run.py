"""The way of one run: survey → plan → observe → diagnose → prove → report.

The only module that knows the whole order. It decides nothing itself; `answer` is the
pure end of it, shared with `replay`.
"""

from __future__ import annotations

import time
import uuid
from contextlib import nullcontext
from typing import TYPE_CHECKING

from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.rule_facts.views import host_listeners
from containerloop.diagnose.symptom import symptoms
from containerloop.facts import (
    Control,
    Maybe,
    Question,
    Snapshot,
    Survey,
    Timings,
    Unobserved,
    View,
)
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.survey_step import question_of, surveyed, surveyed_quickly
from containerloop.plan.expectations import expectations
from containerloop.plan.experiments import experiments
from containerloop.plan.rounds import follow_up, plan, surely_failing
from containerloop.plan.values import Expectation, Look, OwnSockets, Plan
from containerloop.report.conclude import conclude
from containerloop.report.v1 import Report
from containerloop.topology.inventory import Inventory

if TYPE_CHECKING:
    from docker import APIClient

    from containerloop.observe.observer import Observer

NO_PROBE = "probes were left out (--no-probe)"


def answer(snapshot: Snapshot) -> Report:
    """The report of a snapshot, however old: nothing is looked at again."""
    return conclude(snapshot, diagnose(snapshot, CATALOGUE))


def planned(question: Question, survey: Survey, options: RunOptions) -> tuple[Inventory, Plan]:
    """The expectations and the first round of looks, as --dry-run prints them."""
    inventory = Inventory(survey)
    made = plan(question, inventory, expectations(question, inventory))
    return inventory, made if options.probe else Plan(made.expectations, _unprobed(made.looks))


def _unprobed(looks: tuple[Look, ...]) -> tuple[Look, ...]:
    return tuple(
        look
        if isinstance(look.stand, OwnSockets)
        else Look(look.vantage, Unobserved(NO_PROBE), look.tries, look.untried)
        for look in looks
    )


def ask(question: Question, options: RunOptions) -> Snapshot:
    """Everything one run observes, proofs included. Leaves nothing of its own behind."""
    from containerloop.observe.observer import Observer  # noqa: PLC0415
    from containerloop.observe.probe.guard import Guard  # noqa: PLC0415 - imports the Docker SDK

    run_id = uuid.uuid4().hex[:12]
    began = time.monotonic()
    connection = options.connection
    # before any thread is started: only then is a fork safe
    guarded = Guard(_anew, run_id) if connection and options.probe else nullcontext()
    with guarded as guard:
        quick = surveyed_quickly(question, options)
        survey = quick or surveyed(question, options)
        with Observer(
            connection.client if connection else None,
            run_id=run_id,
            timeout_s=options.timeout_s,
            progress=options.progress,
            guard=guard,
        ) as observer:
            return _observed(question, survey, options, observer, began, files_read=not quick)


def _anew() -> APIClient:
    """A client of its own for the guard, which outlives this process for a moment."""
    from containerloop.survey.engine.connection import connect  # noqa: PLC0415

    return connect().client


def _observed(
    question: Question,
    survey: Survey,
    options: RunOptions,
    observer: Observer,
    began: float,
    *,
    files_read: bool,
) -> Snapshot:
    from containerloop.observe.restarts import with_latest_states  # noqa: PLC0415 - imports the Docker SDK
    from containerloop.observe.thread_pool import threads  # noqa: PLC0415
    from containerloop.prove.schedule import prove  # noqa: PLC0415 - imports the Docker SDK

    question = question_of(question, survey)
    surveyed_at = time.monotonic()
    inventory, made = planned(question, survey, options)
    with threads(1) as reading:
        # a fault is explained with the lines of the files: they are read while others wait
        doomed = not files_read and surely_failing(made.expectations, inventory)
        full = reading.submit(surveyed, question, options) if doomed else None
        views = observer.observe(made.looks)
        survey = with_latest_states(survey, observer.ended)
        inventory = Inventory(survey)
        failing = _failing(question, survey, made, views)
        if failing and not (files_read or full):
            full = reading.submit(surveyed, question, options)
        more = follow_up(question, inventory, failing, views)
        views |= observer.observe(more if options.probe else _unprobed(more))
        survey = with_latest_states(survey, observer.ended)
        seen = Snapshot(question=question, survey=survey, views=views)
        controls = _controls(seen, made.expectations, observer) if options.probe else ()
        survey = with_latest_states(full.result(), observer.ended) if full and failing else survey
    seen = Snapshot(question=question, survey=survey, views=views, controls=controls)
    observed_at = time.monotonic()
    proofs = {}
    if options.prove and options.probe:
        found = diagnose(seen, CATALOGUE).found
        proofs = prove(found, observer, Inventory(survey), options.progress)
    return Snapshot(
        question=question,
        survey=survey,
        views=views,
        controls=controls,
        proofs=proofs,
        timings=_timings(began, surveyed_at, observed_at),
    )


def _failing(
    question: Question, survey: Survey, made: Plan, views: dict[str, Maybe[View]]
) -> list[Expectation]:
    seen = Snapshot(question=question, survey=survey, views=views)
    return [s.expectation for s in symptoms(seen, made.expectations) if not s.met]


def _controls(
    seen: Snapshot, wanted: tuple[Expectation, ...], observer: Observer
) -> tuple[Control, ...]:
    """What throw-away listeners on the engine's host show of the calls that failed there."""
    from containerloop.observe import (  # noqa: PLC0415 - imports the Docker SDK
        experiments as control,
    )

    inventory = Inventory(seen.survey)
    calls = [s.best for s in symptoms(seen, wanted)]
    return control.run(experiments(calls, host_listeners(seen, inventory), inventory), observer)


def _timings(began: float, surveyed_at: float, observed_at: float) -> Timings:
    ended = time.monotonic()

    def ms(start: float, end: float) -> float:
        return round(1000 * (end - start), 1)

    return Timings(
        survey_ms=ms(began, surveyed_at),
        observe_ms=ms(surveyed_at, observed_at),
        prove_ms=ms(observed_at, ended),
        total_ms=ms(began, ended),
    )
