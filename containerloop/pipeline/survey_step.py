"""How a question is asked: its settings, and the survey they call for (I/O)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from containerloop.errors import ProjectUnknown
from containerloop.facts import Question, Survey
from containerloop.topology.inventory import Inventory

if TYPE_CHECKING:
    pass
from containerloop.pipeline.options import RunOptions


def surveyed(question: Question, options: RunOptions) -> Survey:
    """The first step alone: what is there. Raises when the engine goes away meanwhile."""
    from containerloop.survey.collect import survey  # noqa: PLC0415
    from containerloop.survey.compose.project import read_project  # noqa: PLC0415
    from containerloop.survey.partial import survey_without_engine  # noqa: PLC0415

    if options.connection is None:
        return survey_without_engine(question, options.no_engine)
    return survey(
        question,
        connection=options.connection,
        read_project=read_project,
        cwd=options.cwd,
        files=options.files,
        project=options.project,
    )


def surveyed_quickly(question: Question, options: RunOptions) -> Survey | None:
    """The first step without reading any compose file, where that can do no harm."""
    from containerloop.survey.partial import quick_survey  # noqa: PLC0415

    if options.connection is None or options.files:
        return None
    seen = quick_survey(
        question,
        connection=options.connection,
        cwd=options.cwd,
        project=options.project,
    )
    try:
        question_of(question, seen) if seen else None
    except ProjectUnknown:  # a service that has no container stands in a file at most
        return None
    return seen


def question_of(question: Question, survey: Survey) -> Question:
    """The question with its vantages in full (`api` → `service:api`)."""
    from containerloop.survey.typed_names import resolve_vantages  # noqa: PLC0415

    if not question.vantages:
        return question
    inventory = Inventory(survey)
    vantages = resolve_vantages(
        question.vantages, inventory.project, inventory.containers, inventory.networks
    )
    return Question(
        target=question.target,
        host=question.host,
        port=question.port,
        transport=question.transport,
        scheme=question.scheme,
        vantages=vantages,
    )
