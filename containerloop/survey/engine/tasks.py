"""The containers of one service of a swarm on one of its nodes. I/O: the engine of that node."""

from __future__ import annotations

from typing import Any

import requests
from docker.errors import DockerException, NotFound

from containerloop.errors import WRONG_SHAPE
from containerloop.facts import Container
from containerloop.survey.engine.ages import aged
from containerloop.survey.engine.containers import inspected_container
from containerloop.survey.engine.labels import TASK_OF
from containerloop.survey.engine.sound import sound

_MOST = 12
"""A service that ends over and over leaves five containers, unless the swarm is told otherwise."""


def containers_of(service: str, client: Any) -> tuple[Container, ...]:
    """Those of a service (by its full name), the ended ones too, newest first.

    () where the engine does not tell: then nothing is known of its server, as without it.
    """
    try:
        return _containers_of(service, client)
    except (DockerException, requests.RequestException, OSError, *WRONG_SHAPE):
        return ()


def _containers_of(service: str, client: Any) -> tuple[Container, ...]:
    rows = client.containers(all=True, filters={"label": f"{TASK_OF}={service}"})
    found = []
    for row in rows[:_MOST]:
        try:
            found.append(inspected_container(client.inspect_container(row["Id"])))
        except NotFound:  # removed since it was listed
            continue
    read = aged(found, client.info().get("SystemTime"))
    return tuple(sound(each, Container) for each in read)
