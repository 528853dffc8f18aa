"""The docker command line with its compose plugin, and the environment it is used in."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from . import releases
from .machine import INSTALL_DOCKER
from .private import Engine
from .refusals import CannotSetUp
from .trees import tree

PLUGIN = "libexec/docker/cli-plugins/docker-compose"  # Ubuntu's older packages say lib
OF_A_RUN = ("CONTAINERLOOP_TEST_",)  # one run inside another has its own
FOREIGN = ("DOCKER_", "COMPOSE_", *OF_A_RUN)  # a person's settings must not reach the tests


def for_private(engine: Engine) -> dict[str, str]:
    """The environment for a command on a private engine."""
    configuration = engine.socket_folder / "docker-config"
    configuration.mkdir()
    return _environment(_unpacked(), configuration) | {
        "DOCKER_HOST": engine.url,
        "CONTAINERLOOP_TEST_ENGINE": engine.url,
        "CONTAINERLOOP_TEST_NAME": engine.version,
        "CONTAINERLOOP_TEST_PRIVATE": "1",
        "CONTAINERLOOP_TEST_INIT": str(engine.init),
    }


@contextmanager
def for_found(url: str) -> Iterator[dict[str, str]]:
    """The environment for a command on an engine that was there already.

    The person's own command line is used as it is, unless it has no compose plugin.
    """
    named = {"DOCKER_HOST": url, "CONTAINERLOOP_TEST_ENGINE": url}
    if has_compose():
        yield _without(OF_A_RUN, os.environ) | named
        return
    with TemporaryDirectory(prefix="containerloop-client-") as configuration:
        yield _environment(_unpacked(), Path(configuration)) | named


def has_compose() -> bool:
    """Whether the machine's own command line can do `docker compose`."""
    command = ["docker", "compose", "version"]
    return shutil.which("docker") is not None and not _status(command)


def _status(command: list[str]) -> int:
    return subprocess.run(command, check=False, capture_output=True).returncode


def _unpacked() -> Path:
    try:
        return tree(releases.client())
    except CannotSetUp as failure:
        raise CannotSetUp(
            f"`docker compose` is missing, and its package cannot be had: {failure}\n"
            f"{INSTALL_DOCKER}."
        ) from failure


def _environment(client: Path, configuration: Path) -> dict[str, str]:
    plugins = configuration / "cli-plugins"
    plugins.mkdir()
    (plugins / "docker-compose").symlink_to(_plugin(client))
    (configuration / "config.json").write_text("{}\n")
    return _without(FOREIGN, os.environ) | {
        "PATH": f"{client / 'usr' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "DOCKER_CONFIG": str(configuration),
    }


def _plugin(client: Path) -> Path:
    places = (client / "usr" / PLUGIN, client / "usr" / PLUGIN.replace("libexec", "lib"))
    found = next((place for place in places if place.exists()), None)
    if found is None:
        raise CannotSetUp(f"The compose plugin is not where it should be: {places[0]}")
    return found


def _without(prefixes: tuple[str, ...], environment: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in environment.items() if not k.startswith(prefixes)}
