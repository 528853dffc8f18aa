"""The container that should answer and is down: stopped, or ending after each start. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import ContainerServer, Servers
from containerloop.facts import Container, Maybe, Unobserved
from containerloop.topology.inventory import Inventory
from containerloop.topology.restart_cycles import (
    FEW_RESTARTS,
    LONGEST_PAUSE_S,
    started_again,
    unsettled_s,
)

NOT_RUNNING = ("exited", "created", "dead", "removing")


def stopped(case: Case, serving: Servers) -> Maybe[Container | None]:
    """The container that should answer and does not run: the addressee, or all that serve.

    Unobserved where one beside it is stopped, and nobody saw whether the addressee listens.
    """
    if case.destination.kind == "container" and case.destination.container is not None:
        owner = case.inventory.namespace_owner(case.destination.container)
        return (
            owner
            if owner.state.status in NOT_RUNNING
            else _stopped_sharer_of_namespace(owner, serving, case.inventory)
        )
    others = _others(serving, case.client)
    if others and all(s.container.state.status in NOT_RUNNING for s in others):
        return others[0].container
    return None


def _stopped_sharer_of_namespace(
    owner: Container, serving: Servers, inventory: Inventory
) -> Maybe[Container | None]:
    """The stopped container that shares the network of one in which nobody listens."""
    lodgers = [c for c in inventory.containers if c.network_mode == f"container:{owner.id}"]
    idle = [c for c in lodgers if c.state.status in NOT_RUNNING]
    if len(idle) != 1:
        return None
    for server in serving.containers:
        if server.container is owner and server.listeners != ():
            return server.listeners if isinstance(server.listeners, Unobserved) else None
    return idle[0]


def restarting(case: Case, serving: Servers) -> Maybe[Container | None]:
    """The container that should answer and is started over and over: the addressee, or all.

    Unobserved where one runs for a moment, and nobody saw whether it listens by now.
    """
    if case.destination.kind == "container" and case.destination.container is not None:
        owner = case.inventory.namespace_owner(case.destination.container)
        if case.symptom.standing == "server-ended":
            return owner
        if case.symptom.met:  # in a good moment, which may be one of many
            few = owner.state.restarts < FEW_RESTARTS
            return None if few or not unsettled_s(owner.state) else owner
        return _looping(
            owner,
            [s for s in serving.containers if s.container in (owner, case.destination.container)],
        )
    loops = [_looping(s.container, [s]) for s in _others(serving, case.client)]
    if not loops or None in loops:
        return None
    return next((each for each in loops if isinstance(each, Unobserved)), loops[0])


def _others(serving: Servers, client: Container | None) -> list[ContainerServer]:
    """The containers that serve a client, itself left out; none where a process of the host does.

    A client of a project does not mean another project's container, down or not.
    """
    if serving.host is not None:
        return []
    project = client.project if client else None
    return [
        s
        for s in serving.containers
        if s.container is not client and (project is None or s.container.project in (None, project))
    ]


def _looping(container: Container, serves: list[ContainerServer]) -> Maybe[Container | None]:
    state = container.state
    if started_again(state):
        return container
    young = state.up_s is not None and state.up_s < LONGEST_PAUSE_S
    if state.status != "running" or state.restarts < FEW_RESTARTS or not young:
        return None
    seen = [s.listeners for s in serves]
    if any(x for x in seen if not isinstance(x, Unobserved)):
        return None
    return next((x for x in seen if isinstance(x, Unobserved)), container)
