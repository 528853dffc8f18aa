"""Servers of a swarm on other nodes, looked at by the engines of those nodes (I/O).

A probe of one engine sees that engine's containers alone. Where a call to a service of the swarm
is not served, and the engine of its task's node is asked too, the server is looked into there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.errors import ContainerloopError
from containerloop.facts import AwayServer, Container, Maybe, Outcome, Snapshot, Unobserved, View
from containerloop.observe.observer import open_observer
from containerloop.pipeline.options import AskedEngine, RunOptions
from containerloop.pipeline.plan_step import allowed_looks
from containerloop.plan.values import Expectation, Look, inside
from containerloop.survey.engine.tasks import containers_of
from containerloop.topology.away_tasks import CalledAway, called_away
from containerloop.topology.inventory import Inventory
from containerloop.topology.swarm_services import node_called


def with_servers_away(
    seen: Snapshot, wanted: tuple[Expectation, ...], options: RunOptions
) -> Snapshot:
    """The snapshot with the servers on other nodes at which calls ended that were not served."""
    if not options.nodes:
        return seen
    inventory = Inventory(seen.survey)
    calls = [s.best for s in symptoms(seen, wanted) if not s.met or s.outcome is Outcome.OPEN]
    called = {c.service.name + str(c.task): c for a in calls if (c := called_away(a, inventory))}
    away = [server for each in called.values() for server in _servers(each, inventory, options)]
    return replace(seen, away=tuple(away))


def _servers(called: CalledAway, inventory: Inventory, options: RunOptions) -> Iterator[AwayServer]:
    """The container of the task; of a service of which nothing runs, all that are left of it."""
    task = called.task
    for engine in options.nodes:
        if task is not None and engine.node != task.node:
            continue
        there = containers_of(called.service.name, engine.connection.client)
        ids = {task.container} if task else {c.id for c in there if not c.state.running}
        for container in (c for c in there if c.id in ids):
            yield AwayServer(
                node=node_called(engine.node, inventory)[0],
                context=engine.context,
                address=engine.connection.address,
                container=_as_met(container, called.service.networks),
                view=_view(container, engine, options),
            )


def _as_met(container: Container, networks: Iterable[str]) -> Container:
    """The container as its peers on other nodes meet it: at its addresses on shared networks."""
    shared = tuple(a for a in container.attachments if a.network_id in set(networks))
    return replace(container, attachments=shared, asked=(), published=())


def _view(container: Container, engine: AskedEngine, options: RunOptions) -> Maybe[View]:
    if not container.state.running:
        return Unobserved(f"{container.name} is not running")
    vantage = f"container:{container.name}"
    look = Look(vantage, inside(container), ())
    try:
        with open_observer(
            engine.connection.client,
            run_id=engine.run_id,
            timeout_s=options.timeout_s,
            progress=options.progress,
            guard=engine.guard,
        ) as observer:
            return observer.observe(allowed_looks((look,), options))[vantage]
    except ContainerloopError as error:
        return Unobserved(error.message)
