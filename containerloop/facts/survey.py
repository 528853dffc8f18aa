"""What is there: the engine, containers, networks, the compose project, this machine.

A `Survey` is what the engine, the compose file and the operating system say before
anything is measured. Only frozen values may live here; no credential ever does.
"""

from __future__ import annotations

from containerloop.facts.base import Fact, Maybe, Transport


class Place(Fact, frozen=True, kw_only=True):
    """Where a setting stands: `key` is dotted (`services.api.environment.DB_HOST`).

    `where` is one of environment, env_file, command, healthcheck, label, image, ports.
    `file` is relative to the project's folder; `line` counts from 1. Both are None
    where no file says it (a plain `docker run`).
    """

    where: str
    key: str
    file: str | None = None
    line: int | None = None


class Part(Fact, frozen=True, kw_only=True):
    """The characters of a host or a port inside a value, credentials masked.

    `text` is the whole line of the file (or the value, without a file), with every
    credential replaced by `***`; `text[start:end]` is the host or the port itself.
    """

    place: Place
    text: str
    start: int
    end: int


class Reference(Fact, frozen=True, kw_only=True):
    """An address found in a service's configuration, and where it stands.

    `port` is the written or the scheme's usual port; `port_part` is None where no port
    is written. `secret` tells that the value holds a literal credential, so that it
    cannot be printed whole. `template` is the value with `{host}` and `{port}` holes
    (None when it cannot be printed), for an override that replaces it. `demands_tls`: the
    setting beside the address does (`sslmode=require`), whatever the scheme. `browser`: the
    value ends up in a page, and a browser outside dials it, not the service.
    """

    scheme: str | None
    host: str
    port: int
    transport: Transport = Transport.TCP
    host_part: Part
    port_part: Part | None = None
    secret: bool = False
    template: str | None = None
    demands_tls: bool = False
    browser: bool = False


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
        """Whether its last start came to nothing: it never ran, or the engine says why."""
        return self.status == "created" or (self.status == "exited" and self.error != "")

    @property
    def failed(self) -> bool:
        """Whether it is down without anybody's wish, which 0, 130, 137 and 143 may be."""
        ended = self.status == "exited" and self.exit_code not in (0, 130, 137, 143)
        return self.refused or self.oom_killed or ended


class Port(Fact, frozen=True, kw_only=True):
    """A port number with its transport."""

    number: int
    transport: Transport = Transport.TCP


class Container(Fact, frozen=True, kw_only=True):
    """One container. `asked` is what its configuration publishes, `published` what exists.

    `inspected` is False for a container of another project of which only the engine's
    list was read: what it asks for, its references and its extra hosts are not known.
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
    created_at: str = ""
    inspected: bool = True


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


class PortLine(Fact, frozen=True, kw_only=True):
    """One item of a service's `ports:` and where its two numbers stand in the file.

    `host_part` is None where no host port is written. Items with ranges are left out.
    """

    publication: Publication
    host_part: Part | None
    container_part: Part


class ServiceConfig(Fact, frozen=True, kw_only=True):
    """A service as the compose file has it now; `lines` maps each of its keys to a line.

    `indent` is the number of spaces its keys stand at. `networks` holds the networks'
    real names (`shop_default`), `aliases` the names each network adds. `items` has what
    precedes an item of each list or mapping (`      - `), nothing for one in one line.
    """

    name: str
    file: str | None = None
    line: int | None = None
    indent: int = 4
    lines: dict[str, int] = {}
    items: dict[str, str] = {}
    image: str | None = None
    container_name: str | None = None
    hostname: str | None = None
    network_mode: str | None = None
    networks: tuple[str, ...] = ()
    aliases: dict[str, tuple[str, ...]] = {}
    profiles: tuple[str, ...] = ()
    ports: tuple[Publication, ...] = ()
    port_lines: tuple[PortLine, ...] = ()
    exposed: tuple[Port, ...] = ()
    extra_hosts: tuple[str, ...] = ()
    depends_on: dict[str, str] = {}
    references: tuple[Reference, ...] = ()
    binds: tuple[Reference, ...] = ()
    config_hash: str | None = None


class Project(Fact, frozen=True, kw_only=True, tag="project"):
    """A compose project; `source` is `compose` (its file was read) or `labels`.

    `networks` maps the names the files use to the engine's (`back` → `shop_back`).
    `notes` are sentences on what of the files was not followed. `options` are what
    `docker compose` must be told to mean it where the question was asked.
    """

    name: str
    source: str
    working_dir: str
    files: tuple[str, ...] = ()
    services: tuple[ServiceConfig, ...] = ()
    networks: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


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

    `own_listeners` are this user's own, where those of others may not be seen.
    `firewall` is the one that is switched on: ufw, firewalld, or None for any other.
    """

    platform: str
    addresses: tuple[str, ...] = ()
    listeners: Maybe[tuple[Listener, ...]]
    own_listeners: tuple[Listener, ...] = ()
    hosts: tuple[tuple[str, str], ...] = ()
    in_container: str | None = None
    firewall: str | None = None


class Survey(Fact, frozen=True, kw_only=True):
    """Everything known before measuring. `engine` is unobserved where none was needed."""

    engine: Maybe[Engine]
    project: Maybe[Project]
    containers: Maybe[tuple[Container, ...]]
    networks: Maybe[tuple[Network, ...]]
    machine: Machine
