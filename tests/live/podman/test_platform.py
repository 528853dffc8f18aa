"""What `platforms/` says of Podman is so: each of its statements, measured on the engine."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import docker

from containerloop.platforms.known import platform_of
from tests.live.test_platforms import described
from tests.support.platform_truths import answers, disagreements


def test_what_is_said_of_podman_is_so(
    docker_client: docker.APIClient, fixture_image: Callable[[str], str]
) -> None:
    platform = platform_of(described(docker_client))
    major, rootless = platform.key.partition("-rootless")[:2]
    name = os.environ["CONTAINERLOOP_TEST_NAME"]
    assert name.startswith(major)
    assert name.endswith("-rootless") is bool(rootless)
    assert disagreements(platform, docker_client, fixture_image("base")) == {}


def test_a_wildcard_that_is_written_out_leads_nowhere_on_podman_4_with_root(
    docker_client: docker.APIClient, fixture_image: Callable[[str], str]
) -> None:
    """Its rules send on what is for 0.0.0.0, to which nothing is ever sent."""
    bound = docker_client.create_host_config(port_bindings={80: ("0.0.0.0", 31514)}, init=True)
    command = ["httpd", "-f", "-p", "80"]
    made = docker_client.create_container(
        fixture_image("base"), command, ports=[80], host_config=bound
    )
    try:
        docker_client.start(made["Id"])
        time.sleep(0.5)
        answered = answers("127.0.0.1", 31514)
    finally:
        docker_client.remove_container(made["Id"], force=True)
    assert answered is (os.environ["CONTAINERLOOP_TEST_NAME"] != "podman-4.3")
