"""Further engines, each named by its Docker context. I/O: all at once, a ping and /info of each."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import requests
from docker.errors import DockerException

from containerloop.errors import WRONG_SHAPE, EngineUnavailable
from containerloop.facts import Swarm, Unobserved
from containerloop.facts.printable import printable
from containerloop.survey.engine.connection import Connection, connect_to
from containerloop.survey.engine.docker_context import Choice, home_folder, named
from containerloop.survey.engine.swarm import swarm_of

_MOST_S = 20.0
"""Seconds for all of them; each has a time limit of its own, and one that dribbles has this one."""

_MOST = 60
"""Characters of a context's name, which exists, and so is no slip that may hold a secret."""


@dataclass(frozen=True)
class Met:
    """An engine that answered; `identity` tells it from others, `swarm` is what it tells of one."""

    connection: Connection
    identity: object
    swarm: Swarm | None


@dataclass(frozen=True)
class FurtherEngines:
    """Every engine that is asked, by its context, the one in use ("") first; `lost` did not answer.

    `told` is what the first manager among them tells of its swarm, None where none is one.
    """

    met: dict[str, Met]
    lost: dict[str, str] = field(default_factory=dict)
    told: Swarm | None = None

    @property
    def connections(self) -> dict[str, Connection]:
        """The connection to each that answered."""
        return {context: each.connection for context, each in self.met.items()}


def further_engines(first: Connection, contexts: Sequence[str]) -> FurtherEngines:
    """The engine in use and those of the contexts, in the order in which they were named.

    Raises `EngineUnavailable` where a context does not exist, where an engine is named twice, and
    where none answers.
    """
    # a context that does not exist is a slip of the pen, and told before anybody is asked
    home = home_folder()
    choices = {name: named(name, os.environ, home, sys.platform) for name in contexts}
    answers = _answers({"": lambda: first} | {n: _connecting(c) for n, c in choices.items()})
    met = {context: each for context, each in answers.items() if isinstance(each, Met)}
    lost = {n: e for n, e in answers.items() if isinstance(e, EngineUnavailable)}
    if error := lost.get(""):
        raise error
    _each_once(met, contexts)
    swarms = (each.swarm for each in met.values() if each.swarm is not None)
    told = next((swarm for swarm in swarms if not isinstance(swarm.services, Unobserved)), None)
    return FurtherEngines(met, {n: error.message for n, error in lost.items()}, told)


def _connecting(choice: Choice) -> Callable[[], Connection]:
    return lambda: connect_to(choice)


def _each_once(met: dict[str, Met], contexts: Sequence[str]) -> None:
    known = {met[""].identity: "the engine in use"}
    for number, context in enumerate(contexts):
        if context not in met:
            continue
        identity = met[context].identity
        if identity in known or context in contexts[:number]:
            raise EngineUnavailable(
                f"--engine {printable(context, _MOST)} names an engine that is asked already:"
                f" {known[identity]}",
                f"leave out --engine {printable(context, _MOST)}",
            )
        known[identity] = f"--engine {printable(context, _MOST)}"


def _answers(
    connecting: dict[str, Callable[[], Connection]],
) -> dict[str, Met | EngineUnavailable]:
    """What each engine tells of itself, or why it does not; all of them are asked at once."""
    pool = ThreadPoolExecutor(len(connecting), thread_name_prefix="engines")
    until = time.monotonic() + _MOST_S
    try:
        waiting = {name: pool.submit(_meet, connect) for name, connect in connecting.items()}
        return {name: _answer(future, until) for name, future in waiting.items()}
    finally:
        # of those that answered no thread is left, so that the guards may be forked
        pool.shutdown(wait=time.monotonic() < until, cancel_futures=True)


def _answer(future: Future[Met], until: float) -> Met | EngineUnavailable:
    try:
        return future.result(max(0.0, until - time.monotonic()))
    except EngineUnavailable as error:
        return error
    except TimeoutError:
        return EngineUnavailable(f"the engine did not answer within {_MOST_S:.0f} s")


def _meet(connect: Callable[[], Connection]) -> Met:
    connection = connect()
    client = connection.client
    try:
        info = client.info()
        swarm = swarm_of(info, client, _at_once, lambda made: made.result())
        # machines that were cloned have the id of the one they were made from
        identity = (info["ID"], info.get("Name")) if info.get("ID") else connection.address
    except (DockerException, requests.RequestException, *WRONG_SHAPE) as error:
        raise connection.lost(error) from error
    return Met(connection, identity, swarm)


def _at_once(ask: Callable[..., Any], **words: Any) -> Future[Any]:
    """Called in this thread, which has no other engine to wait for."""
    answer: Future[Any] = Future()
    try:
        answer.set_result(ask(**words))
    except DockerException as error:
        answer.set_exception(error)
    return answer
