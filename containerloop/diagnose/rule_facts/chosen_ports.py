"""Host ports that the engine chose, and chooses anew at each start. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import (
    HOST,
    Container,
    Publication,
    Value,
)
from containerloop.protocols import by_scheme, expected
from containerloop.topology.ports import EPHEMERAL

NEAR = 1000
"""How far an earlier number may be from the present one: Docker hands them out in a row."""


class ChosenPort(Value, frozen=True):
    """`container` asks for any free host port, and has the one of `published` at present."""

    container: Container
    published: Publication


def chosen_ports(case: Case) -> tuple[ChosenPort, ...]:
    """Those of which this machine may have an old number; () where that was never chosen."""
    asked, wanted = case.address, by_scheme(case.scheme or "")
    if case.vantage != HOST or case.destination.kind != "host" or asked.port not in EPHEMERAL:
        return ()
    found: dict[tuple[str, int], ChosenPort] = {}
    for container in case.inventory.scope:
        free = {p.container_port for p in container.asked if not p.host_port}
        for row in container.published:
            kind = expected(None, row.container_port, container.image)
            other = wanted is not None and kind is not None and kind is not wanted
            near = row.transport is asked.transport and abs(row.host_port - asked.port) <= NEAR
            if row.container_port in free and near and not other:
                found.setdefault((container.id, row.container_port), ChosenPort(container, row))
    return tuple(found.values())
