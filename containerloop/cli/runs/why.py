"""`why-cant-i-reach`: asks the question, keeps what was seen, and shows the report."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from containerloop.cli.atomic_write import require_writable
from containerloop.cli.output import Format, Progress
from containerloop.cli.runs.several_engines import question_to_several
from containerloop.cli.snapshot_files import write as write_snapshot
from containerloop.cli.streams import write
from containerloop.cli.working_folder import here
from containerloop.errors import EngineUnavailable, UsageError
from containerloop.facts import HOST, Question, Snapshot, is_loopback
from containerloop.facts.plain_words import echoed
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.plan_step import make_plan
from containerloop.pipeline.several_engines import ask_several, at
from containerloop.pipeline.survey_step import resolve_question, take_survey
from containerloop.render.dry_run import render_plan
from containerloop.report.gate import FailOn
from containerloop.survey.engine.connection import Connection, connect
from containerloop.survey.further_engines import FurtherEngines, further_engines


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was typed; `timeout_s` is an attempt's deadline in seconds."""

    target: str | None
    vantages: tuple[str, ...]
    project: str | None
    files: tuple[Path, ...]
    form: Format
    output: Path | None
    fail_on: FailOn
    save: Path | None
    timeout_s: float
    probe: bool
    prove: bool
    log_in: bool
    logs: bool
    dry_run: bool
    verbose: bool
    engines: tuple[str, ...] = ()


def run(request: Request) -> int:
    """Answer the question, or with --dry-run say how it would be asked; the exit status.

    Raises a ContainerloopError where the question cannot be asked.
    """
    if request.dry_run:
        return _dry_run(request)
    return told(seen(request), request)


def seen(request: Request) -> Snapshot:
    """Everything that one run observes for the question, saved where that was asked for.

    Raises a ContainerloopError where the question cannot be asked.
    """
    question = question_to_several(request.target, request.vantages, request.engines)
    require_writable_files(request)
    progress = Progress()
    try:
        options = options_of(question, request, progress)
        snapshot = ask_several(question, options, _further(options, request))
    finally:
        progress.clear()
    keep(snapshot, request)
    return snapshot


def _further(options: RunOptions, request: Request) -> FurtherEngines | None:
    """The engines that --engine names. Raises EngineUnavailable where none can be asked."""
    if options.connection is None or not request.engines:
        return None
    return further_engines(options.connection, request.engines)


def keep(snapshot: Snapshot, request: Request) -> None:
    """Save what was observed, where that was asked for."""
    if request.save is not None:
        write_snapshot(snapshot, request.save)


def _load_the_rest() -> None:
    """Load what the answer needs, while the probes are waited for."""
    importlib.import_module("containerloop.cli.runs.report_destination")
    importlib.import_module("containerloop.pipeline.report_step")


def told(snapshot: Snapshot, request: Request) -> int:
    """Show the report of what was observed; the exit status."""
    from containerloop.cli.runs.report_destination import show, status
    from containerloop.pipeline.report_step import answer

    report = answer(snapshot)
    show(report, request.form, request.output, verbose=request.verbose)
    return int(status(report, request.fail_on))


def options_of(question: Question, request: Request, progress: Progress) -> RunOptions:
    """How to ask, and whom. Raises EngineUnavailable where one is needed and none answers."""
    progress.say("asking the engine what is there")
    connection, no_engine = _engine(question, request)
    return RunOptions(
        connection=connection,
        no_engine=no_engine,
        cwd=here(),
        files=tuple(str(file) for file in request.files),
        project=request.project,
        timeout_s=request.timeout_s,
        probe=request.probe,
        prove=request.prove,
        log_in=request.log_in,
        logs=request.logs,
        progress=progress.say,
        meanwhile=_load_the_rest,
    )


def _engine(question: Question, request: Request) -> tuple[Connection | None, str]:
    """The connection; or, for a question about this machine alone, why there is none."""
    try:
        return connect(), ""
    except EngineUnavailable as unavailable:
        # whoever names this machine alone asks about no container, wherever the server is
        local = question.host is None or is_loopback(question.host) or question.vantages
        here = all(v == HOST for v in question.vantages)
        named = request.project or request.files
        several = question.several or not question.port
        if unavailable.absent and not (several or named or request.engines) and local and here:
            return None, unavailable.message
        raise


def require_writable_files(request: Request) -> None:
    """Refuse what cannot be written before anything is asked for it."""
    output, save = request.output, request.save
    for option, path in (("--output", output), ("--save", save)):
        if path is not None:
            require_writable(path, option)
    if output is not None and save is not None and output.resolve() == save.resolve():
        raise UsageError("--output and --save name the same file", "use two different files")


def _dry_run(request: Request) -> int:
    question = question_to_several(request.target, request.vantages, request.engines)
    require_writable_files(request)
    progress = Progress()
    try:
        options = options_of(question, request, progress)
        told = list(_plans(question, options, _further(options, request)))
    finally:
        progress.clear()
    write("\n".join(told))
    return 0


def _plans(
    question: Question, options: RunOptions, further: FurtherEngines | None
) -> Iterator[str]:
    """What would be started, for each engine."""
    engines: Mapping[str, Connection | None] = further.connections if further else {}
    for context, connection in (engines or {"": options.connection}).items():
        asked = at(question, context)
        if asked is None:
            continue
        there = replace(options, connection=connection, told=further.told if further else None)
        survey = take_survey(asked, there)
        plan = make_plan(resolve_question(asked, survey), survey, there)
        head = f'On the engine of the Docker context "{echoed(context)}":\n' if context else ""
        yield head + render_plan(plan, probe=options.probe, prove=options.prove)
