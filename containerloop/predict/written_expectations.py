"""Who relies on which address by what the files say, whatever is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Question, Transport
from containerloop.plan.expectations import expectations
from containerloop.plan.tries import each_once
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports, publications

_WRITTEN = (Strength.REFERENCED, Strength.PUBLISHED)


def written_expectations(inventory: Inventory) -> tuple[Expectation, ...]:
    """Every address that a setting has or that is published, each once.

    That a service waits for another one (`depends_on`) does not say that it connects to it.
    """
    found = (
        each
        for port, transport in dict.fromkeys(_ports(inventory))
        for each in expectations(
            Question(target=str(port), port=port, transport=transport), inventory
        )
    )
    return each_once(each for each in found if each.strength in _WRITTEN and not _optional(each))


def _optional(each: Expectation) -> bool:
    return each.reference is not None and each.reference.on_demand


def _ports(inventory: Inventory) -> Iterator[tuple[int, Transport]]:
    for container in inventory.scope:
        for reference in container.references:
            if reference.port:
                yield reference.port, reference.transport
        for port in sorted(declared_ports(container), key=lambda p: (p.number, p.transport)):
            yield port.number, port.transport
        for publication in publications(container):
            if publication.host_port:
                yield publication.host_port, publication.transport
