"""`why-cant-i-reach`: asks the question, keeps what was seen, and shows the report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from containerloop.cli.atomic_write import require_writable
from containerloop.cli.output import Format, Progress
from containerloop.cli.runs.report_destination import show
from containerloop.cli.snapshot_files import write as write_snapshot
from containerloop.cli.streams import write
from containerloop.errors import CouldNotAsk, EngineUnavailable, UsageError
from containerloop.facts import HOST, Question, Snapshot, is_loopback
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.plan_step import make_plan
from containerloop.pipeline.report_step import answer
from containerloop.pipeline.run import ask
from containerloop.pipeline.survey_step import resolve_question, take_survey
from containerloop.question import parse_target
from containerloop.render.dry_run import render_plan
from containerloop.survey.engine.connection import Connection, connect


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was typed; `timeout_s` is an attempt's deadline in seconds."""

    target: str
    vantages: tuple[str, ...]
    project: str | None
    files: tuple[Path, ...]
    form: Format
    output: Path | None
    save: Path | None
    timeout_s: float
    probe: bool
    prove: bool
    dry_run: bool
    verbose: bool


def run(request: Request) -> int:
    """Answer the question, or with --dry-run say how it would be asked; the exit status.

    Raises a ContainerloopError where the question cannot be asked.
    """
    question = parse_target(request.target, request.vantages)
    _require_writable(request)
    progress = Progress()
    try:
        options = _options(question, request, progress)
        if request.dry_run:
            return _dry_run(question, options)
        snapshot = ask(question, options)
    finally:
        progress.clear()
    return _told(snapshot, request)


def _told(snapshot: Snapshot, request: Request) -> int:
    if request.save is not None:
        write_snapshot(snapshot, request.save)
    report = answer(snapshot)
    show(report, request.form, request.output, verbose=request.verbose)
    return int(report.exit_status)


def _options(question: Question, request: Request, progress: Progress) -> RunOptions:
    progress.say("asking the engine what is there")
    connection, no_engine = _engine(question, request)
    return RunOptions(
        connection=connection,
        no_engine=no_engine,
        cwd=_here(),
        files=tuple(str(file) for file in request.files),
        project=request.project,
        timeout_s=request.timeout_s,
        probe=request.probe,
        prove=request.prove,
        progress=progress.say,
    )


def _engine(question: Question, request: Request) -> tuple[Connection | None, str]:
    """The connection; or, for a question about this machine alone, why there is none."""
    try:
        return connect(), ""
    except EngineUnavailable as unavailable:
        local = question.host is None or is_loopback(question.host)
        here = all(v == HOST for v in question.vantages)
        named = request.project or request.files
        if unavailable.absent and local and here and not named:
            return None, unavailable.message
        raise


def _require_writable(request: Request) -> None:
    """Refuse what cannot be written before anything is asked for it."""
    output, save = request.output, request.save
    for option, path in (("--output", output), ("--save", save)):
        if path is not None:
            require_writable(path, option)
    if output is not None and save is not None and output.resolve() == save.resolve():
        raise UsageError(f"--output and --save both name {save}", "use two different files")


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise CouldNotAsk(
            f"the current folder cannot be used: {error.strerror}",
            "change to a folder that exists",
        ) from error


def _dry_run(question: Question, options: RunOptions) -> int:
    survey = take_survey(question, options)
    plan = make_plan(resolve_question(question, survey), survey, options)
    write(render_plan(plan, probe=options.probe, prove=options.prove))
    return 0
