"""Who may use the engine when: tests of several workers together, or one test alone.

A test that compares the whole engine before and after itself must be alone on it.
"""

import contextlib
import fcntl
import re
import time
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 120.0
_NUMBER = re.compile(r"\d{4,5}")
_PUBLISHED = re.compile(r"[\"':\s](\d{4,5}):\d+[\"'/\s]")


@contextmanager
def turn(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold a place on the engine for the body; `folder` is shared by all who take turns."""
    with (folder / "door").open("w") as door, (folder / "room").open("w") as room:
        # whoever waits to be alone keeps the door, so that no later one slips in before it
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield


def host_ports(files: Iterable[Path]) -> set[str]:
    """The ports of the host that compose files seem to publish, as they are written there.

    Also those that the server takes which a fixture has on the host (`host` in its case.toml).
    """
    found: set[str] = set()
    for file in files:
        found.update(_PUBLISHED.findall(file.read_text(errors="replace")))
        if (case := file.with_name("case.toml")).exists():
            found.update(filter(_NUMBER.fullmatch, tomllib.loads(case.read_text()).get("host", ())))
    return found


@contextmanager
def of_a_port(folder: Path, port: str) -> Iterator[None]:
    """Have a port of the host for the body: two tests may publish the same one.

    Whoever waits for long goes on without it: two may wait for one another.
    """
    until = time.monotonic() + PATIENCE_S
    with (folder / f"port-{port}").open("w") as mine:
        while time.monotonic() < until:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(0.1)
        yield
