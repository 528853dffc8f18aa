"""Whether a container that runs has nobody who could serve the port that is meant. Pure."""

from __future__ import annotations

from collections.abc import Collection

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.right_ports import RightPort
from containerloop.facts import Listener, Transport

ANOTHER_PORT = frozenset({"CL502", "CL602"})
"""Causes by which the server listens on another port of the container."""


def idle_port(
    case: Case,
    listeners: tuple[Listener, ...],
    right_ports: tuple[RightPort, ...],
    doubted: Collection[str],
) -> bool:
    """Whether nothing listens on the port, nor on another at which its server could be.

    Another port is none where a publication leads to it already, or where it was tried and does
    not serve the call.
    """
    transport, port = case.address.transport, case.destination.port
    there = {x.port for x in listeners if x.transport is transport}
    if not there:
        return True
    if port in there or transport is Transport.UDP:
        return False
    if ANOTHER_PORT & frozenset(doubted):
        return True
    return case.destination.by == "publication" and not right_ports
