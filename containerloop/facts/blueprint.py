"""What the compose files alone say of a project, before anything is created from it."""

from __future__ import annotations

from containerloop.facts.project import Project, ServiceConfig
from containerloop.facts.values import Fact


class PlannedNetwork(Fact, frozen=True, kw_only=True):
    """One network of the files, by the name that they use for it; `options` are its driver's."""

    name: str
    internal: bool = False
    external: bool = False
    driver: str = "bridge"
    options: dict[str, str] = {}


class PlannedService(Fact, frozen=True, kw_only=True):
    """One service and what only prediction reads of it.

    `networks` are by the files' own names, with what each adds to the service's names.
    `own_ports` are the numbers that its command and its own settings (`PORT`) mention: it may
    listen there. `links` has the further names that `links:` and `external_links:` give it.
    `hidden` tells that a mount or `dns:` decides how it looks up names.
    """

    config: ServiceConfig
    networks: dict[str, tuple[str, ...]] = {}
    replicas: int = 1
    own_ports: tuple[int, ...] = ()
    links: tuple[str, ...] = ()
    hidden: bool = False


class Gap(Fact, frozen=True, kw_only=True):
    """What of the files could not be read, as a clause; `file` and `line` where it is named."""

    what: str
    file: str | None = None
    line: int | None = None


class Blueprint(Fact, frozen=True, kw_only=True):
    """A project as its files have it; `profiles` are those that its `.env` enables.

    `files` are the texts that were read, by their names relative to the project's folder.
    `partial`: some of the services or of their settings stand in files that could not be read.
    """

    project: Project
    services: tuple[PlannedService, ...] = ()
    networks: tuple[PlannedNetwork, ...] = ()
    profiles: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    files: dict[str, str] = {}
    partial: bool = False
