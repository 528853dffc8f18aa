"""The order of one run: survey → plan → observe → diagnose → prove.

The only module that knows the whole order. It decides nothing itself; the report of what it
returns is made by `report_step`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from contextlib import nullcontext

from msgspec.structs import replace

from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.rule_facts.views import host_listeners
from containerloop.diagnose.symptom import symptoms
from containerloop.facts import Control, Proof, Question, Snapshot, Survey, Timings
from containerloop.observe.experiments import run_experiments
from containerloop.observe.observer import Observer, open_observer
from containerloop.observe.probe.guard import Guard
from containerloop.observe.restarts import with_latest_states
from containerloop.observe.thread_pool import threads
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.plan_step import allowed_looks, make_plan
from containerloop.pipeline.survey_step import resolve_question, take_quick_survey, take_survey
from containerloop.plan.experiments import experiments
from containerloop.plan.rounds import any_is_sure_to_fail, follow_up
from containerloop.plan.values import Expectation, Look
from containerloop.prove.schedule import prove
from containerloop.survey.engine.connection import new_client
from containerloop.topology.inventory import Inventory


def ask(question: Question, options: RunOptions) -> Snapshot:
    """Everything one run observes, proofs included. Leaves nothing of its own behind.

    Raises what the survey raises (`take_survey`, `resolve_question`), and EngineFailed when
    the engine could not start any of the probes.
    """
    run_id = uuid.uuid4().hex[:12]
    began = time.monotonic()
    connection = options.connection
    # before any thread is started: only then is a fork safe
    guarded = Guard(new_client, run_id) if connection and options.probe else nullcontext()
    with guarded as guard:
        quick = take_quick_survey(question, options)
        survey = quick or take_survey(question, options)
        surveyed = Snapshot(question=resolve_question(question, survey), survey=survey)
        surveyed_at = time.monotonic()
        with open_observer(
            connection.client if connection else None,
            run_id=run_id,
            timeout_s=options.timeout_s,
            progress=options.progress,
            guard=guard,
        ) as observer:
            observed = _observe(surveyed, options, observer, files_read=quick is None)
            observed_at = time.monotonic()
            proofs = _prove(observed, options, observer)
            timings = _timings(began, surveyed_at, observed_at)
    return replace(observed, proofs=proofs, timings=timings)


def _observe(
    seen: Snapshot, options: RunOptions, observer: Observer, *, files_read: bool
) -> Snapshot:
    """The surveyed snapshot with everything that is measured: two rounds and the controls.

    A fault is explained with the lines of the compose files. Where the survey did not read
    them, they are read as soon as something fails, while the probes wait for answers.
    """
    plan = make_plan(seen.question, seen.survey, options)
    with threads(1) as reader:
        files = _FullSurvey(reader, seen.question, options, needed=not files_read)
        if any_is_sure_to_fail(plan.expectations, Inventory(seen.survey)):
            files.start()
        seen = _with_views(seen, plan.looks, observer)
        failing = _failing(seen, plan.expectations)
        if failing:
            files.start()
        inventory = Inventory(seen.survey)
        second = follow_up(seen.question, inventory, failing, seen.views)
        seen = _with_views(seen, allowed_looks(second, options), observer)
        if options.probe:
            seen = replace(seen, controls=_controls(seen, plan.expectations, observer))
        if failing:
            survey = files.result() or seen.survey
            seen = replace(seen, survey=with_latest_states(survey, observer.ended))
    return seen


class _FullSurvey:
    """The survey that reads the compose files as well: taken in another thread, at most once."""

    def __init__(
        self, reader: Executor, question: Question, options: RunOptions, *, needed: bool
    ) -> None:
        self._reader = reader
        self._question = question
        self._options = options
        self._needed = needed
        self._taken: Future[Survey] | None = None

    def start(self) -> None:
        """Begin to take it, if it is needed and not begun yet."""
        if self._needed and self._taken is None:
            self._taken = self._reader.submit(take_survey, self._question, self._options)

    def result(self) -> Survey | None:
        """The survey, waited for; None where it was not started. Raises what it raised."""
        return self._taken.result() if self._taken else None


def _with_views(seen: Snapshot, looks: Iterable[Look], observer: Observer) -> Snapshot:
    """The snapshot with the views of one more round, and the states found meanwhile."""
    views = seen.views | observer.observe(looks)
    return replace(seen, survey=with_latest_states(seen.survey, observer.ended), views=views)


def _failing(seen: Snapshot, wanted: tuple[Expectation, ...]) -> list[Expectation]:
    return [s.expectation for s in symptoms(seen, wanted) if not s.met]


def _controls(
    seen: Snapshot, wanted: tuple[Expectation, ...], observer: Observer
) -> tuple[Control, ...]:
    """What test listeners on the engine's host show about the calls that failed there."""
    inventory = Inventory(seen.survey)
    calls = [s.best for s in symptoms(seen, wanted)]
    planned = experiments(calls, host_listeners(seen, inventory), inventory)
    return run_experiments(planned, observer.sessions)


def _prove(seen: Snapshot, options: RunOptions, observer: Observer) -> dict[str, Proof]:
    """The remedies of what is found, tried on probes; nothing with --no-prove or --no-probe."""
    if not (options.prove and options.probe):
        return {}
    found = diagnose(seen, CATALOGUE).found
    return prove(found, observer, Inventory(seen.survey), options.progress)


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
