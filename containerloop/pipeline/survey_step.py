"""How a question is asked: its settings, and the survey they call for (I/O)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from containerloop.errors import ProjectUnknown
from containerloop.facts import Question, Survey
from containerloop.topology.inventory import Parties

if TYPE_CHECKING:
    pass
from containerloop.pipeline.options import Asking


def surveyed(question: Question, asking: Asking) -> Survey:
    """The first step alone: what is there. Raises when the engine goes away meanwhile."""
    from containerloop.survey.collect import survey  # noqa: PLC0415
    from containerloop.survey.compose.project import read_project  # noqa: PLC0415
    from containerloop.survey.engine.container_references import READERS  # noqa: PLC0415
    from containerloop.survey.partial import survey_without_engine  # noqa: PLC0415

    if asking.connection is None:
        return survey_without_engine(question, asking.no_engine)
    return survey(
        question,
        connection=asking.connection,
        read_project=read_project,
        readers=READERS,
        cwd=asking.cwd,
        files=asking.files,
        project=asking.project,
    )


def surveyed_quickly(question: Question, asking: Asking) -> Survey | None:
    """The first step without reading any compose file, where that can do no harm."""
    from containerloop.survey.engine.container_references import READERS  # noqa: PLC0415
    from containerloop.survey.partial import quick_survey  # noqa: PLC0415

    if asking.connection is None or asking.files:
        return None
    seen = quick_survey(
        question,
        connection=asking.connection,
        readers=READERS,
        cwd=asking.cwd,
        project=asking.project,
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
    parties = Parties(survey)
    vantages = resolve_vantages(
        question.vantages, parties.project, parties.containers, parties.networks
    )
    return Question(
        target=question.target,
        host=question.host,
        port=question.port,
        transport=question.transport,
        scheme=question.scheme,
        vantages=vantages,
    )
