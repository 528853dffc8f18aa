"""The order of a forecast: blueprint → predict → diagnose → report. Pure.

Nothing is measured; the rules are those of a run.
"""

from __future__ import annotations

from containerloop.facts import Blueprint, Survey
from containerloop.predict.foresight import foresee
from containerloop.predict.planned_survey import planned_survey
from containerloop.predict.prediction import Prediction, snapshot_of
from containerloop.report.forecast import Foreseen, forecast
from containerloop.report.v1 import Report
from containerloop.topology.inventory import Inventory


def foretell(blueprint: Blueprint) -> Report:
    """The report on a project's files, comments that ignore findings not regarded."""
    survey = planned_survey(blueprint)
    every = (_explained(each, survey) for each in foresee(blueprint, survey))
    return forecast(blueprint, Inventory(survey), every)


def _explained(prediction: Prediction, survey: Survey) -> Foreseen:
    if not prediction.concerns_rules:
        return Foreseen(prediction)
    # the rules take a third of the time of a whole run: only where they may have something to say
    from containerloop.diagnose.foreseen import foreseen  # noqa: PLC0415 - as above

    seen = snapshot_of(prediction, survey)
    return Foreseen(prediction, tuple(foreseen(seen, prediction.expectation, sure=prediction.sure)))
