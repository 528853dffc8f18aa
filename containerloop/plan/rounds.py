"""Which looks to take: made from a survey and a question. Pure.

The first round looks from every vantage that relies on the port, the second inside the
containers that a failure points at. Only the choice of looks belongs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from containerloop.facts import (
    ENGINE_HOST,
    HOST,
    Address,
    Container,
    Maybe,
    Question,
    Unobserved,
    View,
    is_loopback,
)
from containerloop.plan.comparison import comparison_attempts
from containerloop.plan.expectations import servers_of
from containerloop.plan.hidden_files import hidden_files
from containerloop.plan.reference_matching import cannot_be_dialled
from containerloop.plan.swarm_networks import kept_from_probes
from containerloop.plan.tries import as_expected, said, with_server_hint, without_repetition
from containerloop.plan.values import (
    EngineHost,
    Expectation,
    Inside,
    Look,
    OwnSockets,
    Peer,
    Plan,
    PlannedAttempt,
    Stand,
    StandIn,
    inside,
)
from containerloop.topology.dependencies import waited_for
from containerloop.topology.destination import destination_of
from containerloop.topology.healthchecks import checked_port
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports, publications

MOST_INSIDE = 12
"""Maximum number of containers inspected in one round; each start costs 0.1 s of CPU time."""


def plan(question: Question, inventory: Inventory, wanted: tuple[Expectation, ...]) -> Plan:
    """The first round: every vantage that relies on the port, this machine always."""
    servers = servers_of(question, inventory)
    vantages = list(dict.fromkeys([e.vantage for e in wanted] + [HOST]))
    looks = [_look(v, question, inventory, wanted, servers) for v in vantages]
    suspects = [c for e in wanted if _is_sure_to_fail(e, inventory) for c in servers]
    looks += _looks_inside(suspects, question, inventory, taken=vantages)
    return Plan(wanted, tuple(looks))


def follow_up(
    question: Question,
    inventory: Inventory,
    failing: Iterable[Expectation],
    views: Mapping[str, Maybe[View]],
) -> tuple[Look, ...]:
    """The second round: inside the containers that failures point at, unless already in `views`."""
    failing = list(failing)
    if not failing:
        return ()
    servers = servers_of(question, inventory)
    whom = [
        destination_of(e.address, e.vantage, inventory.at(e.vantage), inventory) for e in failing
    ]
    pointed = [w.container for w in whom if w.container is not None]
    pointed += waited_for([*pointed, *(inventory.at(e.vantage) for e in failing)], inventory)
    suspects = servers + pointed + ([] if servers else list(inventory.scope))
    looks = _looks_inside(suspects, question, inventory, taken=list(views))
    if ENGINE_HOST not in views and _engine_elsewhere(inventory):
        looks.append(_look(ENGINE_HOST, question, inventory, (), servers))
    return tuple(looks)


def any_is_sure_to_fail(wanted: Iterable[Expectation], inventory: Inventory) -> bool:
    """Whether some expectation is sure to fail, before anything is measured."""
    return any(_is_sure_to_fail(each, inventory) for each in wanted)


def _engine_elsewhere(inventory: Inventory) -> bool:
    return (
        not isinstance(there := inventory.survey.engine, Unobserved)
        and there.same_machine is not True
    )


def _is_sure_to_fail(expectation: Expectation, inventory: Inventory) -> bool:
    """Whether it is sure to fail; its servers are then inspected in the first round already."""
    client = inventory.at(expectation.vantage)
    address = expectation.address
    if client is None:
        return not inventory.publishing(address.port, address.transport)
    own = {(p.number, p.transport) for p in declared_ports(client)}
    return is_loopback(address.host) and (address.port, address.transport) not in own


def _looks_inside(
    suspects: Iterable[Container], question: Question, inventory: Inventory, *, taken: list[str]
) -> list[Look]:
    looks: dict[str, Look] = {}
    for container in suspects:
        vantage = inventory.vantage(container)
        if vantage not in taken and container.state.running and len(looks) < MOST_INSIDE:
            stand = _stand_of(container, inventory)
            if isinstance(stand, Inside):  # a substitute would not have the server's listeners
                stand = inside(inventory.namespace_owner(container))
            looks[vantage] = Look(vantage, stand, _loopback_attempts(container, question))
    return list(looks.values())


def _loopback_attempts(container: Container, question: Question) -> tuple[PlannedAttempt, ...]:
    """A server's own loopback, on the asked port and on the ports that are published as it."""
    ports = {question.port} | {
        p.container_port
        for p in publications(container)
        if p.host_port == question.port and p.transport is question.transport
    }
    ports |= checked_port(container)
    return tuple(
        PlannedAttempt(
            Address(host=host, port=port, transport=question.transport),
            hint=container.image,
            opening=question.opening.before_log_in,
        )
        for port in sorted(ports)
        for host in ("127.0.0.1", "::1")
    )


def _stand_of(container: Container, inventory: Inventory) -> Stand | Unobserved:
    owner = inventory.namespace_owner(container)
    hidden = hidden_files(container, owner, inventory)
    if owner.state.running and hidden is not None:
        return hidden
    if owner.state.running:
        return inside(owner, _substitute_of(container, owner, inventory))
    return _substitute_of(container, owner, inventory)


def _substitute_of(
    container: Container, owner: Container, inventory: Inventory
) -> StandIn | EngineHost | Unobserved:
    if container.network_mode.startswith("container:"):
        return Unobserved(f"{owner.name}, whose network it shares, is not running")
    if owner.network_mode == "host":
        return EngineHost()
    if owner.network_mode == "none":
        return Unobserved(f"{owner.name} has no network and is not running")
    networks = tuple(a.network for a in owner.attachments if inventory.network(a.network))
    if not networks:
        return Unobserved(f"{owner.name} is not running and none of its networks exists")
    return kept_from_probes(networks, inventory) or StandIn(networks, owner.extra_hosts)


def _look(
    vantage: str,
    question: Question,
    inventory: Inventory,
    wanted: tuple[Expectation, ...],
    servers: list[Container],
) -> Look:
    client = inventory.at(vantage)
    tries = [
        with_server_hint(as_expected(e), vantage, inventory)
        for e in wanted
        if e.vantage == vantage and cannot_be_dialled(e, inventory) is None
    ]
    table, untried = comparison_attempts(vantage, client, question, inventory, servers)
    tries += [with_server_hint(said(row, question), vantage, inventory) for row in table]
    return Look(vantage, stand_at(vantage, client, inventory), without_repetition(tries), untried)


def stand_at(vantage: str, client: Container | None, inventory: Inventory) -> Stand | Unobserved:
    """Where a vantage stands, or why it cannot; `client` is the container there, if any."""
    if vantage == HOST:
        return OwnSockets()
    if vantage == ENGINE_HOST:
        return EngineHost()
    if client is not None:
        return _stand_of(client, inventory)
    kind, _, name = vantage.partition(":")
    peer = kept_from_probes((name,), inventory) or Peer(name)
    return peer if kind == "network" else Unobserved(f"{name} has no container")
