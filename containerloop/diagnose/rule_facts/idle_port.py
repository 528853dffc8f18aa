"""Whether a container that runs has nobody who could serve the port that is meant. Pure."""

from __future__ import annotations

from collections.abc import Collection

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.right_ports import RightPort
from containerloop.facts import Listener, Port, Transport
from containerloop.protocols import by_port, expected
from containerloop.topology.ports import declared_ports

ANOTHER_PORT = frozenset({"CL502", "CL602"})
"""Causes by which the server listens on another port of the container."""


def idle_port(
    case: Case,
    listeners: tuple[Listener, ...],
    right_ports: tuple[RightPort, ...],
    doubted: Collection[str],
) -> bool:
    """Whether nothing listens on the port, nor on another at which its server could be.

    Another port is none where a publication leads to it already, where it was tried and does not
    serve the call, or where it is another protocol's, and the port that was called is declared.
    """
    transport, port = case.address.transport, case.destination.port
    there = {x.port for x in listeners if x.transport is transport}
    if not there:
        return True
    if port in there or transport is Transport.UDP:
        return False
    if ANOTHER_PORT & frozenset(doubted):
        return True
    if case.destination.by == "publication":
        return not right_ports
    return _is_declared(case) and all(_is_for_others(case, other) for other in there)


def _is_declared(case: Case) -> bool:
    """Whether the container is configured to serve the port that its client uses."""
    server, port = case.destination.container, Port(number=case.destination.port)
    return server is not None and port in declared_ports(server)


def _is_for_others(case: Case, port: int) -> bool:
    """Whether a port is the usual one of another protocol than the client's."""
    server = case.destination.container
    wanted = expected(case.scheme, case.destination.port, server.image if server else "")
    spoken = by_port(port)
    return wanted is not None and spoken is not None and spoken is not wanted
