"""The first step of a run: the survey that its options call for (I/O)."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.errors import ProjectUnknown
from containerloop.facts import Question, Survey, literal
from containerloop.pipeline.options import RunOptions
from containerloop.plan.reference_matching import beyond
from containerloop.survey.collect import survey
from containerloop.survey.compose.project import read_project
from containerloop.survey.partial import quick_survey, survey_without_engine
from containerloop.survey.typed_names import resolve_vantages
from containerloop.topology.inventory import Inventory


def take_survey(question: Question, options: RunOptions) -> Survey:
    """What is there: engine, compose files, this machine.

    Raises EngineUnavailable when the engine goes away meanwhile, and a ContainerloopError that
    says what cannot be read or chosen.
    """
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


def take_quick_survey(question: Question, options: RunOptions) -> Survey | None:
    """The survey without any compose file; None where the answer may depend on one.

    Raises what `take_survey` raises.
    """
    if options.connection is None or options.files:
        return None
    seen = quick_survey(
        question,
        connection=options.connection,
        cwd=options.cwd,
        project=options.project,
    )
    if seen is None:
        return None
    try:
        resolve_question(question, seen)
    except ProjectUnknown:  # a service without a container can only be one of a file
        return None
    return None if _may_be_of_a_file(question, Inventory(seen)) else seen


def _may_be_of_a_file(question: Question, inventory: Inventory) -> bool:
    """Whether a name that seems to be of another machine may be a service without a container.

    Only the file knows such a service; its name may have a dot in it (`db.main`).
    """
    return any(literal(r.host) is None for _, r in beyond(question, inventory))


def resolve_question(question: Question, survey: Survey) -> Question:
    """The question with its vantages in full (`api` → `service:api`).

    Raises ProjectUnknown for a vantage that the survey does not have.
    """
    if not question.vantages:
        return question
    inventory = Inventory(survey)
    vantages = resolve_vantages(
        question.vantages, inventory.project, inventory.containers, inventory.networks
    )
    return replace(question, vantages=vantages)
