"""How slow this machine is just now, for bounds on computing time."""

from __future__ import annotations

import time

USUAL_S = 0.01
"""What `_work` takes at least on a machine at rest."""


def pace() -> float:
    """How many times as long as usual computing takes here; 1 where it takes no longer.

    A bound of so many seconds says something of the program only on a machine of known speed.
    """
    return max(1.0, min(_work() for _ in range(3)) / USUAL_S)


def _work() -> float:
    began = time.thread_time()
    found: dict[int, str] = {}
    for number in range(100_000):
        found[number % 1000] = str(number)
    return time.thread_time() - began
