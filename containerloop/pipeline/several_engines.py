"""One question asked on several engines at once (I/O).

Each is surveyed and observed as if it were the only one, by probes of its own, and what hangs or
fails on one of them holds up no other. What this machine relies on is asked once, of the first
engine that has what is asked about.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TypeVar

from msgspec.structs import replace

from containerloop.errors import ContainerloopError, ProjectUnknown, UsageError
from containerloop.facts import ENGINE_HOST, HOST, Question, Snapshot
from containerloop.observe.thread_pool import threads
from containerloop.pipeline.options import AskedEngine, RunOptions
from containerloop.pipeline.run import Begun, ask, begun, finished, guard_of
from containerloop.plan.missing_here import missing_here
from containerloop.survey.further_engines import FurtherEngines
from containerloop.topology.inventory import Inventory

T = TypeVar("T")


def ask_several(
    question: Question, options: RunOptions, engines: FurtherEngines | None = None
) -> Snapshot:
    """What the runs observe, as the snapshot of the first engine that could be asked.

    Raises what `ask` raises; a project or a vantage that one engine does not have is none of its
    business, unless no other engine has it either. An engine that fails is named in the snapshot.
    """
    if options.connection is None or engines is None:
        return ask(question, options)
    with ExitStack() as held:
        # guards first: they are forked, which only a process with one thread may safely do
        asked = {c: _guarded(c, engines, options, held) for c in engines.connections}
        return _asked(question, options, engines, asked)


def _guarded(
    context: str, engines: FurtherEngines, options: RunOptions, held: ExitStack
) -> AskedEngine:
    met, run_id = engines.met[context], uuid.uuid4().hex[:12]
    guard = guard_of(dataclasses.replace(options, connection=met.connection), run_id)
    return AskedEngine(
        connection=met.connection,
        context=context,
        node=met.swarm.node if met.swarm is not None else "",
        run_id=run_id,
        guard=held.enter_context(guard) if guard is not None else None,
    )


def _asked(
    question: Question,
    options: RunOptions,
    engines: FurtherEngines,
    asked: Mapping[str, AskedEngine],
) -> Snapshot:
    nodes = tuple(each for each in asked.values() if each.node)

    def there(context: str) -> RunOptions:
        own = asked[context].connection
        return dataclasses.replace(options, connection=own, told=engines.told, nodes=nodes)

    questions = {c: meant for c in asked if (meant := at(question, c)) is not None}
    unasked, lost = dict(engines.lost), list(engines.lost)
    started = _at_once({c: _call(begun, q, there(c)) for c, q in questions.items()})
    runs = _without_failed(started, unasked, lost)
    runs = _host_asked_once(_of_those_who_stand_there(runs, unasked))
    done = _at_once({c: _call(_finished, run, there(c), asked[c]) for c, run in runs.items()})
    seen = [replace(s, context=c) for c, s in _without_failed(done, unasked, lost).items()]
    known = tuple(each.node for each in nodes)
    first, *others = (replace(each, asked_nodes=known) for each in seen)
    return replace(first, further=tuple(others), unasked=unasked, lost=tuple(lost))


def _finished(run: Begun, options: RunOptions, engine: AskedEngine) -> Snapshot:
    made = finished(run, options, engine.run_id, engine.guard)
    # engines of contexts are searched for what is missing here; these were named
    return replace(made, other_engines=())


def _call(run: Callable[..., T], *words: object) -> Callable[[], T]:
    return lambda: run(*words)


def _at_once(calls: Mapping[str, Callable[[], T]]) -> dict[str, T | ContainerloopError]:
    """What each call returns or why it cannot, each in a thread of its own."""

    def answer(call: Callable[[], T]) -> T | ContainerloopError:
        try:
            return call()
        except ContainerloopError as error:
            return error

    if not calls:
        return {}
    with threads(len(calls)) as pool:
        return dict(zip(calls, pool.map(answer, calls.values()), strict=True))


def _without_failed(
    answers: Mapping[str, T | ContainerloopError], unasked: dict[str, str], lost: list[str]
) -> dict[str, T]:
    """Those that answered. Raises the first one's error where none did."""
    errors = {c: e for c, e in answers.items() if isinstance(e, ContainerloopError)}
    for context, error in errors.items():
        unasked[context] = error.message
        if not isinstance(error, ProjectUnknown | UsageError):
            lost.append(context)
    if len(errors) == len(answers) and errors:
        raise next(iter(errors.values()))
    return {c: a for c, a in answers.items() if not isinstance(a, ContainerloopError)}


def at(question: Question, context: str) -> Question | None:
    """The question as it is for one engine; None where it names vantages, and none that is there.

    `api@node2` is of that engine alone; `host` is this machine, whatever engines there are.
    """
    if not question.vantages:
        return question
    named = [vantage.rpartition("@") for vantage in question.vantages]
    own = tuple(v for v, mark, at in named if mark and at == context)
    plain = tuple(v for _, mark, v in named if not mark and (v != HOST or not context))
    own_or_plain = own + plain
    return replace(question, vantages=own_or_plain) if own_or_plain else None


def _host_asked_once(runs: dict[str, Begun]) -> dict[str, Begun]:
    """What this machine relies on counts on the first engine that has what is asked about."""
    # a vantage of a further engine is named for what is there, and not for what is seen from here
    able = [c for c, run in runs.items() if not (c and run.seen.question.vantages)]
    whose = next((c for c in able if _has_it(runs[c].seen)), next(iter(able), None))
    return {c: r if c == whose else _asked_with(r, without_host=True) for c, r in runs.items()}


def _has_it(seen: Snapshot) -> bool:
    return not missing_here(seen.question, Inventory(seen.survey))


def _asked_with(run: Begun, **more: object) -> Begun:
    question = replace(run.seen.question, **more)
    return dataclasses.replace(run, seen=replace(run.seen, question=question))


def _of_those_who_stand_there(runs: dict[str, Begun], unasked: dict[str, str]) -> dict[str, Begun]:
    """The runs without the vantages that only another engine has."""
    there = {context: _standing(run.seen) for context, run in runs.items()}
    if not any(there.values()):
        return runs
    for context, run in runs.items():
        asked = run.seen.question.vantages
        if asked and not there[context]:
            names = ", ".join(v.partition(":")[2] or v for v in asked)
            unasked[context] = f"there is no container of {names} there"
    return {
        context: _asked_with(run, vantages=there[context])
        for context, run in runs.items()
        if context not in unasked
    }


def _standing(seen: Snapshot) -> tuple[str, ...]:
    inventory = Inventory(seen.survey)
    return tuple(
        vantage
        for vantage in seen.question.vantages
        if vantage in (HOST, ENGINE_HOST)
        or vantage.startswith("network:")
        or inventory.at(vantage) is not None
    )
