"""Containers, their states, networks and publications, as the engine tells them."""

from __future__ import annotations

from typing import Literal

from containerloop.facts.exemptions import Exemption
from containerloop.facts.references import Reference, Upstream
from containerloop.facts.values import Fact, Maybe, Transport, Unobserved

RESOLVER_FILES = ("/etc/hosts", "/etc/resolv.conf")
"""The files that Docker writes in a container, for it to look up names by."""

ICC = "com.docker.network.bridge.enable_icc"
"""The option of a bridge network by which its containers may call each other, or not."""


class Publication(Fact, frozen=True, kw_only=True):
    """A published port. `host_port` 0 asks for any free one; `host_ip` "" means all."""

    container_port: int
    host_ip: str
    host_port: int
    transport: Transport = Transport.TCP


class Attachment(Fact, frozen=True, kw_only=True):
    """A container on a network; `names` are the names Docker's resolver answers there."""

    network: str
    network_id: str
    ipv4: str | None = None
    ipv6: str | None = None
    gateway: str | None = None
    names: tuple[str, ...] = ()


class Check(Fact, frozen=True, kw_only=True):
    """The last run of a container's healthcheck.

    `exit_code` is the program's (-1: it could not be run, or did not end in time); `said` the
    last line of its output, with everything masked that may be a secret, "" where it said nothing.
    """

    exit_code: int
    said: str = ""


class State(Fact, frozen=True, kw_only=True):
    """A container's state, in the engine's words; times are RFC 3339, "" when never.

    `up_s`, `down_s` and `age_s` are seconds since the last start, the last end and since it was
    created, by the engine's clock. `check` is None without a healthcheck, and before its first run.
    """

    status: str
    exit_code: int = 0
    error: str = ""
    oom_killed: bool = False
    health: str | None = None
    check: Check | None = None
    made_at: str = ""
    started_at: str = ""
    finished_at: str = ""
    restarts: int = 0
    up_s: float | None = None
    down_s: float | None = None
    age_s: float | None = None

    @property
    def running(self) -> bool:
        """Whether the container has processes now (paused counts: its sockets exist)."""
        return self.status in ("running", "paused")

    @property
    def refused(self) -> bool:
        """Whether its last start failed: it never ran, or the engine reports an error."""
        return self.status == "created" or (self.status == "exited" and self.error != "")

    @property
    def denial(self) -> str:
        """The end of the engine's error, which is its cause: before it stands where it was met."""
        return ": ".join(self.error.removesuffix(": unknown").split(": ")[-3:])

    @property
    def failed(self) -> bool:
        """Whether it stopped by a fault; exit codes 0, 130, 137 and 143 may be intended stops."""
        ended = self.status == "exited" and self.exit_code not in (0, 130, 137, 143)
        return self.refused or self.oom_killed or ended


class Port(Fact, frozen=True, kw_only=True):
    """A port number with its transport."""

    number: int
    transport: Transport = Transport.TCP


class Mount(Fact, frozen=True, kw_only=True):
    """A file or folder of the engine's host inside a container, at `target`.

    `source` is relative to the project's folder, None where it is elsewhere.
    """

    target: str
    source: str | None = None


class ClusterNode(Fact, frozen=True, kw_only=True):
    """The Kubernetes cluster that a container is a node of, and the tool that made it."""

    tool: Literal["kind", "minikube"]
    cluster: str


class Container(Fact, frozen=True, kw_only=True):
    """One container. `asked` is what its configuration publishes, `published` what exists: nothing
    of one that does not run, whatever Podman says of it.

    Of a container of another project only the engine's list may have been read; then what it
    asks for, its references and its extra hosts are empty.
    `mounted_over` names what a mount of its own hides of RESOLVER_FILES.
    `waits_for` maps the services that compose starts before it to what it waits for there
    (`service_started`, `service_healthy`, `service_completed_successfully`).
    `offers` is what its labels and variables tell a proxy that reads them from the engine.
    `upstreams` are those of mounted configurations, which are read only once something fails.
    `node` is set of a container that is a node of a Kubernetes cluster.
    `task_of` is the full name of the swarm's service that it is a task of; `project` is its stack.
    `links` are the names that legacy links give other containers, as `alias:container`;
    `link_variables` those of such links that its command reads and its own variables do not set.
    `userns_mode` is "host" where an engine that maps users was told not to map its own.
    `dev_container`: a tool for dev containers made it, and labelled it as the one to work in.
    `sniffs`: its variables tell its client of a search server to go on with the nodes it names.
    """

    id: str
    name: str
    image: str
    state: State
    network_mode: str
    userns_mode: str = ""
    project: str | None = None
    service: str | None = None
    one_off: bool = False
    hostname: str = ""
    attachments: tuple[Attachment, ...] = ()
    asked: tuple[Publication, ...] = ()
    published: tuple[Publication, ...] = ()
    exposed: tuple[Port, ...] = ()
    extra_hosts: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    depends_on: tuple[str, ...] = ()
    waits_for: dict[str, str] = {}
    binds: tuple[Reference, ...] = ()
    config_hash: str | None = None
    mounted_over: tuple[str, ...] = ()
    no_proxy: tuple[Exemption, ...] = ()
    mounts: tuple[Mount, ...] = ()
    upstreams: Maybe[tuple[Upstream, ...]] = ()
    offers: tuple[Upstream, ...] = ()
    node: ClusterNode | None = None
    task_of: str | None = None
    links: tuple[str, ...] = ()
    link_variables: tuple[str, ...] = ()
    dev_container: bool = False
    sniffs: bool = False

    @property
    def fronts_others(self) -> bool:
        """Whether its mounted configuration is known to pass requests on to other servers."""
        return bool(self.upstreams) and not isinstance(self.upstreams, Unobserved)


class Network(Fact, frozen=True, kw_only=True):
    """One network of the engine. `bridge` is the interface's name on the engine's host.

    `attachable`: a container may be started on it; on most networks of a swarm only tasks are.
    """

    id: str
    name: str
    driver: str
    internal: bool = False
    ipv6: bool = False
    subnets: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    bridge: str | None = None
    options: dict[str, str] = {}
    project: str | None = None
    attachable: bool = True

    @property
    def keeps_apart(self) -> bool:
        """Whether its containers may not call each other: inter-container communication is off."""
        return self.driver == "bridge" and self.options.get(ICC, "").lower() == "false"
