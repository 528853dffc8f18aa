"""What `platforms/` says of an engine is so: each of its statements, measured on the engine."""

from __future__ import annotations

from collections.abc import Callable

import docker
import pytest

from containerloop.facts import Engine, Whereabouts
from containerloop.platforms.known import platform_of
from containerloop.survey.engine.engine_info import engine
from tests.support.platform_truths import disagreements

pytestmark = pytest.mark.live


def described(client: docker.APIClient, *, same_machine: bool = True) -> Engine:
    """The engine as a survey has it."""
    where = Whereabouts(same_machine=same_machine, same_kernel=True)
    return engine(client.version(), client.info(), client.base_url, "a test", where)


def test_what_is_said_of_docker_engine_is_so(
    docker_client: docker.APIClient, fixture_image: Callable[[str], str]
) -> None:
    """On another platform nothing is measured, and nothing disagrees."""
    platform = platform_of(described(docker_client))
    assert disagreements(platform, docker_client, fixture_image("base")) == {}
