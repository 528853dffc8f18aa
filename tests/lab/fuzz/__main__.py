"""`make fuzz`: every target of the fuzzer, a worker per processor.

python -m tests.lab.fuzz [--executions 10000000] [--seconds 600] [--seed N] [--keep FOLDER]

It ends when all executions are done or the seconds are over, whichever comes first. `--keep`
puts what reached a new edge into FOLDER/TARGET; with `--executions 0` those are the cases of
the corpus that are worth their place.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

from .build import build

CORPUS = Path(__file__).with_name("corpus")
SHARES = {"reply": 0.2, "plan": 0.2, "text": 0.2, "files": 0.15, "session": 0.25}
"""Which part of the executions each target has; the last ones cost most, and find most."""
_SAID = re.compile(r"\w+: (\d+) executions in ([\d.]+) s, (\d+) cases kept, (\d+) edges")


@dataclass(frozen=True, slots=True)
class Ran:
    """What one process did; `edges` has a byte for each edge, 1 for one that was reached."""

    executions: int
    seconds: float
    edges: bytes


class FuzzFailed(Exception):
    """A target ended otherwise than it should; the case is in the file named."""


def main() -> int:
    """Returns 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.fuzz")
    parser.add_argument("--executions", type=int, default=10_000_000)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for cases that reach new code")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="containerloop-fuzz-") as folder:
        binary = build(Path(folder))
        begun = time.monotonic()
        workers = cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            of_each = [pool.submit(_all_targets, binary, asked, n, workers) for n in range(workers)]
            try:
                made = [one.result() for one in of_each]
            except FuzzFailed as found:
                print(found, file=sys.stderr)
                return 1
    _say(made, time.monotonic() - begun)
    return 0


def run(
    binary: Path, target: str, executions: int, seconds: int, seed: int = 1,
    corpus: Path | None = None, keep: Path | None = None,
) -> Ran:  # fmt: skip
    """One target in one process. Raises FuzzFailed with what the sanitizers or the fuzzer said."""
    words = [binary, target, executions, seconds, seed, corpus or CORPUS / target]
    if keep:
        (keep / target).mkdir(parents=True, exist_ok=True)
        words.append(keep / target)
    with tempfile.TemporaryDirectory(dir=binary.parent) as place:
        done = subprocess.run(
            [str(word) for word in words], cwd=place, check=False, capture_output=True, text=True
        )
        said = _SAID.match(done.stdout)
        if done.returncode or said is None:
            raise FuzzFailed(f"{target}: {done.stderr or done.stdout}{_kept_case(Path(place))}")
        edges = (Path(place) / "edges").read_bytes()
    return Ran(int(said[1]), float(said[2]), edges)


def _kept_case(place: Path) -> str:
    case = place / "crash.case"
    if not case.exists():
        return "no case was kept"
    kept = Path("crash.case").absolute()
    kept.write_bytes(case.read_bytes())
    return f"the case is in {kept}"


def _all_targets(
    binary: Path, asked: argparse.Namespace, worker: int, workers: int
) -> dict[str, Ran]:
    """Every target once, with this worker's part of the executions and a seed of its own."""
    until = time.monotonic() + asked.seconds
    made: dict[str, Ran] = {}
    for target, share in SHARES.items():
        left = max(1, int((until - time.monotonic()) / (len(SHARES) - len(made))))
        executions = round(asked.executions * share / workers)
        seed = asked.seed + worker
        made[target] = run(binary, target, executions, left, seed, keep=asked.keep)
    return made


def _say(made: list[dict[str, Ran]], seconds: float) -> None:
    for target in SHARES:
        ran = [of_worker[target] for of_worker in made]
        executions, spent = sum(r.executions for r in ran), sum(r.seconds for r in ran)
        rate = executions / max(spent, 0.001)
        print(
            f"{target:8} {executions:9,} executions, {rate:9,.0f} a second, {_edges(ran):5} edges"
        )
    everything = [r for of_worker in made for r in of_worker.values()]
    total = sum(r.executions for r in everything)
    print(f"{total:,} executions in {seconds:.0f} s, {_edges(everything)} edges")


def _edges(ran: list[Ran]) -> int:
    return sum(map(any, zip(*(r.edges for r in ran), strict=True)))


if __name__ == "__main__":
    sys.exit(main())
