"""What holds now of all that a project could state about itself (I/O): for `verify --init`."""

from __future__ import annotations

import dataclasses

from containerloop.errors import CouldNotAsk
from containerloop.facts import Question
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.survey_step import resolve_question, take_survey
from containerloop.pipeline.verification import verify
from containerloop.plan.first_statements import first_statements
from containerloop.report.v1 import Report
from containerloop.topology.inventory import Inventory

_EVERYTHING = Question(target="", port=0)


def first_report(options: RunOptions, file: str) -> Report:
    """The report on all of them, measured as `verify` will: so it passes right afterwards.

    Raises what a run raises, and CouldNotAsk where nothing holds that could be stated.
    """
    survey = take_survey(_EVERYTHING, options)
    resolve_question(_EVERYTHING, survey)  # of several projects none is meant
    statements = first_statements(Inventory(survey), file)
    start = "start it with docker compose up -d --wait, then run this again"
    if not statements:
        raise CouldNotAsk("nobody in this project relies on any address", start)
    report = verify(statements, dataclasses.replace(options, prove=False, logs=False))
    if not any(each.holds for each in report.expectations):
        raise CouldNotAsk("nothing that this project relies on is reachable now", start)
    return report
