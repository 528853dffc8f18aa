"""A compose project and its services, as the files have them."""

from __future__ import annotations

from containerloop.facts.containers import Port, Publication
from containerloop.facts.dev_containers import DevContainer
from containerloop.facts.exemptions import Exemption
from containerloop.facts.references import Overruled, Part, Reference, Upstream
from containerloop.facts.values import Fact

COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""The files that `docker compose` reads by itself, the preferred first."""


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
    precedes an item of each list or mapping (`      - `); none for the one-line form.
    `overruled` are other addresses of its variables, which a stronger source takes the place of.
    `upstreams` are those of a proxy whose configuration stands in the file itself.
    `build_network` is that of the steps of its build; None for the builder's own.
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
    overruled: tuple[Overruled, ...] = ()
    config_hash: str | None = None
    no_proxy: tuple[Exemption, ...] = ()
    upstreams: tuple[Upstream, ...] = ()
    build_network: str | None = None


class Project(Fact, frozen=True, kw_only=True, tag="project"):
    """A compose project; `source` is `compose` (its file was read) or `labels`.

    `networks` maps the names the files use to the engine's (`back` → `shop_back`).
    `notes` are sentences on what of the files was not followed. `options` are
    what `docker compose` needs (`-p`, `-f`) to select it from the current folder. `stack`: its
    services are a swarm's, made by `docker stack deploy`. `dev_containers` are those that are
    made of its files.
    """

    name: str
    source: str
    working_dir: str
    files: tuple[str, ...] = ()
    services: tuple[ServiceConfig, ...] = ()
    networks: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    stack: bool = False
    dev_containers: tuple[DevContainer, ...] = ()
