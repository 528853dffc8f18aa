"""What is there: the engine, containers, networks, the compose project, this machine.

A `Survey` is what the engine, the compose file and the operating system say before
anything is measured. Only frozen values may live here; no credential ever does.
"""

from __future__ import annotations

from containerloop.facts.containers import Container, Network
from containerloop.facts.project import Project
from containerloop.facts.swarm import Swarm
from containerloop.facts.values import Address, Fact, Maybe, Transport, Unobserved


class Whereabouts(Fact, frozen=True, kw_only=True):
    """Where an engine is, as seen from this process: one of three.

    In this very network (`same_machine`), on this kernel in a network namespace of its own
    (`same_kernel` alone: rootless, a container, WSL), or elsewhere (neither).
    """

    same_machine: Maybe[bool]
    same_kernel: Maybe[bool]


class Engine(Fact, frozen=True, kw_only=True, tag="engine"):
    """The engine that answered.

    `same_machine`: its host's network is this machine's own; `same_kernel`: it runs on this
    machine's kernel, be it in a network of its own (see `Whereabouts`). `flavour` is the family
    of its platform (`containerloop.platforms`). `network_driver` is RootlessKit's, "" where there
    is none; `in_container`: it runs in a container itself; `userns`: it maps the users of its
    containers (userns-remap). `firewall_backend`: what it writes its rules with (iptables,
    nftables), "" where it does not tell.
    """

    address: str
    chosen_by: str
    version: str
    api_version: str
    os: str
    arch: str
    kernel: str
    flavour: str = "docker"
    rootless: bool = False
    network_driver: str = ""
    in_container: bool = False
    userns: bool = False
    firewall_backend: str = ""
    same_machine: Maybe[bool]
    same_kernel: Maybe[bool] = Unobserved("not recorded")
    warnings: tuple[str, ...] = ()


class Listener(Fact, frozen=True, kw_only=True):
    """A socket in LISTEN (or a bound UDP socket) in one network namespace.

    `queue` is how many connections wait for its process to accept them; `left`, how many that it
    has accepted and not closed yet were given up by their callers.
    """

    address: str
    port: int
    transport: Transport = Transport.TCP
    pid: int | None = None
    process: str | None = None
    user: str | None = None
    queue: int = 0
    left: int = 0


class Route(Fact, frozen=True, kw_only=True):
    """One IPv4 or IPv6 route; `destination` in CIDR form, gateway "" when direct."""

    destination: str
    gateway: str
    interface: str


class Machine(Fact, frozen=True, kw_only=True):
    """The machine the CLI runs on; `in_container` is the own container's id where mounts show it.

    `firewall` is the one that is switched on: ufw, firewalld, or None for any other.
    `routes` are those of IPv4, in the kernel's order; `name_servers` those of resolv.conf;
    `unprivileged_from` is the first port that users other than root may open;
    `forwarding` tells whether the kernel passes IPv4 packets on between networks; `ipvs`: whether
    it balances calls among servers. `hosts_by_desktop` are those of `hosts` that Docker Desktop
    wrote. `wsl_mode` is the network mode of WSL (`nat`, `mirrored`), None where this is not WSL.
    `sandbox` is the name of the Docker sandbox that the CLI runs in, `sandbox_proxy` the proxy
    between that and the machine around it.
    """

    platform: str
    addresses: tuple[str, ...] = ()
    listeners: Maybe[tuple[Listener, ...]]
    hosts: tuple[tuple[str, str], ...] = ()
    hosts_by_desktop: tuple[tuple[str, str], ...] = ()
    in_container: str | None = None
    firewall: str | None = None
    routes: Maybe[tuple[Route, ...]] = Unobserved("this machine's routes were not read")
    name_servers: Maybe[tuple[str, ...]] = Unobserved("this machine's resolver was not read")
    unprivileged_from: Maybe[int] = Unobserved("which ports are kept for root was not read")
    forwarding: Maybe[bool] = Unobserved("whether this machine forwards packets was not read")
    ipvs: Maybe[bool] = Unobserved("whether this machine's kernel has IPVS was not read")
    wsl_mode: Maybe[str | None] = None
    sandbox: str | None = None
    sandbox_proxy: Address | None = None


class NoProject(Fact, frozen=True, kw_only=True, tag="no-project"):
    """There is no compose project that is meant, and why; nothing was left unread.

    `candidates` are the projects of which any could be meant.
    """

    reason: str
    candidates: tuple[str, ...] = ()


class Survey(Fact, frozen=True, kw_only=True):
    """Everything known before measuring. `engine` is unobserved where none was needed.

    `project` is unobserved where its files could not be read. `swarm` is None where the engine is
    in none.
    """

    engine: Maybe[Engine]
    project: Maybe[Project | NoProject]
    containers: Maybe[tuple[Container, ...]]
    networks: Maybe[tuple[Network, ...]]
    machine: Machine
    swarm: Swarm | None = None


class OtherEngine(Fact, frozen=True, kw_only=True):
    """An engine of another Docker context that has what is asked about and is missing here.

    `containers` are those, all running, as the engine's list of containers has them.
    """

    context: str
    address: str
    containers: tuple[Container, ...]
