"""Every expectation that a file states, measured in as few runs as possible (I/O).

The order alone: what to ask is the plan's, whether it holds the report's. What may take its time
(`within`) is asked again with growing pauses, and no remedy is tried before the time is over.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from containerloop.diagnose.catalogue import entries
from containerloop.diagnose.differential import diagnose
from containerloop.errors import ProjectUnknown, UsageError
from containerloop.facts import LAN, Question, Stated, Survey
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.run import ask
from containerloop.pipeline.survey_step import resolve_question, take_survey
from containerloop.plan.expectations import expectations
from containerloop.plan.stated_rounds import Round, rounds
from containerloop.report.conclude import conclude
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.expectations.bindings import judged_from_bindings
from containerloop.report.expectations.joint_report import as_meant, joint_report
from containerloop.report.expectations.judgement import Judged, judged, timed
from containerloop.report.v1 import Report
from containerloop.topology.inventory import Inventory

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 5.0
_EVERYTHING = Question(target="", port=0)


def verify(stated: Sequence[Stated], options: RunOptions) -> Report:
    """The report on all of them, none of which is passed over.

    Raises what a run raises; for a vantage that does not exist, and a service that has not one
    port, the sentence has the line.
    """
    run = _Verification(stated, options)
    for pause in _pauses():
        waiting = run.turn()
        if not waiting:
            return run.report()
        options.progress(f"waiting for {len(waiting)} of {len(stated)} expectations")
        time.sleep(min(pause, max(waiting)))
    raise AssertionError  # the pauses never end


def in_full(stated: Sequence[Stated], survey: Survey) -> tuple[Stated, ...]:
    """With every vantage and port as the survey has it (`api` → `service:api`).

    Raises ProjectUnknown or UsageError, with the line that names what does not exist.
    """
    made = []
    for each in stated:
        at = f"{each.file}:{each.line}"
        try:
            made.append(replace(each, question=resolve_question(each.question, survey)))
        except ProjectUnknown as error:
            raise ProjectUnknown(f"{at}: {error.message}", error.hint) from None
        except UsageError as error:
            raise UsageError(f"{at}: {error.message}", error.hint) from None
    return tuple(made)


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE_S
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE_S)


class _Verification:
    """What is known so far of each expectation, by its place in the list."""

    def __init__(self, stated: Sequence[Stated], options: RunOptions) -> None:
        self._options = options
        self._began = time.monotonic()
        self._survey = take_survey(_EVERYTHING, options)
        self._stated = in_full(stated, self._survey)
        self._told: dict[int, Judged] = {}
        self._open = list(range(len(stated)))
        self._reports: list[Report] = []

    def turn(self) -> list[float]:
        """Ask all that is open; the seconds left to each that may still come true."""
        elapsed = self._elapsed()
        asked, self._open = self._open, []
        if self._told and any(self._stated[place].vantage == LAN for place in asked):
            self._survey = take_survey(_EVERYTHING, self._options)
        for each in rounds(self._stated, asked, elapsed):
            self._ask(each)
        for place in (p for p in asked if self._stated[p].vantage == LAN):
            self._told[place] = judged_from_bindings(self._stated[place], Inventory(self._survey))
        for place in asked:
            within_s = self._stated[place].within_s
            if not self._told[place].holds and elapsed < within_s:
                self._open.append(place)
            self._told[place] = timed(self._told[place], within_s, elapsed)
        return [max(0.0, self._stated[p].within_s - self._elapsed()) for p in self._open]

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _ask(self, each: Round) -> None:
        wanted = each.reach and each.over
        options = dataclasses.replace(
            self._options,
            explain=each.reach,
            prove=self._options.prove and wanted,
            logs=self._options.logs and wanted,
        )
        snapshot = ask(each.question, options)
        self._survey = snapshot.survey
        seen = diagnose(snapshot, entries)
        inventory = Inventory(snapshot.survey)
        for place in each.places:
            stated = self._stated[place]
            meant = expectations(stated.question, inventory)
            self._told[place] = judged(stated, meant, seen.symptoms, seen.found)
        report = conclude(snapshot, seen)
        # what explains a failure that is wanted, or may pass, is not told
        self._reports.append(report if wanted else replace(report, findings=(), notes=()))

    def report(self) -> Report:
        """The report on all that was asked."""
        lines = [
            ExpectationLine.of(each, self._told[place].holds, self._told[place].reason)
            for place, each in enumerate(self._stated)
        ]
        meant = as_meant(self._stated, [each.holds for each in lines])
        took = round(1000 * self._elapsed(), 1)
        return joint_report(lines, self._reports, meant=meant, total_ms=took)
