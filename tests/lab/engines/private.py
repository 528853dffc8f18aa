"""A real engine in namespaces of its own, out of unpacked packages. Needs Linux and root.

Whoever starts one holds a lock on its folder; what a killed run has left is known by the lock
that nobody holds, and is cleared away by the next.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from . import cache, cgroups, found, releases
from .refusals import CannotSetUp
from .trees import tree

START = 60.0  # seconds; measured 0.5 to 1.7
TOOLS = ("unshare", "nsenter", "setpriv", "dpkg-deb", "tar", "apt-get")
NAMESPACES = ("--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--propagation", "private")
SCRIPT = Path(__file__).with_name("namespace.sh")
MARK = "containerloop-"
INSIDE = f"root/root/containerloop/.cache/containerloop/runs/{MARK}*"  # of a bare machine


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine. `init` is the process id of its first process, seen from outside.

    `version` is its name in `releases.ENGINES`. `stands_in` is a process of the machine that the
    command runs on, where that is not the engine's own.
    """

    version: str
    url: str
    init: int
    socket_folder: Path
    stands_in: int | None = None

    def on_its_host(self, command: list[str]) -> list[str]:
        """`command` in the engine's network, or in that of the machine beside it.

        The files and processes are this machine's. It is told to end when this process is gone.
        """
        there = str(self.stands_in or self.init)
        return ["setpriv", "--pdeathsig", "TERM", "nsenter", "-t", there, "-n", *command]


@contextmanager
def started(version: str, *flags: str) -> Iterator[Engine]:
    """The engine `version`, running; stopped and cleared away at the end, however that comes.

    `flags` are the engine's own, such as `--userns-remap=remap`.
    """
    permitted()
    sweep()
    unpacked = tree(releases.engine(version))
    with own_folder() as run:
        begun = time.monotonic()
        process = _launch(unpacked, run, log := _log(version), releases.ENGINES[version], flags)
        try:
            engine = Engine(version, f"unix://{_socket(run)}", _init(process), _sockets(run))
            _wait(engine, process, log)
            cache.say(f"engine {version} answers after {time.monotonic() - begun:.1f} s")
            yield engine
        finally:
            stop(process)


def in_engine_root(init: int, *command: str) -> subprocess.CompletedProcess[str]:
    """Run `command` in the root and all namespaces of a private engine."""
    enter = ["nsenter", "-t", str(init), "-n", "-m", "-p", "-i", "-u", "-r", "-w", "--"]
    path = {"PATH": "/usr/sbin:/usr/bin", "HOME": "/root"}
    return subprocess.run(
        [*enter, *command], env=os.environ | path, check=True, capture_output=True, text=True
    )


def permitted() -> None:
    """Raises `CannotSetUp` with what to do where namespaces cannot be made."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise CannotSetUp(
            f"A private engine needs {', '.join(missing)} (packages apt, dpkg, tar, util-linux)."
        )
    if os.geteuid() != 0:
        raise CannotSetUp(
            "No engine answers here, and making a private one needs root: start Docker, or run"
            " this as root (sudo)."
        )
    attempt = ["unshare", *NAMESPACES, "true"]
    tried = subprocess.run(attempt, check=False, capture_output=True, text=True)
    if tried.returncode:
        raise CannotSetUp(
            f"No engine answers here, and a private one is not permitted ({tried.stderr.strip()})."
            " In a container, run it privileged, or hand in a running engine with DOCKER_HOST."
        )


def sweep() -> None:
    """Clear away what killed runs have left."""
    with cache.locked("runs"):
        for run in _runs().iterdir():
            with (run / "lock").open("w") as lock, suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _clear(run)


def _runs() -> Path:
    folder = cache.root() / "runs"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for one run, cleared away with all that is left of the run."""
    with ExitStack() as held:
        with cache.locked("runs"):  # else a sweep could take a folder before it is locked
            run = Path(tempfile.mkdtemp(prefix=MARK, dir=_runs()))
            fcntl.flock(held.enter_context((run / "lock").open("w")), fcntl.LOCK_EX)
        held.callback(_clear, run)
        _sockets(run).mkdir(mode=0o700)
        yield run


def _sockets(run: Path) -> Path:
    # a socket's path may have 107 bytes, and the cache may be deep down in somebody's home
    return Path(tempfile.gettempdir()) / run.name


def _socket(run: Path) -> Path:
    return _sockets(run) / "docker.sock"


def _log(version: str) -> Path:
    log = cache.root() / "logs" / f"engine-{version}.log"
    log.parent.mkdir(exist_ok=True)
    return log


def _launch(
    unpacked: Path, run: Path, log: Path, release: releases.Release, flags: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    shared = dict.fromkeys(
        ["/home", str(Path.home()), "/tmp", tempfile.gettempdir(), str(cache.CHECKOUT), str(run)]
    )
    # killed with this process, whatever kills it; a session of its own, so that Ctrl-C leaves
    # it running until the tests have cleared away after themselves
    mortal = ["setpriv", "--pdeathsig", "KILL", "--"]
    command = [*mortal, "unshare", *NAMESPACES, "--kill-child=KILL", "--"]
    settings = {"SOCKET": str(_socket(run)), "CALLED": release.host, "SHARED": "\n".join(shared)}
    become = [release.start, *release.words, *flags]
    with log.open("wb") as output:
        return subprocess.Popen(
            [*command, "/bin/sh", SCRIPT, unpacked, run, run.name, *become],
            env={"PATH": os.environ["PATH"], **settings},
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip


def _init(process: subprocess.Popen[bytes]) -> int:
    """The only child of unshare."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        with suppress(OSError):
            if listed := children.read_text().split():
                return int(listed[0])
        time.sleep(0.01)
    return 0


def _wait(engine: Engine, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START
    while not found.answers(engine.url):
        if process.poll() is not None or time.monotonic() > deadline:
            last = "\n  ".join(log.read_text(errors="replace").splitlines()[-12:])
            raise CannotSetUp(f"Engine {engine.version} did not start ({log}):\n  {last}")
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Kill the namespaces' first process: every process in them, mount and interface goes."""
    if init := _init(process):
        with suppress(ProcessLookupError):
            os.kill(init, signal.SIGKILL)
    process.wait()


def _clear(run: Path) -> None:
    for inner in run.glob(INSIDE):
        cgroups.remove(inner.name)
    cgroups.remove(run.name)
    cache.remove(_sockets(run))
    cache.remove(run)
