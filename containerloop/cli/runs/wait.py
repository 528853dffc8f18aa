"""`wait`: asks until everybody is served, and shows the last report."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from containerloop.cli.output import Progress
from containerloop.cli.runs.typed_target import typed_question
from containerloop.cli.runs.why import Request, keep, options_of, require_writable_files, told
from containerloop.errors import EngineUnavailable
from containerloop.facts import HOST, Question
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.wait import wait_until_served


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRequest(Request):
    """What was typed; `most_s` is how long to wait, in seconds."""

    most_s: float


def run(request: WaitRequest) -> int:
    """Wait until everybody is served, or the time is over; the exit status.

    Raises a ContainerloopError where the question cannot be asked.
    """
    question = typed_question(request.target, request.vantages)
    require_writable_files(request)
    progress = Progress()
    try:
        question, options = _options(question, request, progress)
        snapshot = wait_until_served(question, options, request.most_s)
    finally:
        progress.clear()
    keep(snapshot, request)
    return told(snapshot, request)


def _options(
    question: Question, request: Request, progress: Progress
) -> tuple[Question, RunOptions]:
    """How to ask; where there is no engine at all, from this machine, as scripts in CI do."""
    try:
        return question, options_of(question, request, progress)
    except EngineUnavailable as unavailable:
        if not unavailable.absent or question.vantages:
            raise
        here = replace(question, vantages=(HOST,))
        return here, options_of(here, request, progress)
