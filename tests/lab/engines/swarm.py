"""A second engine beside the first, and a swarm of the two: the first is its manager.

Where the machine's kernel has no IPVS, virtual IPs and ingress ports are dead in it, as on any
such machine; tasks are reached all the same, on both nodes.
"""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from . import client, elsewhere, private, releases

WORKER = "-worker"
POOL = "10.30.0.0/16"
Environment = dict[str, str]


@contextmanager
def worker_of(engine: private.Engine, environment: Environment) -> Iterator[Environment]:
    """The variables that name the worker, once it has joined; the command runs on the manager."""
    with private.started(engine.version + WORKER) as other:
        elsewhere.joined(engine.init, other.init)
        beside = client.for_private(other)
        address = elsewhere.ENGINES
        _docker(
            environment,
            *("swarm", "init", "--advertise-addr", address, "--default-addr-pool", POOL),
        )
        token = _docker(environment, "swarm", "join-token", "--quiet", "worker")
        joining = ("swarm", "join", "--advertise-addr", elsewhere.OURS, "--token", token)
        _docker(beside, *joining, f"{address}:2377")
        yield {
            "CONTAINERLOOP_TEST_WORKER": other.url,
            "CONTAINERLOOP_TEST_WORKER_INIT": str(other.init),
        }


def has_worker(name: str) -> bool:
    """Whether the engine of this name is one of two."""
    return name + WORKER in releases.ENGINES


def _docker(environment: Mapping[str, str], *words: str) -> str:
    argv = ["docker", *words]
    done = subprocess.run(argv, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()
