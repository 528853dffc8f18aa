"""Any file at all given to `replay`: a report, or one sentence with the status of usage."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from containerloop.cli.snapshot_files import MOST_BYTES, decode, encode
from containerloop.errors import SnapshotError
from containerloop.facts import Address, Onward, Opening
from tests.support.shell import harmless, one_sentence, sh, snapshot
from tests.support.world import World

__all__ = ["snapshot"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="FIFOs and devices")

MIB = 1024 * 1024

NOT_ONE = "is not a containerloop snapshot"


def written(text: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text)


def sparse(size: int) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return make


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a FIFO": (os.mkfifo, "is not a regular file"),
    "an endless device": (lambda path: path.symlink_to("/dev/zero"), "is not a regular file"),
    "a terminal": (lambda path: path.symlink_to("/dev/tty"), "is not a regular file"),
    "a folder": (Path.mkdir, "Is a directory"),
    "itself": (lambda path: path.symlink_to(path), "symbolic link"),
    "nothing": (lambda path: None, "No such file"),
    "too much": (sparse(MOST_BYTES + 1), "has more than 256 MiB"),
    "100 MB of zeros": (sparse(100 * MIB), NOT_ONE),
    "100 MB of JSON": (written(b"[" + b"0," * (50 * MIB) + b"0]"), NOT_ONE),
    "empty": (written(b""), NOT_ONE),
    "no UTF-8": (written(b'{"version": 1, "question": "\xff"}'), "is a damaged snapshot"),
    "NaN": (written(b'{"version": NaN}'), NOT_ONE),
    "a huge number": (written(b'{"version": ' + b"9" * 5000 + b"}"), NOT_ONE),
    "a large number": (written(b'{"version": 1e400}'), NOT_ONE),
    "depth": (written(b'{"version":' + b"[" * 1_000_000), NOT_ONE),
    "depth that is closed": (
        written(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b',"version":1}'), NOT_ONE,
    ),
    "another version": (written(b'{"version": 999}'), "of version 999"),
    "a negative version": (written(b'{"version": -1}'), "of version -1"),
    "a list": (written(b"[]"), NOT_ONE),
    "half a snapshot": (written(b'{"version": 1}'), "is a damaged snapshot"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_what_is_no_snapshot_is_one_sentence(kind: str, tmp_path: Path, snapshot: Path) -> None:
    make, said = FILES[kind]
    make(tmp_path / "given.json")
    began = time.monotonic()
    done = sh('exec "$B" replay "$G"', snapshot, G=str(tmp_path / "given.json"))
    assert time.monotonic() - began < 20
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert one_sentence(done.stderr)
    assert harmless(done.stderr)
    assert said in done.stderr


DATA = Path(__file__).parents[2] / "data"
OLD = sorted([*DATA.glob("saved/*.json"), *DATA.glob("snapshots/26.1/cl4*.json")])
FORMER = ("own_listeners", "created_at", "inspected", "failure")


@pytest.mark.parametrize(
    "path",
    sorted([*DATA.glob("saved/*.json"), *DATA.glob("snapshots/26.1/cl4*.json")]),
    ids=lambda path: str(path.stem),
)
def test_fields_that_nobody_read_are_left_out_of_an_old_snapshot(path: Path) -> None:
    old = json.loads(path.read_bytes())
    new = decode(path.read_bytes())
    assert not any(f'"{name}"'.encode() in encode(new) for name in FORMER)
    without(old["survey"]["machine"], "own_listeners")
    containers = old["survey"]["containers"]
    for container in containers if isinstance(containers, list) else ():
        without(container, "created_at", "inspected")
    for view in old["views"].values():
        for resolution in view.get("resolutions", ()):
            without(resolution, "failure")
    assert new == decode(json.dumps(old).encode())


def without(row: dict[str, Any], *names: str) -> None:
    for name in names:
        row.pop(name, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.update(created_at=""),
        lambda raw: raw["survey"].update(own_listeners=[]),
        lambda raw: raw["survey"]["machine"].update(created_at=""),
        lambda raw: raw["survey"]["networks"][0].update(created_at=""),
        lambda raw: raw["survey"]["containers"][0].update(created=""),
        lambda raw: raw["question"].update(failure=None),
    ],
)
def test_an_unknown_field_is_refused_as_ever(spoil: Callable[[Any], None]) -> None:
    raw = json.loads((DATA / "saved" / "cl301-no-shared-network.json").read_bytes())
    decode(json.dumps(raw).encode())
    spoil(raw)
    with pytest.raises(SnapshotError, match="unknown field"):
        decode(json.dumps(raw).encode())


def test_a_path_that_may_be_a_secret_is_not_saved() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["8080:80"])
    secret = Opening(path="/hooks/T02AB9XYZQ8")
    there = Onward(address=Address(host="localhost", port=8080), by="location", opening=secret)
    answer: dict[str, Any] = {"protocol": "http", "code": "200", "resolved": "127.0.0.1"}
    world.attempt("host", "localhost:8080", "answered", opening=secret, onward=(there,), **answer)
    raw = encode(world.snapshot("http://localhost:8080/hooks/T02AB9XYZQ8"))
    assert b"T02AB9" not in raw
    assert b"/hooks/***" in raw
