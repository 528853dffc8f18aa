"""Surveys that leave something out on purpose: compose files, or the engine itself.

Only this, and the decision when it is safe, may live here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from containerloop.errors import ProjectUnknown
from containerloop.facts import Project, Question, Survey, Swarm
from containerloop.facts import Unobserved as Unseen
from containerloop.survey.collect import survey
from containerloop.survey.compose.project_files import compose_files
from containerloop.survey.engine.connection import Connection
from containerloop.survey.machine import observe_machine


def quick_survey(
    question: Question,
    *,
    connection: Connection,
    cwd: Path | None = None,
    project: str | None = None,
    environ: Mapping[str, str] | None = None,
    told: Swarm | None = None,
) -> Survey | None:
    """The survey from the engine alone; None where a compose file could change the answer.

    While everything answers, no place in a file is needed, and reading files takes as long
    as starting a probe. Labels tell which project belongs to this folder.
    """
    folder = cwd or Path.cwd()
    variables = os.environ if environ is None else environ
    if variables.get("COMPOSE_FILE") or variables.get("COMPOSE_PROJECT_NAME"):
        return None
    try:
        seen = survey(
            question,
            connection=connection,
            read_project=lambda *words: None,
            cwd=folder,
            project=project,
            environ=variables,
            told=told,
        )
    except ProjectUnknown:
        return None
    here = isinstance(seen.project, Project) and os.path.realpath(
        seen.project.working_dir
    ) == os.path.realpath(folder)
    certain = here or project is not None or not compose_files(folder, (), variables)
    return seen if certain else None


def survey_without_engine(question: Question, reason: str) -> Survey:
    """This machine alone: a server on it can be asked about without an engine."""
    nothing = Unseen(reason)
    return Survey(
        engine=nothing,
        project=nothing,
        containers=nothing,
        networks=nothing,
        machine=observe_machine((question.port,)),
    )
