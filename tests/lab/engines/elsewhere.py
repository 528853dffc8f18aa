"""A machine beside the engine's: a network of its own, from which the engine is at an address.

The two are joined by a pair of interfaces, and lead nowhere else. The engine answers at a port of
its own machine there, as one with `tcp://` does.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from . import found
from .private import Engine
from .refusals import CannotSetUp

ENGINES, OURS, PORT = "10.96.0.1", "10.96.0.2", 2375
PATIENCE = 10.0
FORWARDER = Path(__file__).with_name("forwarder.py")


@contextmanager
def beside(engine: Engine) -> Iterator[Engine]:
    """The same engine as it is for a machine that is not its own; its `init` stays what it is."""
    mortal = ["setpriv", "--pdeathsig", "KILL", "--"]
    holder = [*mortal, "unshare", "--net", "sleep", "infinity"]
    socket = engine.url.removeprefix("unix://")
    forwarder = [sys.executable, str(FORWARDER), ENGINES, str(PORT), socket]
    with subprocess.Popen(holder) as other:
        try:
            joined(engine.init, other.pid)
            with subprocess.Popen(engine.on_its_host([*mortal, *forwarder])) as forwards:
                try:
                    there = replace(engine, url=f"tcp://{ENGINES}:{PORT}", stands_in=other.pid)
                    _answered(there)
                    yield there
                finally:
                    forwards.kill()
        finally:
            other.kill()


def joined(engine: int, other: int) -> None:
    """Lay the pair of interfaces between the two, once the other has its own network."""
    deadline = time.monotonic() + PATIENCE
    while _network("self") == _network(str(other)) and time.monotonic() < deadline:
        time.sleep(0.01)
    here, there = f"/proc/{engine}/ns/net", f"/proc/{other}/ns/net"
    with open(there) as theirs:
        for namespace, command in (
            (here, "link add el0 type veth peer name el1"),
            (here, f"link set el1 netns /proc/self/fd/{theirs.fileno()}"),
            (here, f"address add {ENGINES}/24 dev el0"),
            (here, "link set el0 up"),
            (there, f"address add {OURS}/24 dev el1"),
            (there, "link set el1 up"),
            (there, "link set lo up"),
        ):
            enter = ["nsenter", "-t", str(engine), "-m", "-p", "-r", "-w", f"--net={namespace}"]
            words = [*enter, "--", "/usr/bin/ip", *command.split()]
            subprocess.run(words, check=True, pass_fds=[theirs.fileno()])


def _network(process: str) -> str:
    return str(Path(f"/proc/{process}/ns/net").readlink())


def _answered(engine: Engine) -> None:
    """Wait until it does, seen from there."""
    asks = [sys.executable, "-m", "tests.lab.engines.elsewhere", engine.url]
    deadline = time.monotonic() + PATIENCE
    while subprocess.run(engine.on_its_host(asks), check=False).returncode:
        if time.monotonic() > deadline:
            raise CannotSetUp(f"The engine does not answer at {engine.url}.")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(0 if found.answers(sys.argv[1]) else 1)
