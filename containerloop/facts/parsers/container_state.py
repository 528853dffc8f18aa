"""A container's state as the engine's JSON has it. Pure.

Only the parsing belongs here; both the survey and the observer use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from containerloop.facts.containers import State
from containerloop.facts.parsers.health_log import last_check

Json: TypeAlias = Mapping[str, Any]

_NEVER = "0001-01-01T00:00:00Z"


def state_of(raw: Json) -> State:
    """The state of an inspected container, without its ages.

    >>> state_of({"State": {"Status": "exited", "ExitCode": 1}, "RestartCount": 2}).restarts
    2
    """
    state = raw.get("State") or {}
    health = (state.get("Health") or {}).get("Status")
    return State(
        status=str(state.get("Status", "")),
        exit_code=int(state.get("ExitCode") or 0),
        error=str(state.get("Error") or ""),
        oom_killed=bool(state.get("OOMKilled")),
        health=None if health in (None, "", "none") else str(health),
        check=last_check(raw),
        made_at=_moment(raw.get("Created")),
        started_at=_moment(state.get("StartedAt")),
        finished_at=_moment(state.get("FinishedAt")),
        restarts=int(raw.get("RestartCount") or 0),
    )


def _moment(value: object) -> str:
    return "" if value in (None, _NEVER) else str(value)
