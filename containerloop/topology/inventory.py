"""Who is who in a survey: vantages' names, owners of addresses, servers of a port. Pure.

Only look-ups over a `Survey` belong here, no conclusions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from containerloop.facts import (
    Container,
    Maybe,
    Network,
    Project,
    Publication,
    ServiceConfig,
    Survey,
    Transport,
    Unobserved,
    literal,
)
from containerloop.topology.ports import publications


@dataclass(frozen=True)
class Inventory:
    """A survey, indexed: what is known of it, and no more.

    Where the engine could not be seen this is an empty world, from which nobody may conclude
    that something is not there: a rule reads it through a `Case`, which is unobserved then.
    """

    survey: Survey

    @cached_property
    def project(self) -> Project | None:
        """The compose project in view, if one is known."""
        project = self.survey.project
        return project if isinstance(project, Project) else None

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """All containers of the engine, our own probes left out by the survey."""
        containers = self.survey.containers
        return () if isinstance(containers, Unobserved) else containers

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """All networks of the engine."""
        networks = self.survey.networks
        return () if isinstance(networks, Unobserved) else networks

    @cached_property
    def scope(self) -> tuple[Container, ...]:
        """The containers the question is about: the project's, else every one."""
        if self.project is None:
            return self.containers
        return tuple(c for c in self.containers if c.project == self.project.name)

    def config(self, container: Container) -> ServiceConfig | None:
        """The service's part of the compose file, when the container belongs to it."""
        if self.project is None or container.project != self.project.name:
            return None
        return next((s for s in self.project.services if s.name == container.service), None)

    @cached_property
    def stale(self) -> Maybe[frozenset[str]]:
        """Ids of the project's containers that were created from another version of the file."""
        ours = [(c, s) for c in self.scope if (s := self.config(c)) and not c.one_off]
        if any(c.config_hash and not s.config_hash for c, s in ours):
            return Unobserved(
                "only docker compose can tell whether a container is older than the file"
            )
        return frozenset(c.id for c, s in ours if c.config_hash != s.config_hash)

    def label(self, container: Container) -> str:
        """What the user calls it: its service's name inside the project, else its own."""
        if self.project and container.project == self.project.name and container.service:
            siblings = [c for c in self.scope if c.service == container.service]
            if siblings and siblings[0].id == container.id:
                return container.service
        return container.name

    def vantage(self, container: Container) -> str:
        """The vantage inside this container."""
        label = self.label(container)
        return f"service:{label}" if label == container.service else f"container:{label}"

    def at(self, vantage: str) -> Container | None:
        """The container a vantage stands in; None for host, engine-host and networks."""
        return next((c for c in self.containers if self.vantage(c) == vantage), None)

    def by_id(self, container_id: str) -> Container | None:
        """The container with this full id."""
        return next((c for c in self.containers if c.id == container_id), None)

    def namespace_owner(self, container: Container) -> Container:
        """The container whose network namespace this one lives in (itself, as a rule)."""
        kind, _, owner = container.network_mode.partition(":")
        if kind != "container":
            return container
        return self.by_id(owner) or container

    def in_host_mode(self, container: Container) -> bool:
        """Whether it uses host networking, so that its `ports:` is ignored."""
        return self.namespace_owner(container).network_mode == "host"

    def named(self, name: str, client: Container | None = None) -> tuple[Container, ...]:
        """Containers of this name in the client's project, or on one of the client's networks.

        The same alias on other networks belongs to another server, and so does the same
        service name in another project.
        """
        wanted = name.rstrip(".").lower()
        return tuple(c for c in self.containers if wanted in set(self._names_of(c, client)))

    def _names_of(self, container: Container, client: Container | None) -> Iterator[str]:
        mine = {a.network_id for a in self.namespace_owner(client).attachments} if client else set()
        in_scope = container in self.scope
        own = in_scope and (client is None or client.project in (None, container.project))
        if container.service and own and not container.one_off:
            yield container.service.lower()
        if in_scope:
            yield container.name.lower()
        for attachment in container.attachments:
            if own or attachment.network_id in mine:
                yield from (name.lower() for name in attachment.names)

    def owning(self, host: str) -> Container | None:
        """The container whose address on some network this is."""
        address = literal(host)
        for container in self.containers:
            for attachment in container.attachments:
                if address in (literal(attachment.ipv4 or ""), literal(attachment.ipv6 or "")):
                    return container if address else None
        return None

    def is_engine_host(self, host: str) -> bool:
        """Whether the address is one of the engine's host: a gateway or its own address."""
        address = literal(host)
        if address is None:
            return False
        own = [g for n in self.networks for g in n.gateways]
        engine = self.survey.engine
        if not isinstance(engine, Unobserved) and engine.same_machine is True:
            own += self.survey.machine.addresses
        return address in {literal(a) for a in own}

    def publishing(self, port: int, transport: Transport) -> list[tuple[Container, Publication]]:
        """The containers that publish host port `port`, or request it."""
        return [
            (container, publication)
            for container in self.containers
            for publication in publications(container)
            if publication.host_port == port and publication.transport is transport
        ]

    def shared_networks(self, one: Container, other: Container) -> tuple[str, ...]:
        """Names of the networks both are attached to.

        Compared by name: the engine has no network ids for a container that was never started.
        """
        there = {a.network for a in self.namespace_owner(other).attachments}
        return tuple(a.network for a in self.namespace_owner(one).attachments if a.network in there)

    def belong_together(self, one: Container, other: Container) -> bool:
        """Whether one may mean the other: they share a project or a user-defined network."""
        if one.project == other.project:
            return True
        return any(n != "bridge" for n in self.shared_networks(one, other))

    def dial_name(self, client: Container, server: Container) -> str:
        """The name the client dials the server by: its service's inside one project."""
        same = client.project is not None and client.project == server.project
        return server.service if same and server.service else server.name

    def network(self, name_or_id: str) -> Network | None:
        """The network of this name or id."""
        return next((n for n in self.networks if name_or_id in (n.name, n.id)), None)
