"""A container's own address, called from a machine beside its engine's. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import (
    HOST,
    Container,
    Engine,
    Listener,
    Maybe,
    Network,
    Outcome,
    Question,
    Route,
    Unobserved,
    Value,
    is_loopback,
    literal,
)
from containerloop.topology.hosts import prefix_length, way_to

_SINCE = 28
"""moby/moby#48724: since then the raw table drops what does not come in by the own bridge."""
_MODES = tuple(f"com.docker.network.bridge.gateway_mode_ipv{n}" for n in (4, 6))
_TRUSTED = "com.docker.network.bridge.trusted_host_interfaces"


class DirectAccess(Value, frozen=True):
    """The server, the network whose address was called, and what shows that it was from outside.

    `by`: the route by which this machine sends there; None where the time-out was only quoted.
    """

    server: Container
    network: Network
    engine: Engine
    by: Route | None


def direct_access(
    case: Case,
    question: Question,
    engine: Engine,
    listeners: Maybe[tuple[Listener, ...]],
) -> Maybe[DirectAccess | None]:
    """Only an ordinary bridge of Docker 28 or later, called by number from this machine."""
    server, host = case.destination.container, case.symptom.best.resolved or case.address.host
    if case.vantage != HOST or server is None:
        return None
    closed, network = _closes(engine), _network(case, server, host)
    if not closed or network is None or not _ordinary(network):
        return None
    if case.symptom.met:
        here = engine.same_machine is True and question.reported is Outcome.TIMED_OUT
        return DirectAccess(server, network, engine, None) if here else None
    if engine.same_machine is not False:
        return engine.same_machine if isinstance(engine.same_machine, Unobserved) else None
    if isinstance(listeners, Unobserved):
        return listeners
    routes = case.inventory.survey.machine.routes
    if isinstance(routes, Unobserved):
        return routes
    by, serves = _route(host, routes), any(_serves(each, case) for each in listeners)
    return DirectAccess(server, network, engine, by) if by is not None and serves else None


def _closes(engine: Engine) -> bool:
    major = engine.version.partition(".")[0]
    ordinary = engine.flavour == "docker" and not engine.rootless
    return ordinary and major.isdigit() and int(major) >= _SINCE


def _network(case: Case, server: Container, host: str) -> Network | None:
    owner = case.inventory.namespace_owner(server)
    rows = (
        r
        for r in owner.attachments
        if literal(host) in [literal(ip) for ip in (r.ipv4, r.ipv6) if ip]
    )
    row = next(rows, None)
    return case.inventory.network(row.network_id) if row is not None else None


def _ordinary(network: Network) -> bool:
    """Whether nothing of its own settings lets others in, and it has a way out."""
    modes = {network.options.get(mode, "nat") for mode in _MODES}
    trusts = network.options.get(_TRUSTED, "")
    return network.driver == "bridge" and not network.internal and modes == {"nat"} and not trusts


def _route(host: str, routes: tuple[Route, ...]) -> Route | None:
    """The route to it, where that is one through a gateway, and not the default one.

    By the default route it is likely to be lost long before the engine's machine.
    """
    best = way_to(host, routes)
    return best if best is not None and best.gateway and prefix_length(best.destination) else None


def _serves(listener: Listener, case: Case) -> bool:
    same = listener.port == case.address.port and listener.transport is case.address.transport
    return same and not is_loopback(listener.address)
