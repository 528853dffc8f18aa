"""The addresses that containers' last log lines complain of. I/O: the engine.

A log is read to its last lines, a bound of bytes and a bound of time; only what
`facts.parsers.error_lines` takes from it is kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple, TypeVar

import docker
import docker.errors
import requests

from containerloop.facts import Complaint, Maybe, Unobserved
from containerloop.facts.parsers.error_lines import complaints
from containerloop.observe.probe.engine_errors import describe_error

T = TypeVar("T")

LINES = 200
MOST_BYTES = 256 * 1024
MOST_S = 1.0
"""Seconds for all logs of one question together."""
MOST_LOGS = 6
_JUST_NOW_S = 10.0
_MARGIN_S = 0.3
"""Longer than a reader goes on: what it has read by then counts."""

ENGINE_ERRORS = (
    docker.errors.DockerException,
    requests.RequestException,
    OSError,
    ValueError,
    AttributeError,
    LookupError,
    TypeError,
)
"""What a call of the engine, and the reading of its answer, may end in."""


class Log(NamedTuple):
    """Which log: a container's id, and from when on it counts, in seconds since 1970."""

    container: str
    since: float = 0.0


def last_complaints(
    client: docker.APIClient, containers: Mapping[str, str], just_now: Collection[str] = ()
) -> dict[str, Maybe[tuple[Complaint, ...]]]:
    """What the logs of containers complain of, by vantage; `containers` maps those to ids.

    Of the vantages `just_now` only what was logged while this run asked: their answer to it.
    """
    since = time.time() - _JUST_NOW_S
    logs = {v: Log(c, since if v in just_now else 0) for v, c in containers.items()}
    return read_logs(client, logs, complaints)


def read_logs(
    client: docker.APIClient, logs: Mapping[str, Log], parse: Callable[[str], T]
) -> dict[str, Maybe[T]]:
    """What `parse` takes from the last lines of logs, by vantage.

    A log that cannot be read, or not in time, has its reason instead.
    """
    until = time.monotonic() + MOST_S
    wanted = dict(list(logs.items())[:MOST_LOGS])
    found: dict[str, Maybe[T]] = {}

    def read(vantage: str, log: Log) -> None:
        found[vantage] = _parsed(client, log, until, parse)

    # a thread that hangs must not keep the program from ending, as one of a pool would
    readers = [threading.Thread(target=read, args=each, daemon=True) for each in wanted.items()]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(max(0.0, until + _MARGIN_S - time.monotonic()))
    late = Unobserved("its log was not read in time")
    return {vantage: found.get(vantage, late) for vantage in wanted}


def _parsed(
    client: docker.APIClient, log: Log, until: float, parse: Callable[[str], T]
) -> Maybe[T]:
    try:
        return parse(_read(client, log, until))
    except ENGINE_ERRORS as error:
        return Unobserved(f"its log cannot be read: {describe_error(error)}")


def _read(client: docker.APIClient, log: Log, until: float) -> str:
    """The last lines of a log, whatever its encoding. Raises what the engine's client raises."""
    parts: Iterable[bytes] = client.logs(
        log.container,
        stdout=True,
        stderr=True,
        stream=True,
        follow=False,
        tail=LINES,
        since=int(log.since) or None,
    )
    read = bytearray()
    for part in parts:
        read += part
        if len(read) > MOST_BYTES or time.monotonic() > until:
            with suppress(*ENGINE_ERRORS):
                parts.close()  # type: ignore[attr-defined]
            break
    return bytes(read[-MOST_BYTES:]).decode("utf-8", "replace")
