"""Containers, their states, networks and publications, as the engine tells them."""

from __future__ import annotations

from containerloop.facts.references import Reference
from containerloop.facts.values import Fact, Transport


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


class State(Fact, frozen=True, kw_only=True):
    """A container's state, in the engine's words; times are RFC 3339, "" when never.

    `up_s` and `down_s` are seconds since the last start and end, by the engine's clock.
    """

    status: str
    exit_code: int = 0
    error: str = ""
    oom_killed: bool = False
    health: str | None = None
    started_at: str = ""
    finished_at: str = ""
    restarts: int = 0
    up_s: float | None = None
    down_s: float | None = None

    @property
    def running(self) -> bool:
        """Whether the container has processes now (paused counts: its sockets exist)."""
        return self.status in ("running", "paused")

    @property
    def refused(self) -> bool:
        """Whether its last start failed: it never ran, or the engine reports an error."""
        return self.status == "created" or (self.status == "exited" and self.error != "")

    @property
    def failed(self) -> bool:
        """Whether it stopped by a fault; exit codes 0, 130, 137 and 143 may be intended stops."""
        ended = self.status == "exited" and self.exit_code not in (0, 130, 137, 143)
        return self.refused or self.oom_killed or ended


class Port(Fact, frozen=True, kw_only=True):
    """A port number with its transport."""

    number: int
    transport: Transport = Transport.TCP


class Container(Fact, frozen=True, kw_only=True):
    """One container. `asked` is what its configuration publishes, `published` what exists.

    Of a container of another project only the engine's list may have been read; then what it
    asks for, its references and its extra hosts are empty.
    `userns_mode` is "host" where an engine that maps users was told not to map its own.
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
    binds: tuple[Reference, ...] = ()
    config_hash: str | None = None


class Network(Fact, frozen=True, kw_only=True):
    """One network of the engine. `bridge` is the interface's name on the engine's host."""

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
