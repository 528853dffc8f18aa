"""Services of a swarm that a container may mean, and that run where no probe can look. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import SwarmService, Value
from containerloop.protocols import by_hint
from containerloop.topology.swarm_services import services, tasks_elsewhere


class SwarmServer(Value, frozen=True):
    """A service with running tasks on other nodes alone, and the port that it is likely to serve.

    That it does is no more than likely: somebody calls it there, or its image is of that kind.
    """

    service: SwarmService
    port: int


def swarm_servers(case: Case) -> tuple[SwarmServer, ...]:
    """Services on the client's networks that others call at the port, or whose usual one it is."""
    if case.client is None:
        return ()
    port, own = case.address.port, case.inventory.namespace_owner(case.client)
    mine = {a.network_id for a in own.attachments}
    return tuple(
        SwarmServer(service, port)
        for service in services(case.inventory)
        if mine & set(service.networks)
        and service.name != case.client.task_of
        and tasks_elsewhere(service, case.inventory)
        and (_is_usual(service, port) or _called(service, case))
    )


def _is_usual(service: SwarmService, port: int) -> bool:
    image = by_hint(service.image)
    return image is not None and port in image.ports


def _called(service: SwarmService, case: Case) -> bool:
    """Whether a container of the same stack has the service's name with this port."""
    wanted = (case.address.port, case.address.transport)
    return any(
        (r.port, r.transport) == wanted and r.host.lower() in service.all_names
        for c in case.inventory.containers
        if c.project == case.caller.project
        for r in c.references
    )
