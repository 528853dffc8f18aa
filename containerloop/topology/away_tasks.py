"""Which service of a swarm a call meant, where its server is on another node. Pure.

A call is of a task by the task's own address. What stands for several tasks is nobody's: only a
refusal by the virtual IP of a service with one task can be no one else's.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import (
    NO_SUCH_NAME,
    Attempt,
    AwayServer,
    Outcome,
    SwarmService,
    SwarmTask,
    Value,
)
from containerloop.topology.destination import destination_of_call
from containerloop.topology.inventory import Inventory
from containerloop.topology.swarm_services import is_virtual, task_at


class CalledAway(Value, frozen=True):
    """A service that was called; `task` is the one on another node, None where none of it runs."""

    service: SwarmService
    task: SwarmTask | None


def called_away(call: Attempt, inventory: Inventory) -> CalledAway | None:
    """Whom a container's call meant on another node; None where it is not known to be there."""
    swarm, there = inventory.survey.swarm, destination_of_call(call, inventory)
    service = there.service
    if swarm is None or service is None:
        return None
    if inventory.at(call.vantage) is None:
        return None
    running = [task for task in service.tasks if task.running]
    if call.outcome in NO_SUCH_NAME:
        return None if running else CalledAway(service, None)
    task = task_at(call.resolved or call.address.host, service)
    by_number = is_virtual(call.resolved or call.address.host, inventory)
    if task is None and by_number and call.outcome is Outcome.REFUSED and len(running) == 1:
        task = running[0]
    away = task is not None and task.running and task.node != swarm.node
    return CalledAway(service, task) if away else None


def away_server(
    call: Attempt, seen: Iterable[AwayServer], inventory: Inventory
) -> AwayServer | None:
    """The server of a call on another node, where that node's engine has shown it.

    Of a service of which nothing runs it is the container that ended last.
    """
    meant = called_away(call, inventory)
    if meant is None:
        return None
    if meant.task is not None:
        return next((s for s in seen if s.container.id == meant.task.container), None)
    ended = [s for s in seen if s.container.task_of == meant.service.name]
    return max(ended, key=lambda s: s.container.state.finished_at, default=None)
