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

from containerloop.facts import Container, State, Survey, Unobserved
from containerloop.facts.parsers.container_state import state_of
from containerloop.plan.values import Inside
from containerloop.plan.watches import Watch

_RESTART_LOOP_S = 1.0
"""How long a restarted container is watched: in a restart loop it is down again by then."""
_POLL_S = 0.02
_WATCH_S = 0.1


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


def watched(client: docker.APIClient | None, watch: Watch) -> State:
    """The state of a container after it was watched: as it was, and older, or ended since.

    It is not watched on once it has ended. An engine that does not answer tells of no end.
    """
    before, began = _back_again(client, watch.container), time.monotonic()
    until = began + watch.seconds
    while time.monotonic() < until:
        time.sleep(min(_WATCH_S, max(0.0, until - time.monotonic())))
        now = _current_state(client, watch.container.id)
        if now is not None and (not now.running or now.started_at != before.started_at):
            return replace(now, up_s=0.0 if now.running else None, age_s=before.age_s)
    ran_s = (before.up_s or 0.0) + time.monotonic() - began
    return replace(before, up_s=round(ran_s, 1))


def _back_again(client: docker.APIClient | None, container: Container) -> State:
    """The state of a container, anew for one that was down and has answered since."""
    before = container.state
    now = _current_state(client, container.id) if before.status == "restarting" else None
    if now is None or not now.running:
        return before
    return replace(now, up_s=0.0, age_s=before.age_s)


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
