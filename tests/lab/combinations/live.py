"""A world on the engine: files written, brought up, asked about, taken down."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.lab.combinations.worlds import HEALTHY, Case, Ready, World
from tests.lab.engines.compose import Compose
from tests.lab.engines.private import in_engine_root
from tests.lab.images.load import reference

CLI = Path(sys.executable).with_name("containerloop")
PATIENCE_S = 60.0
TIMEOUT_S = "1.5"  # of one attempt: everything here answers in milliseconds or never
LISTENS = {"tcp": ("0A", "tcp"), "udp": ("07", "udp")}
RESTARTS = 3


@dataclass(frozen=True)
class Told:
    """What the program said of a case; `proof` is that of its first remedy."""

    case: Case
    code: str
    status: int
    proof: str | None
    said: str
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the code, and the exit status that belongs to it, are the expected ones."""
        fails = self.code != HEALTHY and not self.case.warning
        return self.code == self.case.code and self.status == fails


class NotReady(Exception):
    """The world did not come to be as it was drawn; that says nothing of the program."""


def written(content: dict[str, Any], style: str) -> str:
    """A compose file in block style, or as JSON, which is YAML too."""
    if style == "json":
        return json.dumps(content, indent=2)
    emitter = YAML(typ="safe", pure=True)
    emitter.default_flow_style = False
    emitter.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = io.StringIO()
    emitter.dump(content, text)
    return text.getvalue()


@contextmanager
def up(world: World, folder: Path, project: str) -> Iterator[Compose]:
    """The world as a project that is ready to be asked about, and gone afterwards."""
    for name, text in world.files.items():
        (folder / name).write_text(text)
    file = folder / world.name
    file.write_text(written(world.compose, world.style))
    with ExitStack() as held:
        if world.firewall:
            held.enter_context(_firewall(world.firewall))
        for setting, undo in world.settings:
            held.enter_context(_set(setting, undo))
        for command in world.host:
            held.enter_context(_process(command))
        if world.beside:
            elsewhere = folder / "beside"
            elsewhere.mkdir()
            (elsewhere / "compose.yaml").write_text(written(world.beside, "block"))
            beside = Compose(f"{project}-beside", elsewhere / "compose.yaml")
            held.callback(beside.down)
            beside.run("up", "--detach", "--quiet-pull")
        files = [file]
        if world.override:
            files.append(folder / "compose.override.yaml")
            files[1].write_text(written(world.override, "block"))
        made = Compose(project, *files)
        held.callback(made.down)
        made.run("up", "--detach", "--quiet-pull", *world.up, check=not world.may_fail)
        wait(made, world.ready)
        for setting, undo in world.later:
            held.enter_context(_set(tuple(_with_pid(word, made) for word in setting), undo))
        if world.by_hand:
            said = made.run("run", "--detach", world.by_hand.service)
            _wait_for(said.stdout.strip(), world.by_hand)
        for step in world.afterwards:
            made.run(*step)
        if any(step[0] == "restart" for step in world.afterwards):
            wait(made, world.ready)
        for service in world.detached:
            _docker("network", "disconnect", f"{project}_default", made.container(service))
        if world.rewritten:
            file.write_text(written(world.rewritten, world.style))
        yield made


@contextmanager
def _process(command: tuple[str, ...]) -> Iterator[None]:
    argv = [sys.executable, *command[1:]] if command[0] == "python3" else list(command)
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(0.5)
            if process.poll() is not None:
                raise NotReady(f"{argv} ended at once")
            yield
        finally:
            process.kill()


@contextmanager
def _firewall(rule: tuple[str, ...]) -> Iterator[None]:
    init = private_init()
    if init is None:
        raise NotReady("it would change the firewall of an engine that is not ours")
    in_engine_root(init, "iptables", "-I", "INPUT", *rule)
    try:
        yield
    finally:
        in_engine_root(init, "iptables", "-D", "INPUT", *rule)


def _with_pid(word: str, project: Compose) -> str:
    if not word.startswith("{"):
        return word
    return _docker("inspect", "-f", "{{.State.Pid}}", project.container(word.strip("{}"))).strip()


@contextmanager
def _set(setting: tuple[str, ...], undo: tuple[str, ...]) -> Iterator[None]:
    init = private_init()
    if init is None:
        raise NotReady("it would change the host of an engine that is not ours")
    in_engine_root(init, *setting)
    try:
        yield
    finally:
        if undo:
            in_engine_root(init, *undo)


def private_init() -> int | None:
    """The first process of the engine, if it is ours alone."""
    named = os.environ.get("CONTAINERLOOP_TEST_INIT")
    return int(named) if named else None


def wait(project: Compose, ready: tuple[Ready, ...]) -> None:
    """Return once every server listens; raises `NotReady`."""
    for each in ready:
        _wait_for(project.container(each.service), each)


def _wait_for(container: str, ready: Ready) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not _is_ready(container, ready):
        if time.monotonic() > ends:
            logs = _docker("logs", "--tail", "5", container)
            raise NotReady(f"{ready.service} does not listen on {ready.port}: {logs}")
        time.sleep(0.1)


def _is_ready(container: str, ready: Ready) -> bool:
    if ready.port == 0:
        return int(_docker("inspect", "-f", "{{.RestartCount}}", container) or 0) >= RESTARTS
    state, table = LISTENS[ready.transport]
    read = _docker("exec", container, "cat", f"/proc/net/{table}", f"/proc/net/{table}6")
    wanted = f":{ready.port:04X}"
    return any(
        row[1].endswith(wanted) and row[3] == state
        for line in read.splitlines()
        if len(row := line.split()) > 3
    )


def _docker(*words: str) -> str:
    done = subprocess.run(["docker", *words], check=False, capture_output=True, text=True)
    return done.stdout


def ask(case: Case, project: Compose, folder: Path) -> Told:
    """The installed command, asked the case's question in the project's folder."""
    began = time.monotonic()
    done = subprocess.run(
        [CLI, "why", *case.words, "-p", project.project, "--format", "json",
         "--timeout", TIMEOUT_S],
        cwd=folder, env=os.environ | {"NO_COLOR": "1", "TERM": "dumb"}, check=False,
        capture_output=True, text=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    seconds = time.monotonic() - began
    if done.returncode not in (0, 1, 3):
        return Told(case, "none", done.returncode, None, done.stderr.strip(), seconds)
    report = json.loads(done.stdout)
    kind = "warning" if case.warning else "cause"
    found = [f for f in report["findings"] if f["severity"] == kind]
    code = found[0]["code"] if found else HEALTHY if done.returncode == 0 else "none"
    remedies = found[0]["remedies"] if found else []
    proof = remedies[0]["proof"]["status"] if remedies else None
    told = "; ".join(f"{f['code']} {f['summary']}" for f in report["findings"])
    return Told(case, code, done.returncode, proof, told or report["verdict"], seconds)


def images(worlds: tuple[World, ...]) -> set[str]:
    """The short names of the fixture images that the worlds run."""
    contents = [c for w in worlds for c in (w.compose, w.beside or {}, w.rewritten or {})]
    used = {s.get("image") for c in contents for s in c.get("services", {}).values()}
    return {name for name in ("base", "python", "postgres", "redis", "nginx", "mariadb")
            if reference(name) in used}  # fmt: skip
