"""Removing probe containers that were left behind. I/O: the engine.

The guard calls it after its process has died, and every run for earlier ones whose guard was
killed too.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import docker
import docker.errors
import requests

from containerloop.errors import ContainerloopError
from containerloop.facts import RUN_LABEL

ClientMaker = Callable[[], docker.APIClient]
UNANSWERED_S = 20.0
"""How long to wait for a container whose *create* was not answered, once the engine answers."""
GIVE_UP_S = 120.0
"""Longest time to keep asking an engine after a run has died."""
ABANDONED_S = 60.0
"""Age at which a container that was never started is abandoned: a run waits 15 s for a start."""

_LONGEST_PAUSE_S = 1.0
_NEVER_RAN = {"label": RUN_LABEL, "status": ["created", "exited", "dead"]}
_ENGINE_ERRORS = (
    *(docker.errors.DockerException, requests.RequestException, OSError),
    ContainerloopError,
)
_MALFORMED_ANSWER = (AttributeError, LookupError, TypeError, ValueError)


def sweep(client: docker.APIClient, run_id: str) -> list[str]:
    """Remove every container of a run, running or not; the names that were found.

    Raises docker's and requests' errors when the engine cannot be asked."""
    found = client.containers(all=True, filters={"label": f"{RUN_LABEL}={run_id}"})
    _remove(client, found)
    return [str(name).lstrip("/") for container in found for name in container["Names"]]


def sweep_abandoned(client: docker.APIClient) -> None:
    """Remove what earlier runs created and never started, if their guard was killed as well."""
    with contextlib.suppress(*_ENGINE_ERRORS, *_MALFORMED_ANSWER):
        if found := client.containers(all=True, filters=_NEVER_RAN):
            now = _engine_time(client)
            _remove(client, [each for each in found if now - each["Created"] > ABANDONED_S])


def sweep_until_settled(make_client: ClientMaker, run_id: str, unanswered: set[str]) -> None:
    """Remove a run's containers until none is left and none can appear any more.

    `unanswered` are the names of containers whose *create* the engine had not answered: it may
    finish that long after the run has died. All others are in the engine's list already.
    """
    died = time.monotonic()
    wait_until = died + UNANSWERED_S
    client: docker.APIClient | None = None
    pause = 0.05
    while (now := time.monotonic()) < died + GIVE_UP_S:
        try:
            client = client or make_client()
            found = sweep(client, run_id)
            unanswered -= set(found)
            if found:
                wait_until = now + UNANSWERED_S
            elif not unanswered or now > wait_until:
                return
        except (*_ENGINE_ERRORS, *_MALFORMED_ANSWER):
            client = None
            wait_until = now + UNANSWERED_S  # the engine is busy: give it the whole time again
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_S)


def _remove(client: docker.APIClient, containers: Iterable[dict[str, Any]]) -> None:
    for container in containers:
        with contextlib.suppress(docker.errors.APIError):  # it is ending by itself already
            client.remove_container(container["Id"], force=True, v=True)


def _engine_time(client: docker.APIClient) -> float:
    """The engine's own clock, in seconds; this machine's may differ."""
    told = str(client.info()["SystemTime"])
    return datetime.fromisoformat(told[:19]).replace(tzinfo=UTC).timestamp()
