"""Waiting for a server of this machine: real sockets, no engine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from containerloop.facts import Question, Snapshot
from containerloop.pipeline import wait as waiting
from containerloop.pipeline.further_step import with_further
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.report_step import answer
from containerloop.pipeline.wait import MOST_PAUSE_S, wait_until_served
from containerloop.question import parse_target
from containerloop.report.v1 import Report, Verdict

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def serving(port: int, *, after_s: float = 0, reply: Callable[[], bytes]) -> Iterator[None]:
    """A server of HTTP that is there after so many seconds; an empty reply closes."""
    over = threading.Event()

    def serve() -> None:
        over.wait(after_s)
        with socket.create_server(("127.0.0.1", port)) as server:
            server.settimeout(0.05)
            while not over.is_set():
                try:
                    client, _ = server.accept()
                except TimeoutError:
                    continue
                with client:
                    client.settimeout(1)
                    if said := reply():
                        client.recv(2000)
                        client.sendall(said)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def options(tmp_path: Path, said: Callable[[str], None] = lambda _: None) -> RunOptions:
    return RunOptions(
        connection=None, no_engine="no container engine", cwd=tmp_path, timeout_s=1, progress=said
    )


def asked(port: int) -> Question:
    return parse_target(f"http://127.0.0.1:{port}/", ["host"])


def waited(port: int, tmp_path: Path, most_s: float) -> tuple[Report, float]:
    began = time.monotonic()
    snapshot = wait_until_served(asked(port), options(tmp_path), most_s)
    return answer(snapshot), time.monotonic() - began


def test_it_ends_when_the_server_is_there(tmp_path: Path) -> None:
    port = free_port()
    with serving(port, after_s=1, reply=lambda: PAGE):
        report, took = waited(port, tmp_path, 60)
    assert report.verdict is Verdict.REACHABLE
    assert 1 <= took < 40


def test_it_says_why_not_when_the_time_is_over(tmp_path: Path) -> None:
    report, took = waited(free_port(), tmp_path, 0.6)
    assert report.verdict is Verdict.UNREACHABLE
    assert [f.code for f in report.causes] == ["CL212"]
    assert took >= 0.6


def test_a_bare_accept_is_not_served(tmp_path: Path) -> None:
    port = free_port()
    with serving(port, reply=lambda: b""):
        report, _ = waited(port, tmp_path, 1)
    assert report.verdict is not Verdict.REACHABLE
    (own,) = [a for a in report.attempts if a.relied_on]
    assert own.served is False


def test_a_page_that_is_refused_at_first_is_waited_for(tmp_path: Path) -> None:
    port, began = free_port(), time.monotonic()
    busy = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with serving(port, reply=lambda: PAGE if time.monotonic() > began + 2 else busy):
        report, took = waited(port, tmp_path, 60)
    assert report.verdict is Verdict.REACHABLE
    assert took >= 1


def test_without_time_it_asks_once(tmp_path: Path) -> None:
    port = free_port()
    with serving(port, reply=lambda: PAGE):
        time.sleep(0.2)
        report, _ = waited(port, tmp_path, 0)
    assert report.verdict is Verdict.REACHABLE


def test_the_pauses_grow_and_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, pauses, said = [0.0], list[float](), list[str]()

    def slept(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    class Clock:
        sleep = staticmethod(slept)
        monotonic = staticmethod(lambda: now[0])

    monkeypatch.setattr(waiting, "time", Clock)
    monkeypatch.setattr(waiting, "_seems_served", lambda *_: False)
    snapshot = wait_until_served(asked(free_port()), options(tmp_path, said.append), 30)
    assert isinstance(snapshot, Snapshot)
    assert pauses[0] == pytest.approx(0.1)
    assert all(a <= b for a, b in pairwise(pauses[:-1]))
    assert max(pauses) == MOST_PAUSE_S
    assert sum(pauses) == pytest.approx(30)
    assert said[0] == "waiting, 0 of 30 s"
    assert "waiting, 29 of 30 s" in said


def test_where_nobody_relies_on_anything_no_whole_run_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, runs = waiting._whole, list[bool]()

    def counted(*words: object, proven: bool) -> Snapshot:
        runs.append(proven)
        return whole(*words, proven=proven)  # type: ignore[arg-type]

    monkeypatch.setattr(waiting, "_whole", counted)
    wait_until_served(parse_target("7000-7001", ["host"]), options(tmp_path), 0.5)
    assert runs == [True]


def test_no_log_in_is_begun_before_a_whole_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = list[bool]()

    def recorded(*words: Any) -> Snapshot:
        begun.append(words[2].log_in)
        return with_further(*words)

    monkeypatch.setattr(waiting, "with_further", recorded)
    assert options(tmp_path).log_in
    wait_until_served(asked(free_port()), options(tmp_path), 0.3)
    assert begun
    assert not any(begun)


def test_what_seems_served_counts_only_once_a_whole_run_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_seems_served", lambda *_: True)
    report, took = waited(free_port(), tmp_path, 0.5)
    assert report.verdict is Verdict.UNREACHABLE
    assert took >= 0.5
