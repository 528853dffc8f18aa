"""Which engine of another Docker context has what is missing on the one that was asked. I/O.

Only engines behind a unix socket of this machine are asked, and only for their list of running
containers: a context of another machine is the user's to name.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import requests
from docker.errors import DockerException

from containerloop.errors import WRONG_SHAPE, EngineUnavailable
from containerloop.facts import Container, Maybe, OtherEngine, Question, Unobserved, is_loopback
from containerloop.facts.plain_words import echoed
from containerloop.survey.compose_labels import folder_of, theirs
from containerloop.survey.engine.connection import Connection, connect_to
from containerloop.survey.engine.containers import listed_container
from containerloop.survey.engine.docker_context import (
    Choice,
    contexts,
    home_folder,
    of_context,
    settings_folder,
)

_MOST_S = 2
"""Seconds for all of them together."""
_AT_ONCE = 8
_NOBODY = (FileNotFoundError, NotADirectoryError, ConnectionRefusedError)
"""No engine is there at all, as of a Docker Desktop that was quit."""


@dataclass(frozen=True)
class Sought:
    """What is missing: a project, made from `folder` where that is known; else what is asked.

    `names` are those of a service or a container.
    """

    question: Question
    project: str | None = None
    folder: str = ""
    names: tuple[str, ...] = ()


def other_engines(
    sought: Sought,
    asked: Connection,
    environ: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> Maybe[tuple[OtherEngine, ...]]:
    """The engines that have it; () where none has, or why that is not known of one of them."""
    variables = os.environ if environ is None else environ
    choices = _others(variables, home or home_folder(), sys.platform, asked.choice)
    until = time.monotonic() + _MOST_S
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="contexts")
    try:
        waiting = {
            name: pool.submit(_found, sought, choice)
            for name, choice in choices.items()
            if choice.socket is not None
        }
        told = {name: _told(name, future, until) for name, future in waiting.items()}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    there = tuple(
        OtherEngine(context=name, address=choices[name].shown, containers=seen)
        for name, seen in told.items()
        if seen and not isinstance(seen, Unobserved)
    )
    return there or _unknown(choices, told) or ()


def _others(
    environ: Mapping[str, str], home: Path, platform: str, chosen: Choice
) -> dict[str, Choice]:
    """The engines of all contexts but the chosen one's, by the context's name.

    `default` is the default address here, whatever DOCKER_HOST is. A context that cannot be read
    is left out.
    """
    folder = settings_folder(environ, home)
    found: dict[str, Choice] = {}
    for name in contexts(environ, home):
        try:
            choice = of_context(name, f"context {echoed(name)}", folder, platform)
        except EngineUnavailable:
            continue
        if not _same_engine(choice, chosen):
            found[name] = choice
    return found


def _same_engine(one: Choice, other: Choice) -> bool:
    if one.socket is not None and other.socket is not None:
        return os.path.realpath(one.socket) == os.path.realpath(other.socket)
    return one.address == other.address


def _told(
    name: str, future: Future[tuple[Container, ...]], until: float
) -> Maybe[tuple[Container, ...]]:
    try:
        return future.result(max(0.0, until - time.monotonic()))
    except EngineUnavailable as error:
        if isinstance(error.__cause__, _NOBODY):
            return ()
    except (DockerException, requests.RequestException, TimeoutError, OSError, *WRONG_SHAPE):
        pass
    return Unobserved(f'the engine of the Docker context "{echoed(name)}" could not be asked')


def _unknown(
    choices: Mapping[str, Choice], told: Mapping[str, Maybe[tuple[Container, ...]]]
) -> Unobserved | None:
    """Why one of them may have it all the same."""
    unseen = (seen for seen in told.values() if isinstance(seen, Unobserved))
    elsewhere = (
        Unobserved(
            f'the engine of the Docker context "{echoed(name)}" ({choice.shown}) was not asked'
        )
        for name, choice in choices.items()
        if choice.socket is None
    )
    return next(unseen, None) or next(elsewhere, None)


def _found(sought: Sought, choice: Choice) -> tuple[Container, ...]:
    """Its running containers that are meant. Raises `EngineUnavailable`."""
    client = connect_to(choice, _MOST_S).client
    try:
        client.timeout = _MOST_S
        rows = theirs(client.containers())
    finally:
        client.close()
    of_another = {
        name
        for name in {listed_container(raw).project for raw in rows}
        if name and sought.folder and not _same(folder_of(name, rows)[0], sought.folder)
    }
    listed = map(listed_container, rows)
    return tuple(c for c in listed if c.project not in of_another and _is_meant(c, sought))


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _is_meant(container: Container, sought: Sought) -> bool:
    """Whether it is of the project; else whether it publishes the port, or has the name."""
    if sought.project is not None:
        return container.project == sought.project
    question, names = sought.question, {name.lower() for name in sought.names}
    if not names and question.host is not None and not is_loopback(question.host):
        names.add(question.host.rstrip(".").lower())
    if names:
        return bool(names & {(container.service or "").lower(), container.name.lower()})
    ports = {p.host_port for p in container.published if p.transport is question.transport}
    return bool(question.port) and any(map(question.covers, ports))
