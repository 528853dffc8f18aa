"""The control groups of a run, by the name that only they have."""

import os
import time
from contextlib import suppress
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")


def remove(name: str) -> None:
    """Remove every control group `name`, with those in it, once their processes are gone."""
    for pattern in (name, f"*/{name}"):  # version 2, and one per controller of version 1
        for cgroup in CGROUPS.glob(pattern):
            _remove(cgroup)


def _remove(cgroup: Path) -> None:
    deadline = time.monotonic() + 3.0  # the kernel takes a moment to forget killed processes
    while cgroup.exists() and time.monotonic() < deadline:
        for folder, _, _ in os.walk(cgroup, topdown=False):  # folders may vanish meanwhile
            with suppress(OSError):
                Path(folder).rmdir()
        time.sleep(0.02)
