"""Whether a container has stopped or restarted since it was chosen for inspection.

When a container stops, a probe in its network namespace loses all networks: discard what it
measures then. Only questions to the engine about a container's state belong here.
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
"""How long a restarted container is watched: in a restart loop it is down again by then."""
_POLL_S = 0.02


def state_if_ended(client: docker.APIClient | None, stand: Inside) -> State | None:
    """The latest state of a container that has stopped or restarted since it was surveyed.

    None if it still runs, or if the engine does not answer.
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
    """The survey with the states, by id, of containers that stopped during inspection."""
    if not ended or isinstance(survey.containers, Unobserved):
        return survey
    containers = tuple(replace(c, state=ended.get(c.id, c.state)) for c in survey.containers)
    return replace(survey, containers=containers)


def _current_state(client: docker.APIClient | None, container_id: str) -> State | None:
    try:
        now = state_of(client.inspect_container(container_id)) if client else None
    except (docker.errors.DockerException, requests.RequestException, OSError):
        return None
    except (AttributeError, LookupError, TypeError, ValueError):  # a malformed answer
        return None
    return now if now and now.status else None
