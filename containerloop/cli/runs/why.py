"""`why-cant-i-reach`: asks the question, keeps what was seen, and shows the report."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

from containerloop.cli.atomic_write import require_writable
from containerloop.cli.output import Format, Progress
from containerloop.cli.runs.typed_target import typed_question
from containerloop.cli.snapshot_files import write as write_snapshot
from containerloop.cli.streams import write
from containerloop.cli.working_folder import here
from containerloop.errors import EngineUnavailable, UsageError
from containerloop.facts import HOST, Question, Snapshot, is_loopback
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.plan_step import make_plan
from containerloop.pipeline.run import ask
from containerloop.pipeline.survey_step import resolve_question, take_survey
from containerloop.render.dry_run import render_plan
from containerloop.report.gate import FailOn
from containerloop.survey.engine.connection import Connection, connect


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
    question = typed_question(request.target, request.vantages)
    require_writable_files(request)
    progress = Progress()
    try:
        snapshot = ask(question, options_of(question, request, progress))
    finally:
        progress.clear()
    keep(snapshot, request)
    return snapshot


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
        if unavailable.absent and not several and local and here and not named:
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
    question = typed_question(request.target, request.vantages)
    require_writable_files(request)
    progress = Progress()
    try:
        options = options_of(question, request, progress)
        survey = take_survey(question, options)
        plan = make_plan(resolve_question(question, survey), survey, options)
    finally:
        progress.clear()
    write(render_plan(plan, probe=options.probe, prove=options.prove))
    return 0
