"""The services that serve a port and do not publish it. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.replicas import called
from containerloop.diagnose.rule_facts.servers import ContainerServer, Servers
from containerloop.facts import Container, Maybe, Publication, SwarmPort, Unobserved, Value
from containerloop.topology.hosts import OWN_NETWORK_MODES
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import publications
from containerloop.topology.swarm_services import service_named


class UnpublishedService(Value, frozen=True):
    """A service by what it is called, and those of its containers that serve the port.

    One `ports:` is for all of them; the first is the likeliest to listen.
    """

    name: str
    servers: tuple[ContainerServer, ...]

    @property
    def containers(self) -> tuple[Container, ...]:
        """The containers of its servers, in their order."""
        return tuple(s.container for s in self.servers)


class Unpublished(Value, frozen=True):
    """The services that serve the port unpublished, and why there may be others.

    Those in which nothing listens there, which only expose it, are in it where no other is.
    """

    services: tuple[UnpublishedService, ...]
    unseen: Unobserved | None = None

    @property
    def listening(self) -> Maybe[bool]:
        """Whether any is seen to listen; unobserved where only those not inspected may."""
        seen = [s.listeners for each in self.services for s in each.servers]
        if any(x for x in seen if not isinstance(x, Unobserved)):
            return True
        return next((x for x in seen if isinstance(x, Unobserved)), False)


def unpublished(case: Case, serving: Servers) -> Unpublished:
    """The services of those who serve the port that do not publish it, the likeliest first."""
    found = _owners(serving, case)
    # not every one of many is inspected: those that are seen to listen come first
    served = [s for s in found if s.listeners != ()]
    served.sort(key=lambda s: isinstance(s.listeners, Unobserved))
    services: dict[str, list[ContainerServer]] = {}
    for each in served or found:
        services.setdefault(called(each.container, case.inventory), []).append(each)
    grouped = tuple(UnpublishedService(name, tuple(of)) for name, of in services.items())
    return Unpublished(grouped, serving.container_unseen)


def _owners(serving: Servers, case: Case) -> list[ContainerServer]:
    """Of containers that share one namespace, only its owner, which alone can publish."""
    inventory = case.inventory
    found = [s for s in serving.containers if _lacks_publication(s, inventory)]
    owners = {inventory.namespace_owner(s.container).id for s in found}
    return [s for s in found if s.container.id in owners]


def _lacks_publication(server: ContainerServer, inventory: Inventory) -> bool:
    """Whether it runs where it could publish, and neither it nor the file does so."""
    container = server.container
    if not container.state.running:
        return False
    owner = inventory.namespace_owner(container)
    if owner.network_mode in OWN_NETWORK_MODES:
        return False
    config = inventory.config(owner)
    # what the file publishes already needs no line more (CL206 tells what it needs)
    ports = (*publications(owner), *(config.ports if config else ()))
    by_swarm = any(p.container_port == server.port for p in _by_swarm(owner, inventory))
    return not by_swarm and not any(_opens(p, server.port) for p in ports)


def _by_swarm(task: Container, inventory: Inventory) -> tuple[SwarmPort, ...]:
    """What the swarm publishes of the service that it is a task of."""
    service = service_named(task.task_of, inventory) if task.task_of else None
    return service.ports if service else ()


def _opens(publication: Publication, port: int) -> bool:
    """One that is published for the other transport only has another fault (CL607)."""
    return publication.container_port == port
