"""What is there: the engine, containers, networks, the compose project, this machine.

A `Survey` is what the engine, the compose file and the operating system say before
anything is measured. Only frozen values may live here; no credential ever does.
"""

from __future__ import annotations

from containerloop.facts.containers import Container, Network
from containerloop.facts.project import Project
from containerloop.facts.values import Fact, Maybe, Transport

IN_A_VM = frozenset({"docker-desktop", "orbstack", "rancher-desktop", "colima"})
"""The flavours of engines that run in a virtual machine: its network is not this machine's."""


class Engine(Fact, frozen=True, kw_only=True, tag="engine"):
    """The engine that answered. `same_machine`: its host's network is this machine's own."""

    address: str
    chosen_by: str
    version: str
    api_version: str
    os: str
    arch: str
    kernel: str
    flavour: str = "docker"
    rootless: bool = False
    same_machine: Maybe[bool]
    warnings: tuple[str, ...] = ()


class Listener(Fact, frozen=True, kw_only=True):
    """A socket in LISTEN (or a bound UDP socket) in one network namespace."""

    address: str
    port: int
    transport: Transport = Transport.TCP
    pid: int | None = None
    process: str | None = None
    user: str | None = None
    queue: int = 0


class Machine(Fact, frozen=True, kw_only=True):
    """The machine the CLI runs on; `in_container` is the own container's id, if any.

    `firewall` is the one that is switched on: ufw, firewalld, or None for any other.
    """

    platform: str
    addresses: tuple[str, ...] = ()
    listeners: Maybe[tuple[Listener, ...]]
    hosts: tuple[tuple[str, str], ...] = ()
    in_container: str | None = None
    firewall: str | None = None


class NoProject(Fact, frozen=True, kw_only=True, tag="no-project"):
    """There is no compose project that is meant, and why; nothing was left unread."""

    reason: str


class Survey(Fact, frozen=True, kw_only=True):
    """Everything known before measuring. `engine` is unobserved where none was needed.

    `project` is unobserved where its files could not be read.
    """

    engine: Maybe[Engine]
    project: Maybe[Project | NoProject]
    containers: Maybe[tuple[Container, ...]]
    networks: Maybe[tuple[Network, ...]]
    machine: Machine
