"""The connection to the engine, verified by one ping.

Only what turns a `Choice` into a client of the Docker SDK may live here.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import docker
import requests
from docker.errors import DockerException
from docker.tls import TLSConfig
from urllib3.exceptions import HTTPError

from containerloop.errors import EngineUnavailable
from containerloop.survey.engine.bounded_client import BoundedClient
from containerloop.survey.engine.docker_context import Choice, choose, home_folder, named
from containerloop.survey.engine.own_processes import opener_of
from containerloop.survey.engine.ssh_adapter import SshAdapter
from containerloop.survey.engine.unavailable import (
    not_an_engine,
    tls_expected,
    too_old,
    unavailable,
)

OLDEST = (1, 41)
TIMEOUT = 10
"""Seconds without a byte from the engine after which it counts as gone."""

_PING_TIMEOUT = 5
_DRIBBLING = 4
"""Seconds more for the whole ping; an answer that dribbles never makes a read time out."""


@dataclass(frozen=True)
class Connection:
    """A client with its API version agreed, and the choice that led to this engine.

    `opener` is the process that opened the engine's socket, where it is one of this machine's.
    """

    client: docker.APIClient
    choice: Choice
    opener: int | None = None

    @property
    def address(self) -> str:
        """The engine's address without a password."""
        return self.choice.shown

    @property
    def chosen_by(self) -> str:
        """What named this engine: DOCKER_HOST, a context, or the default."""
        return self.choice.chosen_by

    def lost(self, error: BaseException) -> EngineUnavailable:
        """The error to raise for a call that failed after connecting."""
        return unavailable(error, self.choice)


def connect(environ: Mapping[str, str] | None = None, home: Path | None = None) -> Connection:
    """The engine that the Docker CLI would talk to, after one answered ping.

    Raises `EngineUnavailable` with a sentence about what was tried, within 10 seconds.
    """
    variables = os.environ if environ is None else environ
    return connect_to(choose(variables, home or home_folder(), sys.platform))


def connect_to(choice: Choice, seconds: float = _PING_TIMEOUT) -> Connection:
    """The engine of a choice that was made, after one ping answered within so many seconds.

    Raises `EngineUnavailable` with a sentence about what was tried.
    """
    try:
        opener = _knock(choice, seconds)
        with ExitStack() as undo:
            client = _client(choice)
            undo.callback(client.close)
            _in_time(client, choice, seconds)
            undo.pop_all()
    except (DockerException, requests.RequestException, HTTPError, OSError) as error:
        raise unavailable(error, choice) from error
    return Connection(client=client, choice=choice, opener=opener)


def connect_named(
    context: str, environ: Mapping[str, str] | None = None, home: Path | None = None
) -> Connection:
    """The engine of a Docker context, after one answered ping. Raises `EngineUnavailable`."""
    variables = os.environ if environ is None else environ
    return connect_to(named(context, variables, home or home_folder(), sys.platform))


def client_of(choice: Choice) -> docker.APIClient:
    """A client of the same engine for another process. Raises `EngineUnavailable`."""
    return connect_to(choice).client


def new_client() -> docker.APIClient:
    """A client for another process, which may outlive this one. Raises EngineUnavailable."""
    return connect().client


def _knock(choice: Choice, seconds: float) -> int | None:
    """Open a unix socket and close it: the SDK leaves it open where that fails. Who opened it."""
    if choice.socket is None:
        return None
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(seconds)
        door.connect(str(choice.socket))
        return opener_of(door)


def _client(choice: Choice) -> BoundedClient:
    """A client that has sent nothing yet: given a version, the SDK does not ask for one."""
    version = ".".join(str(part) for part in OLDEST)
    if choice.address.startswith("ssh://"):
        # the SDK's own ssh needs paramiko even where it only runs the ssh program
        client = BoundedClient(base_url="unix:///ssh", version=version, timeout=TIMEOUT)
        client.mount("http+docker://", SshAdapter(choice.address, TIMEOUT))
    else:
        tls = _tls(choice) if choice.tls else False
        client = BoundedClient(base_url=choice.address, version=version, timeout=TIMEOUT, tls=tls)
    if choice.socket is not None:
        # looking for proxies and .netrc costs as much as the call itself (0.3 ms each)
        client.trust_env = False
    return client


def _tls(choice: Choice) -> TLSConfig:
    folder = choice.certificates
    if folder is None:
        return TLSConfig(verify=choice.verify)
    pair = (str(folder / "cert.pem"), str(folder / "key.pem"))
    ca = folder / "ca.pem"
    return TLSConfig(
        client_cert=pair if all(Path(path).is_file() for path in pair) else None,
        ca_cert=str(ca) if ca.is_file() else None,
        verify=choice.verify,
    )


def _in_time(client: BoundedClient, choice: Choice, seconds: float) -> None:
    pool = ThreadPoolExecutor(1)
    try:
        pool.submit(_settle_version, client, choice, seconds).result(seconds + _DRIBBLING)
    except TimeoutError:
        pool.shutdown(wait=False)
        raise
    pool.shutdown()  # no thread is left: the guard is forked, which only one thread may do


def _settle_version(client: BoundedClient, choice: Choice, seconds: float) -> None:
    """Ping once: the answer shows that this is an engine, and its newest API version.

    A ping takes 0.5 ms; the SDK's own negotiation requests /version, which takes 6 ms
    because the engine starts its components to ask for their versions.
    """
    with client.get(f"{client.base_url}/_ping", timeout=seconds, stream=True) as answer:
        api = answer.headers.get("Api-Version", "")
        if answer.status_code == 400 and b"HTTPS server" in answer.raw.read(200):
            raise tls_expected(choice)
        if answer.status_code != 200 or not api.replace(".", "").isdigit():
            status = answer.status_code
            raise not_an_engine(choice, None if status == 200 else status)
        if tuple(int(part) for part in api.split(".") if part) < OLDEST:
            raise too_old(choice, api, answer.headers.get("Server", ""))
        answer.raw.read(16)
    client.settle(api)
