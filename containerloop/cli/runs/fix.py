"""`fix`: asks, shows or writes the change that repairs what was found, and asks again."""

from __future__ import annotations

import os
import shlex
import time
from dataclasses import dataclass, replace
from pathlib import Path

from containerloop.apply.recreation import run as recreate
from containerloop.cli.atomic_write import require_writable
from containerloop.cli.output import Format, Progress
from containerloop.cli.runs.fix_destination import Destination
from containerloop.cli.runs.repair_work import RepairWork
from containerloop.cli.runs.typed_target import STDIN
from containerloop.cli.runs.why import Request, seen
from containerloop.errors import ContainerloopError, InterruptedHalfWay, UsageError
from containerloop.pipeline.report_step import answer, answer_with_repairs
from containerloop.report.v1 import ExitStatus, Report
from containerloop.survey.plain_files import echoed_path

_PATIENCE_S = 12.0
"""How long the answer is asked for again after services were recreated: servers have to start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixRequest(Request):
    """What was typed."""

    apply: bool
    override: Path | None
    up: bool
    untried: bool

    @property
    def writes(self) -> bool:
        """Whether anything may be written."""
        return self.apply or self.override is not None


def run(request: FixRequest) -> int:
    """Show or make the repair; the exit status of the last answer to the question.

    Raises a ContainerloopError where the question cannot be asked, or where the words of the
    command line do not go together.
    """
    _require_sense(request)
    since_ns = time.time_ns()
    snapshot = seen(request)
    report, repairs = answer_with_repairs(snapshot)
    goes_to = Destination(request.form, request.output, verbose=request.verbose)
    if not repairs:
        goes_to.nothing_to_repair(report)
        return int(report.exit_status)
    work = RepairWork(snapshot, report, repairs, os.environ, since_ns, untried=request.untried)
    try:
        _write(request, work)
        return _told(request, work, goes_to)
    except KeyboardInterrupt as stopped:
        if (changed := work.changed) is None:
            raise
        raise InterruptedHalfWay(f"interrupted; {changed}") from stopped


def _write(request: FixRequest, work: RepairWork) -> None:
    if request.override is not None:
        work.write_override(request.override)
        return
    work.plan()
    if request.apply:
        work.write()


def _told(request: FixRequest, work: RepairWork, goes_to: Destination) -> int:
    if not (request.up and work.written):
        proposed = work.can_be_written() and not request.writes
        goes_to.done(work.told(), _hints(request, work.report) if proposed else ())
        return int(work.report.exit_status)
    try:
        goes_to.before_again(work.told(ran=True))
        recreate(work.then, Path.cwd())
        report = _again(request, work)
    except ContainerloopError as error:
        error.message = f"{work.changed}; then: {error.message}"
        raise
    goes_to.again(work.told(ran=True, after=report), report)
    return int(report.exit_status)


def _hints(request: FixRequest, report: Report) -> tuple[str, ...]:
    """What to type to have it written, for the same question."""
    options = [word for vantage in request.vantages for word in ("--from", vantage)]
    options += ["-p", request.project] if request.project else []
    options += [word for file in request.files for word in ("-f", str(file))]
    options += ["--untried"] if request.untried else []
    target = [report.question.target] if report.question.target else []
    again = shlex.join(["containerloop", "fix", *target, *options])
    return (f"{again} --apply", f"{again} --apply --up")


def _again(request: FixRequest, work: RepairWork) -> Report:
    """The answer once what was recreated has had time to start.

    Where the repair is another port, nobody means the old one any more: then that one is asked.
    """
    asked = replace(request, save=None, files=work.files or request.files)
    if work.files and work.project is not None:
        asked = replace(asked, project=work.project.name)
    if request.target == STDIN:  # it can be read once
        asked = replace(asked, target=work.report.question.target)
    moved = work.moved_to()
    if moved is not None:
        asked = replace(asked, target=moved[0], vantages=(moved[1],))
    progress = Progress()
    until = time.monotonic() + _PATIENCE_S
    while True:
        report = answer(seen(asked))
        if report.exit_status is ExitStatus.REACHABLE or time.monotonic() > until:
            return report
        progress.say("waiting for the services to start")
        time.sleep(1)
        progress.clear()


def _require_sense(request: FixRequest) -> None:
    override = request.override
    if request.apply and override is not None:
        raise UsageError("--apply and --override both write the fix", "give one of them")
    if request.up and not request.writes:
        raise UsageError("--up needs a fix that is written", "add --apply or --override FILE")
    if override is None:
        return
    if override.exists() or override.is_symlink():
        raise UsageError(
            f"{echoed_path(override)} exists already", "give --override the name of a new file"
        )
    require_writable(override, "--override")
    if request.form is Format.JSON and request.output == override:
        raise UsageError("--output and --override name the same file", "use two different files")
