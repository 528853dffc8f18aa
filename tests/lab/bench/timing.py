"""One command against its floor, A B A B …: seconds, ratios pair by pair, memory."""

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SETTLED_S = 60.0
"""Seconds that a project has until it answers as it should."""

HEAD = """\
| run | pairs | seconds | ratio (lowest-highest) | at most | | MiB |
|---|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Command:
    """What is timed: words, the folder to run them in, the exit status they must end with.

    Before each run, `rest_s` seconds pass.
    """

    words: Sequence[str]
    folder: Path
    status: int = 0
    rest_s: float = 0.0


@dataclass(frozen=True)
class Timing:
    """Seconds of one command over several runs, and its ratio to the floor, pair by pair.

    `seconds` and `ratios` are those beyond the deadline, where there was one to be waited out.
    """

    name: str
    seconds: list[float]
    ratios: list[float]
    most: float
    mib: float
    most_mib: float
    deadline_s: float = 0.0

    @property
    def kept(self) -> bool:
        """Whether the median ratio and the peak of memory are within their bounds."""
        return statistics.median(self.ratios) <= self.most and self.mib <= self.most_mib

    def row(self) -> str:
        """A row of the table under `HEAD`."""
        low, middle, high = min(self.ratios), statistics.median(self.ratios), max(self.ratios)
        waited = f"{self.deadline_s:g} + " if self.deadline_s else ""
        return (
            f"| {self.name} | {len(self.ratios)} | {waited}{statistics.median(self.seconds):.2f}"
            f" | **{middle:.2f}x** ({low:.2f}-{high:.2f}) | {self.most:g}x"
            f" | {'kept' if self.kept else 'OVER'} | {self.mib:.0f} |"
        )


def timed(command: Command) -> tuple[float, float]:
    """Seconds and peak MiB of one run; another exit status than expected ends the bench.

    The peak is that of the command or of its largest child. It cannot be told below the
    size of who starts it, which is why this process must stay small: no Docker SDK here.
    """
    seconds, mib, status, said = _run(command)
    if status != command.status:
        raise SystemExit(
            f"{' '.join(command.words)} ended with {status}, not {command.status}: {said}"
        )
    return seconds, mib


def settle(command: Command) -> None:
    """Run it until it ends as it should: what is warmed up by then does not count."""
    until = time.monotonic() + SETTLED_S
    while time.monotonic() < until:
        if _run(command)[2] == command.status:
            return
        time.sleep(0.5)
    timed(command)


def compared(
    name: str, command: Command, floor: Command, *, most: float, pairs: int,
    deadline_s: float = 0.0, most_mib: float = 300.0,
) -> Timing:  # fmt: skip
    """`command` against `floor`, in turn, after one of each that does not count."""
    timed(floor)
    settle(command)
    seconds, ratios, mib = [], [], 0.0
    for _ in range(pairs):
        base, _ = timed(floor)
        took, peak = timed(command)
        seconds.append(took - deadline_s)
        ratios.append((took - deadline_s) / base)
        mib = max(mib, peak)
    return Timing(name, seconds, ratios, most, mib, most_mib, deadline_s)


def _run(command: Command) -> tuple[float, float, int, str]:
    time.sleep(command.rest_s)
    began = time.monotonic()
    process = subprocess.Popen(
        command.words, cwd=command.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    with process.stderr as errors:
        said = errors.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    return seconds, usage.ru_maxrss / 1024, process.returncode, said.decode()
