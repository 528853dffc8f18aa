"""How long the steps of a run took. Pure but for the clock."""

from __future__ import annotations

import time

from containerloop.facts import Timings


def timings_of(began: float, surveyed_at: float, observed_at: float) -> Timings:
    """How long each step took; the times are of `time.monotonic`, the last one ends now."""
    ended = time.monotonic()

    def ms(start: float, end: float) -> float:
        return round(1000 * (end - start), 1)

    return Timings(
        survey_ms=ms(began, surveyed_at),
        observe_ms=ms(surveyed_at, observed_at),
        prove_ms=ms(observed_at, ended),
        total_ms=ms(began, ended),
    )
