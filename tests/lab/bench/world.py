"""A scenario's project, up and seen to be up, with what it needs of the engine's host."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.lab.bench.projects import Scenario
from tests.lab.engines.private import in_engine_root


def private_engine() -> int | None:
    """The first process of an engine that is ours alone, so that its firewall may be changed."""
    return int(os.environ.get("CONTAINERLOOP_TEST_INIT", "0")) or None


@contextmanager
def project(scenario: Scenario) -> Iterator[Path]:
    """The folder of the scenario's project, which is up until the end."""
    with ExitStack() as held:
        place = held.enter_context(tempfile.TemporaryDirectory(prefix="clbench-"))
        folder = Path(place)
        (folder / "compose.yaml").write_text(scenario.compose)
        held.callback(_compose, folder, "down", "--timeout", "0")
        _compose(folder, "up", "--detach", "--wait")
        if scenario.served:
            held.enter_context(_server(scenario.served))
        if scenario.dropped:
            held.enter_context(_dropped(scenario.dropped))
        still_up(folder, scenario)
        yield folder
        still_up(folder, scenario)


def still_up(folder: Path, scenario: Scenario) -> None:
    """Every service runs, or the bench ends."""
    running = _compose(folder, "ps", "--status", "running", "--quiet").split()
    if len(running) != scenario.size:
        raise SystemExit(f"{scenario.name}: {len(running)} of {scenario.size} services run")


def _compose(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["docker", "compose", *words], check=False, cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"docker compose {' '.join(words)}: {done.stderr}")
    return done.stdout


@contextmanager
def _server(port: int) -> Iterator[None]:
    words = [sys.executable, "-m", "http.server", str(port), "--bind", "0.0.0.0"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(1)
            yield
        finally:
            process.kill()


@contextmanager
def _dropped(bridge: str) -> Iterator[None]:
    init = private_engine()
    assert init is not None
    rule = ("INPUT", "-i", bridge, "-j", "DROP")
    in_engine_root(init, "iptables", "-I", *rule)
    try:
        yield
    finally:
        in_engine_root(init, "iptables", "-D", *rule)
