"""The first step of a run: the survey that its options call for (I/O)."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.errors import ProjectUnknown
from containerloop.facts import NoProject, Question, Survey, literal
from containerloop.pipeline.options import RunOptions
from containerloop.plan.meant_port import meant_ports
from containerloop.plan.meant_transport import meant_transport
from containerloop.plan.reference_matching import beyond
from containerloop.survey.collect import survey
from containerloop.survey.compose.project import read_project
from containerloop.survey.partial import quick_survey, survey_without_engine
from containerloop.survey.typed_names import only_port, resolve_vantages
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
        told=options.told,
    )


def take_quick_survey(question: Question, options: RunOptions) -> Survey | None:
    """The survey without any compose file; None where the answer may depend on one.

    Raises what `take_survey` raises.
    """
    if options.connection is None or options.files or question.several or not question.port:
        return None
    if question.build is not None:  # what a build may call is written there alone
        return None
    seen = quick_survey(
        question,
        connection=options.connection,
        cwd=options.cwd,
        project=options.project,
        told=options.told,
    )
    if seen is None:
        return None
    try:
        resolve_question(question, seen)
    except ProjectUnknown:  # a service without a container can only be one of a file
        return None
    return None if _may_be_of_a_file(question, Inventory(seen)) else seen


def _may_be_of_a_file(question: Question, inventory: Inventory) -> bool:
    """Whether only the file can say what a setting means.

    A name that seems to be of another machine may be a service without a container, which may
    have a dot in its name (`db.main`); a host that is missing may be a variable that is not set.
    """
    no_host = (r for c in inventory.scope for r in c.references if not r.host)
    if any(r.port in (question.port, 0) for r in no_host):
        return True
    return any(literal(r.host) is None for _, r in beyond(question, inventory))


def resolve_question(question: Question, survey: Survey) -> Question:
    """The question with its vantages in full, its transport, and the port of a host without one.

    `api` and `container:shop-api-1` become `service:api`.

    Raises ProjectUnknown for a vantage that the survey does not have, UsageError for a host
    that has not exactly one port.
    """
    inventory = Inventory(survey)
    question = _with_vantages(question, inventory)
    if question.several:
        _require_one_project(survey)
        stated = tuple(resolve_question(each, survey) for each in question.stated)
        return replace(question, stated=stated)
    if question.host is not None and not question.port:
        return replace(question, port=_port(question.host, question, inventory))
    return replace(question, transport=meant_transport(question, inventory))


def _require_one_project(survey: Survey) -> None:
    """Refuse to ask everything of several projects at once."""
    project = survey.project
    if isinstance(project, NoProject) and project.candidates:
        raise ProjectUnknown(*project.reason.split("; ", 1))


def _with_vantages(question: Question, inventory: Inventory) -> Question:
    if not question.vantages:
        return question
    vantages = resolve_vantages(
        question.vantages, inventory.project, inventory.containers, inventory.networks
    )
    known = {f"container:{c.name}": inventory.vantage(c) for c in inventory.containers}
    return replace(question, vantages=tuple(dict.fromkeys(known.get(v, v) for v in vantages)))


def _port(host: str, question: Question, inventory: Inventory) -> int:
    services = inventory.project.services if inventory.project else ()
    names = {s.name for s in services} | {inventory.label(c) for c in inventory.scope}
    return only_port(host, meant_ports(question, inventory), names)
