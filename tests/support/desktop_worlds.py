"""Worlds on engines that a desktop program runs in a virtual machine, made by hand.

Nothing of them can run on the machines that the tests are for: what the engine says of itself is
what is on record of it in public reports, and what comes of a call is what its documentation says.
`tests/data/snapshots/docker-desktop` is written from here.
"""

from __future__ import annotations

from typing import Any

from containerloop.facts import Route, Snapshot, State
from tests.support.sandbox_worlds import blocked, kept_in, served_outside
from tests.support.world import BRIDGE, World, view

MAC: dict[str, Any] = {
    "flavour": "docker-desktop", "version": "28.3.2", "api_version": "1.51", "os": "linux",
    "arch": "arm64", "kernel": "6.10.14-linuxkit", "same_machine": False, "same_kernel": False,
}  # fmt: skip
WINDOWS = MAC | {"arch": "amd64", "kernel": "6.6.87.2-microsoft-standard-WSL2"}
COLIMA = MAC | {"flavour": "colima", "kernel": "6.8.0-117-generic"}
ORBSTACK = MAC | {"flavour": "orbstack", "kernel": "6.17.8-orbstack-00308-g8f9c941121b1"}
FORBIDDEN = (
    "Ports are not available: exposing port TCP 0.0.0.0:50051 -> 127.0.0.1:0: listen tcp"
    " 0.0.0.0:50051: bind: An attempt was made to access a socket in a way forbidden by its access"
    " permissions."
)


def desktop(engine: dict[str, Any] | None = None, system: str = "darwin") -> World:
    """A world with such an engine, asked from the system that the program runs on."""
    world = World(engine=engine or MAC)
    world.machine = {"platform": system}
    world.addresses = ("127.0.0.1", "192.168.1.20")
    world.views["engine-host"] = view("engine-host", [])
    return world


def address_of_a_container(outcome: str = "timed-out", **engine: Any) -> World:
    """This machine calls a container at its own address; its port is published as well."""
    world = desktop(MAC | engine)
    world.container("web", publishes=["127.0.0.1:8302:8000"], listens=["0.0.0.0:8000"])
    world.config("web", ports=world.containers[0].asked)
    world.attempt("host", "172.18.0.2:8000", outcome, resolved="172.18.0.2")
    world.attempt(
        "service:web", "127.0.0.1:8000", "answered", resolved="127.0.0.1", protocol="http"
    )
    return world


def not_passed_on(
    inside: str = "answered", outcome: str = "refused", called: str = "127.0.0.1", **engine: Any
) -> World:
    """This machine is refused at a published port, which does something else inside."""
    world = desktop(MAC | engine)
    world.container("web", publishes=["8303:8000"], listens=["0.0.0.0:8000"])
    world.config("web", ports=world.containers[0].asked)
    world.attempt("host", f"{called}:8303", outcome, resolved=called)
    protocol = {"protocol": "http"} if inside == "answered" else {}
    world.attempt("engine-host", "127.0.0.1:8303", inside, resolved="127.0.0.1", **protocol)
    return world


def reserved_port(error: str = FORBIDDEN) -> World:
    """A container that Windows keeps the port from."""
    world = desktop(WINDOWS, "win32")
    state = State(status="created", exit_code=128, error=error)
    world.container("web", publishes=["50051:8000"], status="created", state=state)
    world.config("web", ports=world.containers[0].asked)
    world.attempt("host", "127.0.0.1:50051", "refused", resolved="127.0.0.1")
    return world


def restarted_on_29_1_0() -> World:
    """An engine whose resolver is broken: api cannot look up db, on the network of both."""
    world = World(engine={"version": "29.1.0", "api_version": "1.52", "same_kernel": True})
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://app@db:5432/app"])
    world.attempt("service:api", "db:5432", "name-server-failed")
    return world


def dropped_beside_nftables() -> World:
    """A 29 whose rules are of nftables, and the policy DROP that an older one left to iptables."""
    world = World(
        engine={"version": "29.1.3", "api_version": "1.52", "firewall_backend": "nftables"}
    )
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://app@db:5432/app"])
    world.attempt("service:api", "db:5432", "timed-out", resolved="172.18.0.2")
    world.control("service:api", "172.18.0.2", "timed-out", "open")
    return world


def linked_on_29() -> World:
    """Two containers on the default bridge, and a command that reads a variable of the link."""
    world = World(engine={"version": "29.1.3", "api_version": "1.52"})
    world.container("db", listens=["0.0.0.0:5432"], networks=[BRIDGE], exposes=[5432])
    world.container(
        "app",
        networks=[BRIDGE],
        links=("db:shop-db-1",),
        link_variables=("DB_PORT_5432_TCP_ADDR",),
    )
    world.attempt(
        "service:app", "db:5432", "answered", protocol="postgresql", resolved="172.17.0.2"
    )
    return world


BEHIND_NAT: dict[str, Any] = {
    "wsl_mode": "nat",
    "routes": (Route(destination="0.0.0.0/0", gateway="172.29.144.1", interface="eth0"),),
}
"""A distribution of WSL in its usual network mode: Windows is the default gateway."""


def on_windows(outcome: str = "answered", call: str = "refused") -> World:
    """Inside WSL localhost refuses, and the same port of Windows does something else."""
    engine = WINDOWS | {"flavour": "docker", "same_machine": True, "same_kernel": True}
    world = World(engine=engine)
    world.addresses = ("127.0.0.1", "::1", "172.29.150.9", "172.17.0.1")
    world.machine = dict(BEHIND_NAT)
    world.container("web", listens=["0.0.0.0:8000"])
    world.attempt("host", "localhost:8106", call, resolved="127.0.0.1")
    protocol = {"protocol": "http"} if outcome == "answered" else {}
    world.attempt("host", "172.29.144.1:8106", outcome, resolved="172.29.144.1", **protocol)
    return world


OLD = "192.168.1.17"


def old_address(outcome: str = "timed-out") -> World:
    """Windows has had another address since Docker Desktop wrote its lines (for-win#13916)."""
    world = desktop(WINDOWS, "win32")
    lines = (
        ("host.docker.internal", OLD),
        ("gateway.docker.internal", OLD),
        ("kubernetes.docker.internal", "127.0.0.1"),
    )
    world.addresses = ("127.0.0.1", "::1", "192.168.8.40", "169.254.7.7")
    world.machine |= {"hosts": (("mine", "10.0.0.1"), *lines), "hosts_by_desktop": lines}
    world.container("web", listens=["0.0.0.0:8000"])
    world.attempt("host", "host.docker.internal:8412", outcome, resolved=OLD)
    return world


BLOCKED = (
    "Access to fetch at 'http://localhost:8312/api/v1/status' from origin"
    " 'https://app.example.com' has been blocked by CORS policy: Permission was denied for this"
    " request to access the `loopback` address space."
)
"""As Chrome 142 and later print it (dune-admin#4, with other addresses)."""


def blocked_by_the_browser(outcome: str = "answered", vantage: str = "host") -> World:
    """A published server that this machine calls, whatever a browser does."""
    world = desktop()
    world.container("web", publishes=["8312:8000"], listens=["0.0.0.0:8000"])
    world.config("web", ports=world.containers[0].asked)
    protocol = {"protocol": "http"} if outcome == "answered" else {}
    world.attempt(vantage, "localhost:8312", outcome, resolved="127.0.0.1", **protocol)
    return world


def not_started() -> World:
    """A sandbox whose proxy would let nobody out to the port, whether somebody has it or not."""
    world = served_outside(blocked("localhost:11434"))
    world.host_listens("0.0.0.0:11435")
    return world


def snapshots() -> dict[str, Snapshot]:
    """What is kept of them, by the name of the fixture."""
    return {
        "cl102-engine-in-a-vm": address_of_a_container().snapshot("172.18.0.2:8000", "host"),
        "cl103-vm-forwarder-down": not_passed_on().snapshot("8303"),
        "cl106-wsl-network-mode": on_windows().snapshot("localhost:8106", "host"),
        "cl108-sandbox-has-its-own-engine": kept_in().snapshot(
            "http://host.docker.internal:11434", "host"
        ),
        "cl108-sandbox-has-its-own-engine-outside": served_outside().snapshot(
            "localhost:11434", "host"
        ),
        "cl212-nobody-serves-this-port-sandbox": not_started().snapshot("localhost:11434", "host"),
        "cl110-known-engine-fault": restarted_on_29_1_0().snapshot("5432"),
        "cl414-link-variables-gone": linked_on_29().snapshot("db:5432", "service:app"),
        "cl711-docker-user-rules-ignored": dropped_beside_nftables().snapshot("5432"),
        "cl211-reserved-port-range": reserved_port().snapshot("50051"),
        "cl412-stale-host-docker-internal": old_address().snapshot(
            "host.docker.internal:8412", "host"
        ),
        "cl812-browser-blocks-local-network": blocked_by_the_browser().snapshot(BLOCKED),
    }
