"""`python -m tests.bench`: side-by-side timings on the engine that DOCKER_HOST names.

Every scenario is run in turn with its floor, A B A B …, and the median of the pairs' ratios
is printed: the machine's speed may drift, a pair's ratio hardly does.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import docker

from containerloop.observe.image import ensure_image
from tests.bench.projects import PROJECTS, Scenario

CLI = str(Path(sys.executable).with_name("containerloop"))


@dataclass(frozen=True)
class Timing:
    """Seconds of one command over several runs, and its ratio to the floor, pair by pair."""

    name: str
    seconds: list[float]
    ratios: list[float]
    most: float
    memory_mib: float

    def row(self) -> str:
        low, middle, high = min(self.ratios), statistics.median(self.ratios), max(self.ratios)
        kept = "ok" if middle <= self.most else "OVER"
        return (
            f"{self.name:34} {statistics.median(self.seconds):7.3f} s {middle:6.2f}x"
            f"  ({low:.2f}-{high:.2f})  at most {self.most:g}x {kept:4} {self.memory_mib:5.0f} MiB"
        )


def timed(command: Sequence[str], folder: Path, allowed: tuple[int, ...]) -> tuple[float, float]:
    """Seconds and peak MiB of one run; another exit status than expected ends the bench."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    code = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        raise SystemExit(f"{' '.join(command)} ended with {code}: {said.decode()}")
    return seconds, usage.ru_maxrss / 1024


def compared(
    name: str, command: Sequence[str], floor: Sequence[str], *, folder: Path, most: float,
    pairs: int, allowed: tuple[int, ...],
) -> Timing:  # fmt: skip
    """`command` against `floor`, in turn, after one of each that does not count."""
    timed(floor, folder, (0,))
    timed(command, folder, allowed)
    seconds, ratios, memory = [], [], 0.0
    for _ in range(pairs):
        base, _ = timed(floor, folder, (0,))
        took, peak = timed(command, folder, allowed)
        seconds.append(took)
        ratios.append(took / base)
        memory = max(memory, peak)
    return Timing(name, seconds, ratios, most, memory)


def with_project(scenario: Scenario, run: Callable[[Path], Timing]) -> Timing:
    """Bring the scenario's project up, time it, take it down."""
    with tempfile.TemporaryDirectory(prefix="containerloop-bench-") as place:
        folder = Path(place)
        (folder / "compose.yaml").write_text(scenario.compose)
        name = f"clbench-{uuid.uuid4().hex[:6]}"
        compose = ["docker", "compose", "--project-name", name, "--project-directory", place]
        os.environ["COMPOSE_PROJECT_NAME"] = name
        try:
            subprocess.run(
                [*compose, "up", "--detach", "--wait"], check=True, cwd=folder, capture_output=True
            )
            time.sleep(1)
            return run(folder)
        finally:
            subprocess.run(
                [*compose, "down", "--timeout", "0"], check=False, cwd=folder, capture_output=True
            )


def main() -> None:
    """Time every scenario, or those named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", help="only scenarios whose name holds this")
    parser.add_argument("--pairs", type=int, default=10)
    options = parser.parse_args()
    client = docker.from_env().api
    image = ensure_image(client)
    floor = ["docker", "run", "--rm", "--network", "host", image]
    typer = [sys.executable, "-c", "import typer"]

    def wanted(name: str) -> bool:
        return not options.names or any(part in name for part in options.names)

    print(f"floor: {' '.join(floor[:-1])} (a binary that exits at once); {options.pairs} pairs")
    for scenario in PROJECTS(image):
        if wanted(scenario.name):
            print(with_project(scenario, lambda folder, s=scenario: compared(  # type: ignore[misc]
                s.name, [CLI, "why", *s.question], floor, folder=folder, most=s.most,
                pairs=options.pairs if s.size < 100 else 3, allowed=s.allowed,
            )).row(), flush=True)  # fmt: skip
    print("floor: python -c 'import typer'")
    for words in (["--help"], ["explain", "CL401"], ["causes"]):
        if wanted(words[0]):
            print(compared(
                words[0], [CLI, *words], typer, folder=Path.cwd(), most=2.5,
                pairs=options.pairs, allowed=(0,),
            ).row(), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
