"""Who is who in a survey: vantages' names, owners of addresses, servers of a port. Pure.

Only look-ups over a `Survey` belong here, no conclusions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from containerloop.facts import (
    Container,
    Network,
    Project,
    Publication,
    ServiceConfig,
    Survey,
    Transport,
    Unobserved,
    literal,
)
from containerloop.topology import indexes
from containerloop.topology.ages import Ages, ages_of
from containerloop.topology.indexes import Literal
from containerloop.topology.lodgers import lodges, owner_of_namespace


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
        return known if isinstance(known := self.survey.project, Project) else None

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """All containers of the engine, our own probes left out by the survey."""
        return () if isinstance(seen := self.survey.containers, Unobserved) else seen

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """All networks of the engine."""
        return () if isinstance(seen := self.survey.networks, Unobserved) else seen

    @cached_property
    def scope(self) -> tuple[Container, ...]:
        """The containers the question is about: the project's, else every one."""
        return tuple(c for c in self.containers if self.in_scope(c))

    def in_scope(self, container: Container) -> bool:
        """Whether the question is about this container."""
        return self.project is None or container.project == self.project.name

    @cached_property
    def _configs(self) -> dict[str, ServiceConfig]:
        return indexes.first((s.name, s) for s in self.project.services) if self.project else {}

    def config(self, container: Container) -> ServiceConfig | None:
        """The service's part of the compose file, when the container belongs to it."""
        return self._configs.get(container.service or "") if self.in_scope(container) else None

    @cached_property
    def ages(self) -> Ages:
        """Which of the project's containers were created from another version of the file."""
        return ages_of((c, s) for c in self.scope if (s := self.config(c)) and not c.one_off)

    @cached_property
    def _first_of_service(self) -> dict[str | None, str]:
        return {service: c.id for service, c in indexes.speakers(self.scope).items()}

    def label(self, container: Container) -> str:
        """What the user calls it: its service's name inside the project, else its own."""
        first = self._first_of_service.get(container.service) == container.id
        return (self.project and first and container.service) or container.name

    def vantage(self, container: Container) -> str:
        """The vantage inside this container."""
        label = self.label(container)
        return f"service:{label}" if label == container.service else f"container:{label}"

    @cached_property
    def _by_vantage(self) -> dict[str, Container]:
        return indexes.first((self.vantage(c), c) for c in self.containers)

    def at(self, vantage: str) -> Container | None:
        """The container a vantage stands in; None for host, engine-host and networks."""
        return self._by_vantage.get(vantage)

    @cached_property
    def _by_id(self) -> dict[str, Container]:
        return indexes.first((c.id, c) for c in self.containers)

    def by_id(self, container_id: str) -> Container | None:
        """The container with this full id."""
        return self._by_id.get(container_id)

    def namespace_owner(self, container: Container) -> Container:
        """The container whose network namespace this one lives in (itself, as a rule).

        It may live there by way of others. Where one is gone, or has another namespace since,
        it is the last of those who are still there.
        """
        return owner_of_namespace(container, self.by_id)

    def left_behind(self, container: Container) -> bool:
        """Whether its namespace was another container's, which is gone or has a new one."""
        return lodges(self.namespace_owner(container))

    def in_host_mode(self, container: Container) -> bool:
        """Whether it uses host networking, so that its `ports:` is ignored."""
        return self.namespace_owner(container).network_mode == "host"

    def named(self, name: str, client: Container | None = None) -> tuple[Container, ...]:
        """Containers of this name in the client's project, or on one of the client's networks.

        The same alias on other networks belongs to another server, and so does the same
        service name in another project.
        """
        wanted = name.rstrip(".").lower()
        known = self._by_any_name.get(wanted, ())
        return tuple(c for c in known if wanted in self._names_of(c, client))

    @cached_property
    def _by_any_name(self) -> dict[str, list[Container]]:
        return indexes.by_any_name(self.containers)

    def _names_of(self, container: Container, client: Container | None) -> Iterator[str]:
        mine = {a.network_id for a in self.namespace_owner(client).attachments} if client else set()
        in_scope = self.in_scope(container)
        own = in_scope and (client is None or client.project in (None, container.project))
        if container.service and own and not container.one_off:
            yield container.service.lower()
        if in_scope:
            yield container.name.lower()
        for attachment in container.attachments:
            if own or attachment.network_id in mine:
                for name in map(str.lower, attachment.names):
                    yield from (name, f"{name}.{attachment.network.lower()}")

    @cached_property
    def _owners(self) -> dict[Literal, Container]:
        return indexes.by_address(self.containers)

    def owning(self, host: str) -> Container | None:
        """The container whose address on some network this is."""
        address = literal(host)
        return self._owners.get(address) if address is not None else None

    @cached_property
    def _engine_host(self) -> frozenset[Literal]:
        return indexes.of_the_engine_host(self.survey)

    def is_engine_host(self, host: str) -> bool:
        """Whether the address is one of the engine's host: a gateway or its own address."""
        return literal(host) in self._engine_host

    @cached_property
    def _published(self) -> dict[tuple[int, Transport], list[tuple[Container, Publication]]]:
        return indexes.by_host_port(self.containers)

    def publishing(self, port: int, transport: Transport) -> list[tuple[Container, Publication]]:
        """The containers that publish host port `port`, or request it."""
        return list(self._published.get((port, transport), ()))

    def shared_networks(self, one: Container, other: Container) -> tuple[str, ...]:
        """Names of the networks both are attached to: one never started has no network ids."""
        there = {a.network for a in self.namespace_owner(other).attachments}
        return tuple(a.network for a in self.namespace_owner(one).attachments if a.network in there)

    def belong_together(self, one: Container, other: Container) -> bool:
        """Whether one may mean the other: they share a project or a user-defined network."""
        shared = self.shared_networks(one, other)
        return one.project == other.project or any(n != "bridge" for n in shared)

    def dial_name(self, client: Container, server: Container) -> str:
        """The name the client dials the server by: its service's inside one project."""
        same = client.project is not None and client.project == server.project
        return (same and server.service) or server.name

    @cached_property
    def _networks_by_name(self) -> dict[str, Network]:
        return indexes.first((key, n) for n in self.networks for key in (n.name, n.id))

    def network(self, name_or_id: str) -> Network | None:
        """The network of this name or id."""
        return self._networks_by_name.get(name_or_id)
