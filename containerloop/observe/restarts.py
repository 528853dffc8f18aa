"""Whether a container lives the same life as when it was chosen to be looked into.

A probe in its namespace stays there when it ends, cut off from every network: what that
measures is nobody's. Only the engine's word on it may be asked for here.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import docker
import docker.errors
import requests
from msgspec.structs import replace

from containerloop.facts import State, Survey, Unobserved
from containerloop.facts.parsers.container_state import state_of
from containerloop.plan.values import Inside

_RESTART_LOOP_S = 1.0
"""One that is up again is watched this long: in a restart loop it is down again by then."""
_POLL_S = 0.02


def state_if_ended(client: docker.APIClient | None, stand: Inside) -> State | None:
    """What became of a container whose life has ended since it was surveyed.

    None where it goes on, or where the engine does not say.
    """
    now = _current_state(client, stand.container_id)
    if now is None or (now.running and stand.since in ("", now.started_at)):
        return None
    until = time.monotonic() + _RESTART_LOOP_S
    while now.running and time.monotonic() < until:
        time.sleep(_POLL_S)
        now = _current_state(client, stand.container_id) or now
    return now


def with_latest_states(survey: Survey, ended: Mapping[str, State]) -> Survey:
    """The survey with the states, by id, of containers that ended while they were looked into."""
    if not ended or isinstance(survey.containers, Unobserved):
        return survey
    containers = tuple(replace(c, state=ended.get(c.id, c.state)) for c in survey.containers)
    return replace(survey, containers=containers)


def _current_state(client: docker.APIClient | None, container_id: str) -> State | None:
    try:
        now = state_of(client.inspect_container(container_id)) if client else None
    except (docker.errors.DockerException, requests.RequestException, OSError):
        return None
    except (AttributeError, LookupError, TypeError, ValueError):  # an answer without sense
        return None
    return now if now and now.status else None
