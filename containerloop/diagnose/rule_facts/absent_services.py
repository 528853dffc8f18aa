"""The services of the compose file that a call means and that have no container. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import Servers
from containerloop.facts import (
    NO_SUCH_NAME,
    Address,
    Container,
    Listener,
    Maybe,
    Outcome,
    ServiceConfig,
    Unobserved,
    Value,
)
from containerloop.topology.dns import names_in_file
from containerloop.topology.inventory import Inventory
from containerloop.topology.swarm_services import services as swarm_services
from containerloop.topology.swarm_services import unknown_services

Listeners = tuple[Listener, ...]

NOBODY_THERE = NO_SUCH_NAME | {Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE}
"""What comes of calling a service that has no container: no name, or nobody at the host's port."""


class OneOff(Value, frozen=True):
    """A running container of `docker compose run`, and what listens in it, on every port."""

    container: Container
    listeners: Maybe[Listeners]

    def serves(self, ports: tuple[int, ...], address: Address) -> Maybe[bool]:
        """Whether it listens on one of the ports, over the address's transport."""
        if isinstance(self.listeners, Unobserved) and ports:
            return self.listeners
        seen = () if isinstance(self.listeners, Unobserved) else self.listeners
        return any(x.port in ports and x.transport is address.transport for x in seen)


class AbsentService(Value, frozen=True):
    """A service that has no container, not even a stopped one; a one-off is none of its own.

    Why it has none: `profile` names the profile that has to be enabled for it, None where it
    belongs to none; `one_offs` are those that run in its place; with neither it was never
    created. `ports` are the container ports that the call means there: the called one behind
    the service's name, those that the file publishes at the called one.
    """

    config: ServiceConfig
    ports: tuple[int, ...]
    one_offs: tuple[OneOff, ...] = ()

    @property
    def profile(self) -> str | None:
        """The first of its profiles: one that is enabled is enough."""
        return self.config.profiles[0] if self.config.profiles else None

    @property
    def listeners(self) -> Maybe[Listeners]:
        """What listens in its one-offs; unobserved where none is known to and one was not seen."""
        inside = [each.listeners for each in self.one_offs]
        found = tuple(x for seen in inside if not isinstance(seen, Unobserved) for x in seen)
        unseen = next((seen for seen in inside if isinstance(seen, Unobserved)), None)
        return found or unseen or ()


def absent_services(
    case: Case, servers: Servers, listeners_by_container: Mapping[str, Maybe[Listeners]]
) -> Maybe[tuple[AbsentService, ...]]:
    """The services without a container that the call means, in the order of the file.

    By a name that did not resolve and that the file gives them; or by a port of this machine
    that failed in another way, which nobody serves and which the file has for them.
    """
    by_name = case.outcome in NO_SUCH_NAME
    if case.destination.kind != ("nobody" if by_name else "host"):
        return ()
    if servers.known and not by_name:
        return ()
    if unknown := _kept_from_us(case.inventory):
        return unknown
    meant = _is_called if by_name else _has_port
    return tuple(
        AbsentService(
            config,
            (case.address.port,) if by_name else _published_there(case, config),
            tuple(OneOff(c, listeners_by_container[c.id]) for c in _one_offs(case, config)),
        )
        for config in _without_container(case.inventory)
        if meant(case, config)
    )


def _without_container(inventory: Inventory) -> list[ServiceConfig]:
    services = inventory.project.services if inventory.project else ()
    made = {c.service for c in inventory.scope if not c.one_off}
    made |= {service.short for service in swarm_services(inventory)}
    return [s for s in services if s.name not in made]


def _kept_from_us(inventory: Inventory) -> Unobserved | None:
    """Why the swarm may have what this engine has not: a file made by it, or by nobody here."""
    project = inventory.project
    here = project is not None and not project.stack and inventory.scope
    return None if here else unknown_services(inventory)


def _one_offs(case: Case, config: ServiceConfig) -> list[Container]:
    ours = [c for c in case.inventory.scope if c.service == config.name]
    return [c for c in ours if c.one_off and c.state.running]


def _is_called(case: Case, config: ServiceConfig) -> bool:
    return case.address.host.lower() in names_in_file(config)


def _has_port(case: Case, config: ServiceConfig) -> bool:
    asked = (case.address.port, case.address.transport)
    inside = [(p.container_port, p.transport) for p in config.ports]
    exposed = [(p.number, p.transport) for p in config.exposed]
    return asked in (*inside, *exposed) or bool(_published_there(case, config))


def _published_there(case: Case, config: ServiceConfig) -> tuple[int, ...]:
    asked = (case.address.port, case.address.transport)
    return tuple(p.container_port for p in config.ports if (p.host_port, p.transport) == asked)
