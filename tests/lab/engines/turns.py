"""Who may use the engine when: tests of several workers together, or one test alone.

A test that compares the whole engine before and after itself must be alone on it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold a place on the engine for the body; `folder` is shared by all who take turns."""
    with (folder / "door").open("w") as door, (folder / "room").open("w") as room:
        # whoever waits to be alone keeps the door, so that no later one slips in before it
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield
