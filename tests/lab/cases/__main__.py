"""`python -m tests.lab.cases`: bring each case up, ask, judge, and print the score."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from containerloop.diagnose.remedies.compose_yaml import override_yaml
from tests.lab.engines.compose import Compose

WORLDS = Path(__file__).with_name("worlds")
CLI = Path(sys.executable).with_name("containerloop")
PATIENCE_S = 60.0
SOON_S = 20.0


@dataclass(frozen=True)
class Judged:
    """One question: `words` say what came of it, `kind` is what it counts as."""

    kind: str
    words: str

    @property
    def right(self) -> bool:
        """Whether it is as expected."""
        return self.kind in ("right", "restored")


def ask(words: list[str], folder: Path, project: Compose) -> tuple[int, dict[str, Any]]:
    """The exit status and the report of one question."""
    done = subprocess.run(
        [CLI, "why", *words, "-p", project.project, "--format", "json"],
        cwd=folder, env=project.env | {"NO_COLOR": "1"}, check=False, capture_output=True,
        text=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout) if done.stdout else {"findings": []}


def works(client: str, folder: Path, project: Compose) -> bool:
    """Whether the real client's call succeeds."""
    env = project.env | {"COMPOSE_PROJECT_NAME": project.project}
    try:
        done = subprocess.run(
            ["sh", "-c", client], cwd=folder, env=env, check=False, capture_output=True,
            timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def works_soon(client: str, folder: Path, project: Compose) -> bool:
    """Whether the call succeeds before long: servers start slowly on a busy machine."""
    until = time.monotonic() + SOON_S
    while not (working := works(client, folder, project)) and time.monotonic() < until:
        time.sleep(1)
    return working


def judge(expected: list[str], status: int, report: dict[str, Any], working: bool) -> Judged:
    """What an answer counts as; `working`: the client's call succeeds as things are."""
    codes = [f["code"] for f in report["findings"] if f["severity"] == "cause"]
    told = f"exit status {status}, {codes or 'no cause'}, expected {expected or 'no cause'}"
    if codes[:1] and codes[0] in expected:
        return Judged("right", told)
    if codes:
        return Judged("wrong cause", told)
    if status == 0 and (expected or not working):
        return Judged("false reachable", told)
    if not expected and (status == 0) == working:
        return Judged("right", told)
    return Judged("inconclusive", told)


def override_of(reports: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first proven override of the reports' causes."""
    remedies = (
        remedy
        for report in reports
        for finding in report["findings"]
        if finding["severity"] == "cause"
        for remedy in finding["remedies"]
    )
    proven = (r for r in remedies if r["override"] and r["proof"]["status"] == "proven")
    return next((r["override"] for r in proven), None)


def shell(words: str, folder: Path, project: Compose) -> None:
    """What is done to the world by hand, in its folder."""
    env = project.env | {"COMPOSE_PROJECT_NAME": project.project}
    subprocess.run(["sh", "-c", words], cwd=folder, env=env, check=True, timeout=PATIENCE_S)


def played(source: Path) -> Iterator[Judged]:
    """Every question of one case, and whether its fix restores the client."""
    case = tomllib.loads((source / "case.toml").read_text())
    settle = float(case.get("settle", 2))
    with tempfile.TemporaryDirectory(prefix="containerloop-case-") as place:
        folder = Path(shutil.copytree(source, Path(place) / source.name))
        project = Compose(f"clcase-{uuid.uuid4().hex[:6]}", folder / "compose.yaml")
        try:
            project.up(check=False)
            shell(case.get("by_hand", ""), folder, project)
            time.sleep(settle)
            working = works(case["client"], folder, project)
            if case.get("works") and not working:
                working = works_soon(case["client"], folder, project)
            if working != case.get("works", False):
                yield Judged("not as drawn", f"the client {'works' if working else 'fails'}")
            reports = []
            for words in case["ask"]:
                status, report = ask(words, folder, project)
                reports.append(report)
                judged = judge(case["expected"], status, report, working)
                yield Judged(judged.kind, f"why {' '.join(words)}: {judged.words}")
            if override := override_of(reports):
                (folder / "fix.yaml").write_text(override_yaml(override))
                project.override(folder / "fix.yaml").up(check=False)
                time.sleep(settle)
                restored = works_soon(case["client"], folder, project)
                yield Judged("restored" if restored else "not restored", "after its override")
        finally:
            project.down()


def images(sources: list[Path]) -> list[str]:
    """The fixtures' images that these cases are made of: an engine of ours has no way out."""
    used = {
        name
        for source in sources
        for name in re.findall(
            r"containerloop-fixture/(\w+):", (source / "compose.yaml").read_text()
        )
    }
    return sorted(used)


def main() -> int:
    """Exit status 1 when any answer is not as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.cases")
    parser.add_argument("names", nargs="*", help="only cases whose names begin so")
    parser.add_argument("--images", action="store_true", help="name the images that they need")
    options = parser.parse_args()
    wanted = tuple(options.names) or ("",)
    sources = [source for source in sorted(WORLDS.iterdir()) if source.name.startswith(wanted)]
    if options.images:
        print(*(f"--image {name}" for name in images(sources)))
        return 0
    began, score = time.monotonic(), Counter[str]()
    for source in sources:
        for judged in played(source):
            score[judged.kind] += 1
            mark = "  " if judged.right else "x "
            print(f"{mark}{source.name}: {judged.words}", flush=True)
    told = ", ".join(f"{count} {kind}" for kind, count in score.most_common())
    print(f"{told or 'no case of that name'}, in {time.monotonic() - began:.0f} seconds")
    return int(not score or any(not Judged(kind, "").right for kind in score))


if __name__ == "__main__":
    os.environ.setdefault("COLUMNS", "100")
    sys.exit(main())
