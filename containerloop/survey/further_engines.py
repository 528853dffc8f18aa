"""Further engines, each named by its Docker context. I/O: one ping and one /info of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any

import requests
from docker.errors import DockerException

from containerloop.errors import EngineUnavailable
from containerloop.facts import Swarm, Unobserved
from containerloop.facts.plain_words import echoed
from containerloop.survey.engine.connection import Connection, connect_named
from containerloop.survey.engine.swarm import swarm_of


def further_engines(first: Connection, contexts: Sequence[str]) -> dict[str, Connection]:
    """The connection to each context's engine, in the order in which they were named.

    Raises `EngineUnavailable` where one does not answer, or is named twice.
    """
    found: dict[str, Connection] = {}
    known = {_id(first): "the engine in use"}
    for context in contexts:
        made = connect_named(context)
        if (identity := _id(made)) in known:
            raise EngineUnavailable(
                f"--engine {echoed(context)} names an engine that is asked already:"
                f" {known[identity]}",
                f"leave out --engine {echoed(context)}",
            )
        known[identity] = f"--engine {echoed(context)}"
        found[context] = made
    return found


def told_of_swarm(connections: Iterable[Connection]) -> Swarm | None:
    """What the first manager among them tells of its swarm; None where none is one."""
    for each in connections:
        try:
            told = swarm_of(each.client.info(), each.client, _at_once, lambda made: made.result())
        except (DockerException, requests.RequestException) as error:
            raise each.lost(error) from error
        if told is not None and not isinstance(told.services, Unobserved):
            return told
    return None


def _id(connection: Connection) -> str:
    try:
        return str(connection.client.info().get("ID") or connection.address)
    except (DockerException, requests.RequestException) as error:
        raise connection.lost(error) from error


def _at_once(ask: Callable[..., Any], **words: Any) -> Future[Any]:
    """Called in this thread: a process with one thread alone may be forked."""
    answer: Future[Any] = Future()
    try:
        answer.set_result(ask(**words))
    except DockerException as error:
        answer.set_exception(error)
    return answer
