"""`python -m tests.lab.combinations`: bring up, ask, and print every miss and the score."""

import argparse
import os
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests.lab.combinations.generated import worlds
from tests.lab.combinations.live import NotReady, Told, ask, images, private_init, up
from tests.lab.combinations.worlds import Case, World
from tests.lab.images import load

WORKERS = 2
# what was missed beside other worlds is played again by itself; more are no unlucky moments
AT_MOST = 8
Row = tuple[list[int], World]


def played(world: World, keep: bool) -> list[Told]:
    """The world brought up, every case asked, the world taken down (unless `keep`)."""
    project = f"clf-{uuid.uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory(prefix="containerloop-combination-") as place:
        folder = Path(place)
        try:
            with up(world, folder, project) as made:
                told = [ask(case, made, folder) for case in world.cases]
                if keep:
                    input(f"cd {place}; docker compose -p {project} ps   (Enter takes it down) ")
                return told
        except (NotReady, AssertionError) as unready:
            nothing = "the world did not come up: " + " ".join(str(unready).split())
            return [Told(case, "none", -1, None, nothing, 0.0) for case in world.cases]


def numbered(made: tuple[World, ...], only: list[int]) -> Iterator[Row]:
    """Each world with the numbers of its cases, from 1; `only` these where any are named."""
    number = 0
    for world in made:
        chosen: list[tuple[int, Case]] = []
        for case in world.cases:
            number += 1
            if not only or number in only:
                chosen.append((number, case))
        if chosen:
            yield [n for n, _ in chosen], replace(world, cases=tuple(c for _, c in chosen))


def line(number: int, world: World, told: Told) -> str:
    """What was asked, what should have come and what came."""
    words = " ".join(told.case.words)
    return (
        f"{number:4} {world.title}\n     why {words}: expected {told.case.code},"
        f" was told {told.code} (status {told.status}): {told.said}"
    )


def misses(rows: Sequence[Row], options: argparse.Namespace, workers: int) -> list[Row]:
    """Every world played, `workers` at a time; each with those of its cases that were missed."""
    missed: list[Row] = []
    proofs: Counter[str] = Counter()
    with ThreadPoolExecutor(workers) as pool:
        for (numbers, world), answers in zip(
            rows, pool.map(lambda row: played(row[1], options.keep), rows), strict=True
        ):
            wrong = []
            for number, told in zip(numbers, answers, strict=True):
                proofs[told.proof or "nothing to prove"] += 1
                if options.verbose or not told.right or told.proof == "refuted":
                    print(("  " if told.right else "x ") + line(number, world, told), flush=True)
                if not told.right:
                    wrong.append((number, told.case))
                    again = f"--seed {options.seed} --count {options.count} --only {number} --keep"
                    print(f"     again: python -m tests.lab.combinations {again}", flush=True)
            if wrong:
                cases = tuple(case for _, case in wrong)
                missed.append(([number for number, _ in wrong], replace(world, cases=cases)))
    if shown := ", ".join(f"{n} {status}" for status, n in proofs.most_common()):
        print(f"their first remedies: {shown}", flush=True)
    return missed


def questions(rows: Sequence[Row]) -> int:
    """How many are asked of these worlds."""
    return sum(len(numbers) for numbers, _ in rows)


def main() -> int:
    """Exit status 1 when any case was missed twice, or too many once."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.combinations")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--count", type=int, default=560)
    parser.add_argument("--only", type=int, action="append", default=[], metavar="N")
    parser.add_argument("--keep", action="store_true", help="wait for Enter before taking down")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every case")
    options = parser.parse_args()
    began = time.monotonic()
    wanted = list(numbered(worlds(options.seed, options.count), options.only))
    if private_init() is None:
        theirs = [row for row in wanted if row[1].firewall or row[1].settings or row[1].later]
        wanted = [row for row in wanted if row not in theirs]
        changing = f"{questions(theirs)} not asked: they would change the host of an engine"
        print(f"{changing} that is not ours")
    for name in sorted(images(tuple(w for _, w in wanted))):
        load.ensure(name, os.environ)
    beside = [row for row in wanted if not row[1].alone]
    missed = misses(beside, options, 1 if options.keep else WORKERS)
    missed += misses([row for row in wanted if row[1].alone], options, 1)
    if 0 < questions(missed) <= AT_MOST and not options.keep:
        print("missed, and played once more with nothing beside them", flush=True)
        once, missed = questions(missed), misses(missed, options, 1)
        print(f"{once - questions(missed)} of {once} right by themselves")
    asked = questions(wanted)
    took = f"in {time.monotonic() - began:.0f} seconds"
    print(f"{asked - questions(missed)}/{asked} with the right first code, {took}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
