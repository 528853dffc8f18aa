"""`python -m tests.lab.bench`: side-by-side timings on the engine that DOCKER_HOST names.

Every scenario is run in turn with its floor, A B A B …, and the median of the pairs' ratios
is printed: the machine's speed may drift, a pair's ratio hardly does. What is printed is the
table of docs/performance.md.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.lab.bench.projects import Scenario, scenarios
from tests.lab.bench.timing import HEAD, Command, Timing, compared
from tests.lab.bench.world import private_engine, project

CLI = str(Path(sys.executable).with_name("containerloop"))
SNAPSHOT = Path(__file__).parents[2] / "data/snapshots/26.1/cl401-localhost-is-this-container.json"
FIXTURE = Path(__file__).parents[3] / "compose-fixtures" / "cl401-localhost-is-this-container"
WITHOUT_ENGINE = (
    (("--help",), 0),
    (("explain", "CL401"), 0),
    (("causes",), 0),
    (("replay", str(SNAPSHOT)), 1),
    (("lint", str(FIXTURE / "compose.yaml")), 1),
)
MANY = 3000
"""Containers of the large snapshot, whose reading and diagnosis may take 2 seconds."""
FLOOR = "The floor is `docker run --rm --network host` of a binary that exits at once."
PROBE_IMAGE = """\
from containerloop.observe.probe.image import ensure_image
from containerloop.survey.engine.connection import connect
print(ensure_image(connect().client).tag)
"""


def main() -> None:
    """Time every scenario, or those named; ends with 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.bench")
    parser.add_argument("names", nargs="*", help="only runs whose name holds one of these")
    parser.add_argument("--pairs", type=int, default=10)
    options = parser.parse_args()
    # in a process of its own: the Docker SDK would make this one too large to measure others
    image = _said(sys.executable, "-c", PROBE_IMAGE)
    print(
        f"Engine {_said('docker', 'version', '--format', '{{.Server.Version}}')}, Python"
        f" {platform.python_version()}, {os.cpu_count()} processors, {_load()} at the start.\n"
    )
    kept = True
    for timing in _timings(image, options.names, options.pairs):
        kept = kept and timing.kept
        print(timing.row(), flush=True)
    print(f"\nLoad at the end: {_load()}.")
    sys.exit(not kept)


def _timings(image: str, names: list[str], pairs: int) -> Iterator[Timing]:
    def wanted(name: str) -> bool:
        return not names or any(part in name for part in names)

    chosen = [scenario for scenario in scenarios() if wanted(scenario.name)]
    if chosen:
        print(f"{FLOOR}\n\n{HEAD}")
    for scenario in chosen:
        if scenario.dropped and private_engine() is None:
            print(f"| {scenario.name} | 0 | only on a private engine | | | | |", flush=True)
        else:
            yield _asked(scenario, image, pairs)
    words = [(words, status) for words, status in WITHOUT_ENGINE if wanted(words[0])]
    large = wanted(f"replay of {MANY} containers")
    if words or large:
        print(f"\nThe floor is `python -c 'import typer'`.\n\n{HEAD}")
    here = Path.cwd()
    typer = Command([sys.executable, "-c", "import typer"], here)
    for each, status in words:
        command = Command([CLI, *each], here, status)
        yield compared(f"`{each[0]}`", command, typer, most=2.5, pairs=pairs)
    if large:
        with TemporaryDirectory() as folder:
            command = Command([CLI, "replay", str(_large(Path(folder)))], here, 1)
            name = f"`replay` of {MANY} containers"
            yield compared(name, command, typer, most=10, pairs=pairs)


def _large(folder: Path) -> Path:
    """A recorded snapshot with many more containers, none of which has to do with the question."""
    seen = json.loads(SNAPSHOT.read_text())
    one = seen["survey"]["containers"][-1]
    seen["survey"]["containers"] += [
        {**one, "id": f"{n:064x}", "name": f"other-{n}", "project": "other", "service": f"s{n}",
         "attachments": [], "published": [], "asked": []}
        for n in range(MANY)
    ]  # fmt: skip
    path = folder / "large.json"
    path.write_text(json.dumps(seen))
    return path


def _asked(scenario: Scenario, image: str, pairs: int) -> Timing:
    with project(scenario) as folder:
        return compared(
            scenario.name,
            Command(
                [CLI, scenario.command, *scenario.question],
                folder,
                scenario.status,
                scenario.rest_s,
            ),
            Command(["docker", "run", "--rm", "--network", "host", image], folder),
            most=scenario.most,
            pairs=scenario.pairs(pairs),
            deadline_s=scenario.deadline_s,
            most_mib=scenario.most_mib,
        )


def _said(*words: str) -> str:
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def _load() -> str:
    return "load " + " ".join(f"{each:.1f}" for each in os.getloadavg()[:2])


if __name__ == "__main__":
    main()
