"""`verify`: measures what the project's files state, and shows the report, whatever happens."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from containerloop.cli.atomic_write import require_writable, write_new
from containerloop.cli.output import Format, Progress
from containerloop.cli.runs.report_destination import show, status
from containerloop.cli.streams import write
from containerloop.cli.working_folder import here
from containerloop.errors import ContainerloopError, UsageError
from containerloop.facts import Stated
from containerloop.pipeline.first_expectations import first_report
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.verification import verify
from containerloop.question import parse_target
from containerloop.render.expectations_file import expectations_file
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.expectations.joint_report import joint_report
from containerloop.report.gate import FailOn
from containerloop.report.v1 import ExitStatus, Report
from containerloop.survey.engine.connection import connect
from containerloop.survey.expectations.documents import FILES, find_documents
from containerloop.survey.expectations.statements import stated
from containerloop.survey.plain_files import echoed_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was typed; `timeout_s` is an attempt's deadline in seconds."""

    named: Path | None
    project: str | None
    files: tuple[Path, ...]
    form: Format
    output: Path | None
    fail_on: FailOn
    timeout_s: float
    prove: bool
    log_in: bool
    logs: bool
    verbose: bool
    init: bool = False


def run(request: Request) -> int:
    """Measure, show, and return the exit status.

    Raises a ContainerloopError where that is not possible. Then, too, a report for programs is
    written, which says so: a CI system takes a missing file for no tests at all.
    """
    if request.init:
        return _init(request)
    if request.output is not None:
        require_writable(request.output, "--output")
    expected: tuple[Stated, ...] = ()
    progress = Progress()
    try:
        expected = _expected(request)
        report = verify(expected, _options(request, progress))
    except BaseException as error:
        _show_failure(error, expected, request)
        raise
    finally:
        progress.clear()
    _show(report, request)
    return int(status(report, request.fail_on))


def _expected(request: Request) -> tuple[Stated, ...]:
    documents = find_documents(here(), request.named, request.files, os.environ)
    return tuple(each for document in documents for each in stated(document, parse_target))


def _options(request: Request, progress: Progress) -> RunOptions:
    progress.say("asking the engine what is there")
    return RunOptions(
        connection=connect(),
        cwd=here(),
        files=tuple(str(file) for file in request.files),
        project=request.project,
        timeout_s=request.timeout_s,
        prove=request.prove,
        log_in=request.log_in,
        logs=request.logs,
        progress=progress.say,
    )


def _init(request: Request) -> int:
    """Write what holds now into a file that is not there yet; 0 where it is written."""
    path = request.output or request.named or Path(FILES[0])
    if request.form is not Format.TEXT:
        raise UsageError("--init writes a file of its own format", "leave --format out")
    if path.exists() or path.is_symlink():
        raise UsageError(f"{echoed_path(path)} exists already", "edit it, or give -o a new name")
    require_writable(path, "-o" if request.output else "--init")
    progress = Progress()
    try:
        report = first_report(_options(request, progress), str(path))
    finally:
        progress.clear()
    write_new(path, expectations_file(report).encode("utf-8"))
    held = sum(each.holds is True for each in report.expectations)
    left = len(report.expectations) - held
    comments = "is a comment" if left == 1 else "are comments"
    rest = f"; {left} that {'does' if left == 1 else 'do'} not hold now {comments}" if left else ""
    write(f"Wrote {echoed_path(path)}: {held} expectation{'' if held == 1 else 's'}{rest}.\n")
    return int(ExitStatus.REACHABLE)


def _show(report: Report, request: Request) -> None:
    show(report, request.form, request.output, verbose=request.verbose, command="verify")


def _show_failure(error: BaseException, expected: tuple[Stated, ...], request: Request) -> None:
    """The report of a run that came to nothing; a person reads the sentence on stderr instead."""
    if request.form is Format.TEXT and request.output is None:
        return
    reason = "the run was interrupted"
    if isinstance(error, ContainerloopError):
        reason = error.message
    lines = [ExpectationLine.of(each, None, reason) for each in expected]
    with contextlib.suppress(Exception):  # the first error is the one to be told
        _show(joint_report(lines, not_asked=reason), request)
