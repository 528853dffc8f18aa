"""A call to a service of a swarm: where its tasks are, and what the nodes did with it. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import (
    HOST,
    LOST,
    Attempt,
    AwayServer,
    Machine,
    Maybe,
    Outcome,
    SwarmPort,
    SwarmService,
    SwarmTask,
    Unobserved,
    Value,
)
from containerloop.topology.away_tasks import away_server
from containerloop.topology.swarm_services import (
    is_virtual,
    node_called,
    published_in_swarm,
    task_at,
    tasks_elsewhere,
)


class AwayTask(Value, frozen=True):
    """A running task on another node, with that node's name and address ("" where unknown)."""

    task: SwarmTask
    node: str
    address: str


class OnOtherNodes(Value, frozen=True):
    """A port that is published in mode host, where no node but those of `tasks` has it."""

    service: SwarmService
    port: SwarmPort
    tasks: tuple[AwayTask, ...]


class LostBetweenNodes(Value, frozen=True):
    """A call of a task on another node from which nothing came back, as from any other there."""

    service: SwarmService
    task: AwayTask


class Unbalanced(Value, frozen=True):
    """A call that the kernel should have passed on to a task: to a virtual IP or at `port`."""

    service: SwarmService
    port: SwarmPort | None = None


def on_other_nodes(case: Case) -> OnOtherNodes | None:
    """Whom a call of this node's own port missed; None where the swarm publishes it otherwise."""
    service, asked = case.destination.service, case.address
    found = published_in_swarm(asked.port, asked.transport, case.inventory)
    if case.vantage != HOST or case.destination.by != "publication" or service is None:
        return None
    if found is None or found[1].mode != "host":
        return None
    return OnOtherNodes(service, found[1], _away(service, case))


def lost_between_nodes(
    case: Case, attempts: tuple[Attempt, ...], away: tuple[AwayServer, ...]
) -> LostBetweenNodes | None:
    """The task that a container's call was lost on the way to; None where any came back from it.

    A node of which another task answered, or refused, is reached by the network's packets. So is
    one on which calls wait in the server's queue: they are lost there once it is full.
    """
    server = away_server(case.symptom.best, away, case.inventory)
    if server is not None and _takes_up_nothing(server, case.address.port):
        return None
    service, led = case.destination.service, case.symptom.best.resolved or case.address.host
    if case.client is None or service is None or case.outcome not in LOST:
        return None
    task = task_at(led, service)
    there = [t for t in _away(service, case) if t.task is task]
    if not there or not there[0].address or _came_back(there[0].task.node, case, attempts):
        return None
    return LostBetweenNodes(service, there[0])


def _takes_up_nothing(server: AwayServer, port: int) -> bool:
    view = server.view
    seen = () if isinstance(view, Unobserved) else view.listeners
    sockets = () if isinstance(seen, Unobserved) else seen
    waiting = any(x.queue for x in sockets if x.port == port)
    return waiting or server.container.state.status == "paused"


def _came_back(node: str, case: Case, attempts: tuple[Attempt, ...]) -> bool:
    swarm = case.inventory.survey.swarm
    known = () if swarm is None or isinstance(swarm.services, Unobserved) else swarm.services
    on_it = {a for s in known for t in s.tasks if t.node == node for a in t.addresses}
    heard = (a for a in attempts if a.outcome.reached or a.outcome is Outcome.REFUSED)
    return any((a.resolved or a.address.host) in on_it for a in heard)


def unbalanced(case: Case, machine: Machine) -> Maybe[Unbalanced | None]:
    """The service whose virtual IP or ingress port was called, where the kernel balances none."""
    service, led = case.destination.service, case.symptom.best.resolved or case.address.host
    if service is None or not any(task.running for task in service.tasks):
        return None
    asked = published_in_swarm(case.address.port, case.address.transport, case.inventory)
    at_port = asked is not None and case.destination.by == "publication"
    port = asked[1] if asked is not None and at_port else None
    ingress = port is not None and port.mode == "ingress"
    if not ingress and not (is_virtual(led, case.inventory) and case.outcome in LOST):
        return None
    if isinstance(machine.ipvs, Unobserved):
        return machine.ipvs
    return None if machine.ipvs else Unbalanced(service, port)


def _away(service: SwarmService, case: Case) -> tuple[AwayTask, ...]:
    tasks = tasks_elsewhere(service, case.inventory)
    return tuple(AwayTask(t, *node_called(t.node, case.inventory)) for t in tasks)
