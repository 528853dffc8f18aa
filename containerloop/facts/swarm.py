"""A swarm: its nodes, its services and where their tasks run, as one of its engines tells."""

from __future__ import annotations

from typing import Literal

from containerloop.facts.values import Fact, Maybe, Transport


class SwarmPort(Fact, frozen=True, kw_only=True):
    """A published port of a service: on every node (ingress), or on those with a task (host)."""

    container_port: int
    host_port: int
    transport: Transport = Transport.TCP
    mode: Literal["ingress", "host"] = "ingress"


class SwarmNode(Fact, frozen=True, kw_only=True):
    """An engine of the swarm; `address` is that by which the other nodes know it.

    `manager`: it may be asked about the whole swarm.
    """

    id: str
    name: str
    address: str = ""
    ready: bool = True
    manager: bool = False


class SwarmTask(Fact, frozen=True, kw_only=True):
    """One container of a service, wherever it is; `addresses` are its own on overlay networks.

    `state` is the swarm's word (`running`, `pending`, `rejected`, …), `error` why it is not so.
    """

    name: str
    node: str
    state: str
    container: str = ""
    error: str = ""
    addresses: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        """Whether it has a container that runs."""
        return self.state == "running"


class SwarmService(Fact, frozen=True, kw_only=True):
    """A service of the swarm; `name` is the full one (`shop_db`), `stack` the stack it is of.

    `names` are those that its networks' resolver answers besides. `virtual_ips` are addresses that
    stand for all of its tasks and that no container has; a service in mode dnsrr has none.
    `networks` are ids; `tasks` those that should run now.
    """

    name: str
    stack: str | None = None
    image: str = ""
    names: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    ports: tuple[SwarmPort, ...] = ()
    virtual_ips: tuple[str, ...] = ()
    tasks: tuple[SwarmTask, ...] = ()

    @property
    def short(self) -> str:
        """Its name in the stack's file."""
        return self.name.removeprefix(f"{self.stack}_") if self.stack else self.name

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name that its networks' resolver answers, in lower case."""
        plain = dict.fromkeys(n.lower() for n in (self.short, self.name, *self.names))
        return (*plain, *(f"tasks.{name}" for name in plain))


class Swarm(Fact, frozen=True, kw_only=True):
    """The swarm that the engine is a node of; `node` is the engine's own id there.

    What it has is unobserved where the engine is no manager: a worker knows its own tasks alone.
    """

    node: str
    services: Maybe[tuple[SwarmService, ...]]
    nodes: Maybe[tuple[SwarmNode, ...]]
