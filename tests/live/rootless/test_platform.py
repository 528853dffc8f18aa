"""What `platforms/` says of rootless engines is so."""

from __future__ import annotations

import os
from collections.abc import Callable

import docker

from containerloop.platforms.known import platform_of
from tests.live.test_platforms import described
from tests.support.platform_truths import disagreements

LET_THROUGH = {"host_gateway": "this machine", "host_servers": True, "host_loopback": True}


def test_what_is_said_of_a_rootless_engine_is_so(
    docker_client: docker.APIClient, fixture_image: Callable[[str], str]
) -> None:
    """With the setting that lets containers through to the loopback, their way there is open."""
    platform = platform_of(described(docker_client, same_machine=False))
    assert platform.key.startswith("docker-rootless-")
    with_setting = os.environ["CONTAINERLOOP_TEST_NAME"].endswith("-loopback")
    told = disagreements(platform, docker_client, fixture_image("base"))
    assert told == (LET_THROUGH if with_setting else {})
