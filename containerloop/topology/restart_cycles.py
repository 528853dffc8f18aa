"""How a container that is started over and over spends its time. Pure.

Only what its state tells of that belongs here; a rule says whether it is a fault.
"""

from __future__ import annotations

from containerloop.facts import State

FEW_RESTARTS = 2
LONGEST_PAUSE_S = 60.0
"""The engine waits twice as long before each new start, and at most this long."""
_SETTLED = 1.5
"""So many of its former lives a container has to outlive before it counts as settled."""
JUST_S = 0.5


def unsettled_s(state: State) -> float:
    """For how many more seconds it may be as short-lived as before; 0.0 for one that is settled.

    A server that had to wait for another one restarts a few times and stays up then: its lives
    before were shorter than this one.
    """
    if state.status != "running" or state.restarts < 1:
        return 0.0
    if state.up_s is None or state.age_s is None:  # nobody knows how long its lives were
        return 0.0
    cycle = _SETTLED * (state.age_s - state.up_s) / state.restarts
    return max(0.0, min(cycle, LONGEST_PAUSE_S) - state.up_s)


def started_again(state: State) -> bool:
    """Whether it is between two lives, or began the next one just now."""
    if state.status == "restarting":
        return True
    just = state.up_s is not None and state.up_s < JUST_S
    return state.status == "running" and state.restarts >= FEW_RESTARTS and just
