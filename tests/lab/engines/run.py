"""A command on an engine: started or found before it, stopped or left as it was after it."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from tests.lab.images import load

from . import browser, cache, client, compiler, elsewhere, found, mermaid, private, releases, swarm

PATIENCE = 20.0  # seconds a command may take to clear away after itself once it is told to stop


def on_engine(wanted: str, images: list[str], command: list[str]) -> int:
    """Run `command` on the engine `wanted` (a version, or `auto`); returns its exit status.

    `auto` uses an engine that answers already, else makes a private one. `images` are put
    into the engine, and the first is named to the command in CONTAINERLOOP_DEMO_IMAGE; where
    none is asked for, all are made ready in the cache, and the fuzzer's compiler, mermaid and the
    browser too: a private engine's host has no way out.
    """
    signal.signal(signal.SIGTERM, told)
    there = found.answering() if wanted == "auto" else None
    if there:
        cache.say(f"using the engine at {there.url} (from {there.origin})")
        with client.for_found(there.url) as environment, load.left_as_it_was(environment):
            return _run(command, _with_images(environment, images))
    private.permitted()
    if not images:
        compiler.fetched()
        mermaid.fetched()
        browser.fetched()
    for name in images or load.EVERYDAY:
        load.tar(name)
    with private.started(releases.DEFAULT if wanted == "auto" else wanted) as engine:
        environment = _with_images(client.for_private(engine), images) | browser.required()
        with _nothing_left_running(engine.init), _where_it_runs(engine) as here:
            environment |= {"DOCKER_HOST": here.url, "CONTAINERLOOP_TEST_ENGINE": here.url}
            with _second_node(engine, environment) as more:
                return _run(here.on_its_host(command), environment | more)


@contextmanager
def _where_it_runs(engine: private.Engine) -> Iterator[private.Engine]:
    """The engine as the command meets it: on its own host, or from the machine beside it.

    Its address there means something there alone: whoever stands elsewhere uses its socket.
    """
    if not releases.ENGINES[engine.version].elsewhere:
        yield engine
        return
    with elsewhere.beside(engine) as there:
        yield there


@contextmanager
def _second_node(engine: private.Engine, environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """What more the command is told where the engine is one of two."""
    if not swarm.has_worker(engine.version):
        yield {}
        return
    with swarm.worker_of(engine, environment) as more:
        yield more


def _with_images(environment: dict[str, str], images: list[str]) -> dict[str, str]:
    references = [load.ensure(name, environment) for name in images]
    return environment | ({"CONTAINERLOOP_DEMO_IMAGE": references[0]} if references else {})


class Told(KeyboardInterrupt):
    """Told to end by a signal that has reached this process only, as Ctrl-C has not."""


def told(_number: int, _frame: FrameType | None) -> None:
    """What a signal to end does: the same as Ctrl-C, but known from it."""
    raise Told


def _run(command: list[str], environment: dict[str, str]) -> int:
    with subprocess.Popen(command, env=environment) as process:
        try:
            status = process.wait()
        except KeyboardInterrupt as interrupt:
            _end(process, told=isinstance(interrupt, Told))
            return 128 + signal.SIGINT
    return status if status >= 0 else 128 - status


def _end(process: subprocess.Popen[bytes], *, told: bool) -> None:
    """Let the command clear away after itself; Ctrl-C at a terminal has reached it as well."""
    signals = (signal.SIGTERM, signal.SIGKILL) if told else (None, signal.SIGTERM, signal.SIGKILL)
    for number in signals:
        if number:
            process.send_signal(number)
        if patient(process):
            return


def patient(process: subprocess.Popen[bytes]) -> bool:
    """Whether `process` has ended within PATIENCE, and before another Ctrl-C."""
    with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        process.wait(PATIENCE)
        return True
    return False


@contextmanager
def _nothing_left_running(init: int) -> Iterator[None]:
    """End what the command has left in the engine's network; by process id, nothing else."""
    network = os.readlink(f"/proc/{init}/ns/net")
    inside = os.readlink(f"/proc/{init}/ns/pid")
    try:
        yield
    finally:
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                there = os.readlink(folder / "ns" / "net") == network
                if there and os.readlink(folder / "ns" / "pid") != inside:
                    os.kill(int(folder.name), signal.SIGKILL)
