"""Surveys that leave something out on purpose: compose files, or the engine itself.

Only what decides that leaving it out can do no harm may live here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from containerloop.errors import ProjectUnknown
from containerloop.facts import Project, Question, Survey
from containerloop.facts import Unobserved as Unseen
from containerloop.survey.collect import survey
from containerloop.survey.compose.project_files import compose_files
from containerloop.survey.engine.connection import Connection
from containerloop.survey.engine.containers import Readers
from containerloop.survey.machine import observe_machine


def quick_survey(
    question: Question,
    *,
    connection: Connection,
    readers: Readers,
    cwd: Path | None = None,
    project: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Survey | None:
    """The survey from the engine alone; None where a file may change what is asked about.

    While everything answers nobody needs a line of a file, and reading files costs as
    much as starting a probe. The labels name the project of this folder.
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
            readers=readers,
            cwd=folder,
            project=project,
            environ=variables,
        )
    except ProjectUnknown:
        return None
    here = isinstance(seen.project, Project) and os.path.realpath(
        seen.project.working_dir
    ) == os.path.realpath(folder)
    certain = here or project is not None or not compose_files(folder, (), variables)
    return seen if certain else None


def survey_without_engine(question: Question, reason: str) -> Survey:
    """This machine alone; a plain local server is a fair question without an engine."""
    nothing = Unseen(reason)
    return Survey(
        engine=nothing,
        project=nothing,
        containers=nothing,
        networks=nothing,
        machine=observe_machine((question.port,)),
    )
