"""The survey that reads the compose files as well, taken while the probes are waited for (I/O)."""

from __future__ import annotations

from concurrent.futures import Executor, Future

from containerloop.facts import Question, Survey
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.survey_step import take_survey


class FullSurvey:
    """The survey that reads the compose files as well: taken in another thread, at most once."""

    def __init__(
        self, reader: Executor, question: Question, options: RunOptions, *, needed: bool
    ) -> None:
        self._reader = reader
        self._question = question
        self._options = options
        self._needed = needed
        self._taken: Future[Survey] | None = None

    def start(self) -> None:
        """Begin to take it, if it is needed and not begun yet."""
        if self._needed and self._taken is None:
            self._taken = self._reader.submit(take_survey, self._question, self._options)

    def result(self) -> Survey | None:
        """The survey, waited for; None where it was not started. Raises what it raised."""
        return self._taken.result() if self._taken else None
