"""An engine that is slow, cuts off, talks nonsense or hangs: one sentence, in bounded time.

Each call of a whole run is spoiled in each way, through the real command line. What must
come is exit status 4 with one sentence and one hint; where the nonsense is in something
that nobody needs, a report. Never a traceback, never a run without end.
"""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from containerloop.facts import RUN_LABEL
from tests.conftest import CLI
from tests.support import misbehaving_engine as engines
from tests.support.misbehaving_engine import Spoil, closed, half_closed, http, says, truncated
from tests.support.probe_process import MACHINE

pytestmark = pytest.mark.skipif(not MACHINE, reason="the probe runs on Linux, amd64 or arm64")

MOST_S = 40.0  # of one run: the longest deadline is 15, and the machine may be busy
SURVEY = ("version", "info", "list", "inspect", "networks")
PROBE = ("image", "create", "attach", "start")
NONSENSE: tuple[object, ...] = ([], {}, None, "x", [{}], {"Id": 7})
SHAPES = {f"JSON {body}": says(http(body)) for body in NONSENSE}
BROKEN: dict[str, Spoil] = {
    "half-closed": half_closed,
    "truncated": truncated,
    "closed": closed,
    "HTTP 500": says(http({"message": "boom"}, 500)),
    "HTML": says(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"),
    "garbage": says(b"\x00\xff \x1b[31m garbage\r\n\r\n"),
    "half a JSON": says(b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n[{"Id": '),
    "deep JSON": says(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + b"[" * 60000),
    "a header without end": says(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000),
}


@dataclass(frozen=True, slots=True)
class Ran:
    """One run and what it came to."""

    status: int
    out: str
    complaint: str
    seconds: float

    @property
    def one_sentence(self) -> bool:
        lines = self.complaint.splitlines()
        foreseen = "internal error" not in self.complaint
        return (
            foreseen
            and self.out == ""
            and 1 <= len(lines) <= 2
            and lines[0].startswith("containerloop: ")
        )

    @property
    def refused(self) -> bool:
        return self.status == 4 and self.one_sentence and "\x1b" not in self.complaint

    @property
    def reported(self) -> bool:
        return self.status in (1, 3) and self.complaint == "" and "5432" in self.out


def ran(
    folder: Path,
    spoil: dict[str, Spoil],
    calls: int | None = None,
    most_bytes: int | None = None,
) -> Ran:
    folder.mkdir()
    with engines.engine(folder / "s", spoil, calls):
        return asked(folder, f"unix://{folder}/s", most_bytes)


def asked(folder: Path, url: str, most_bytes: int | None = None) -> Ran:
    """One run on an engine; with `most_bytes`, no more memory is to be had."""
    environment = os.environ | {
        "DOCKER_HOST": url, "DOCKER_CONFIG": str(folder), "NO_COLOR": "1",
    }  # fmt: skip
    limit = ["prlimit", f"--as={most_bytes}"] if most_bytes else []
    began = time.monotonic()
    done = subprocess.run(
        [*limit, CLI, "why", "5432", "-p", "shop", "--timeout", "1"], cwd=folder, env=environment,
        check=False, capture_output=True, text=True, timeout=MOST_S, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, (url, done.stderr)
    return Ran(done.returncode, done.stdout, done.stderr, time.monotonic() - began)


def all_ran(
    folder: Path, cases: Iterable[tuple[str, str, Spoil]], at_once: int
) -> dict[tuple[str, str], Ran]:
    """Every case, by the call that was spoiled and the way."""

    def run(numbered: tuple[int, tuple[str, str, Spoil]]) -> tuple[tuple[str, str], Ran]:
        number, (call, way, spoil) = numbered
        return (call, way), ran(folder / str(number), {call: spoil})

    with ThreadPoolExecutor(at_once) as pool:
        return dict(pool.map(run, enumerate(cases)))


def wrong(runs: dict[tuple[str, str], Ran], right: Callable[[Ran], bool]) -> dict[object, Ran]:
    return {case: run for case, run in runs.items() if not right(run)}


def test_unspoiled_it_is_an_engine(tmp_path: Path) -> None:
    done = ran(tmp_path / "0", {})
    assert (done.status, done.complaint) == (1, "")
    assert "CL401" in done.out


def test_a_probe_of_another_run_is_not_asked_about(tmp_path: Path) -> None:
    probe = engines.listed("probe") | {"Labels": {RUN_LABEL: "another"}}
    listed = http([engines.listed("api"), engines.listed("db"), probe])
    done = ran(tmp_path / "0", {"list": says(listed)})  # it answers nonsense about a probe
    assert (done.status, done.complaint) == (1, "")
    assert "CL401" in done.out


@pytest.mark.parametrize("call", ["ping", *SURVEY, *PROBE])
def test_an_answer_that_is_none(call: str, tmp_path: Path) -> None:
    ways = {way: spoil for way, spoil in BROKEN.items() if call != "ping" or way != "truncated"}
    runs = all_ran(tmp_path, [(call, way, spoil) for way, spoil in ways.items()], 2)
    if call == "start":  # whoever answers nonsense to it has started the probe all the same
        assert wrong(runs, lambda run: run.refused or run.reported) == {}
        assert runs[call, "HTTP 500"].refused
    else:
        assert wrong(runs, lambda run: run.refused) == {}


@pytest.mark.parametrize("call", SURVEY)
def test_an_answer_of_another_shape(call: str, tmp_path: Path) -> None:
    runs = all_ran(tmp_path, [(call, way, spoil) for way, spoil in SHAPES.items()], 2)
    assert wrong(runs, lambda run: run.refused or run.reported) == {}
    if call != "info":  # which is hardly needed
        assert runs[call, "JSON x"].refused


def test_an_answer_of_another_shape_to_the_probe(tmp_path: Path) -> None:
    cases = [("create", way, spoil) for way, spoil in SHAPES.items()]
    runs = all_ran(tmp_path, cases, 2)
    assert wrong(runs, lambda run: run.refused or run.reported) == {}
    assert runs["create", "JSON x"].refused


def test_what_hangs_and_what_dribbles_is_waited_for_once(tmp_path: Path) -> None:
    calls = ("ping", *SURVEY, *PROBE)
    silent = says(b"HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n")
    cases: list[tuple[str, str, Spoil]] = [(call, "hangs", engines.hang) for call in calls]
    cases += [(call, "dribbles", engines.dribbling) for call in calls if call != "ping"]
    cases += [("ping", "dribbles", engines.dribbling_head)]
    cases += [("attach", "is silent", engines.silent), ("attach", "ends at once", silent)]
    cases += [("attach", "garbage", engines.babbling)]
    # they sleep, so that many at once cost little
    runs = all_ran(tmp_path, cases, 8)
    assert wrong(runs, lambda run: run.refused) == {}


@pytest.mark.parametrize("calls", range(0, 14, 2))
def test_one_that_dies_half_way(calls: int, tmp_path: Path) -> None:
    done = ran(tmp_path / "0", {}, calls)
    assert done.refused or (calls > 8 and done.reported), done


def test_one_that_is_only_slow_is_an_engine(tmp_path: Path) -> None:
    slow = {call: engines.later(0.3) for call in SURVEY}
    assert ran(tmp_path / "0", slow).status == 1


FLOODS: list[tuple[str, str, Spoil]] = [
    *((call, "endless chunks", engines.endless_chunks) for call in ("ping", *SURVEY, *PROBE)),
    ("attach", "a huge frame", engines.huge_frame),
    ("attach", "an endless line", engines.endless_line),
]


@pytest.mark.parametrize(("call", "way", "spoil"), FLOODS)
def test_what_floods_fills_no_memory(call: str, way: str, spoil: Spoil, tmp_path: Path) -> None:
    done = ran(tmp_path / "0", {call: spoil}, most_bytes=900_000_000)
    assert done.refused or (call in ("ping", "info") and done.reported), done


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 200 OK\r\nApi-Ver"])
def test_a_tcp_port_that_accepts_and_says_nothing(says: bytes, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    peers.append(server.accept()[0])
                    peers[-1].sendall(says)

        peers: list[socket.socket] = []
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        done = asked(tmp_path, f"tcp://127.0.0.1:{server.getsockname()[1]}")
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    for peer in peers:
        peer.close()
    assert done.refused, done
    assert "did not answer in time" in done.complaint
    assert done.seconds < 15
