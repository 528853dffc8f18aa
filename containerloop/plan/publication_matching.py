"""Which published ports the question is about. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import HOST, Address, Container, Publication, Question
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import dialled_on_machine, publications


def expected_by_publications(question: Question, inventory: Inventory) -> Iterator[Expectation]:
    """This machine relies on each publication of the asked port, as host or container port."""
    for container in inventory.containers:
        in_scope = inventory.in_scope(container)
        for publication in publications(container):
            if not _is_about(publication, question, in_scope=in_scope):
                continue
            if publication.host_ip == "::" and _has_ipv4_twin(container, publication):
                continue
            address = Address(
                host=dialled_on_machine(publication),
                port=publication.host_port,
                transport=publication.transport,
            )
            yield Expectation(vantage=HOST, address=address, strength=Strength.PUBLISHED)


def _is_about(publication: Publication, question: Question, *, in_scope: bool) -> bool:
    """Whether it is the asked host port, or (in scope) the asked container port."""
    if publication.host_port == 0 or publication.transport is not question.transport:
        return False
    return publication.host_port == question.port or (
        in_scope and publication.container_port == question.port
    )


def _has_ipv4_twin(container: Container, publication: Publication) -> bool:
    """`5432:5432` is published twice, on 0.0.0.0 and on ::; one expectation is enough."""
    return any(
        p.host_port == publication.host_port and p.host_ip in ("", "0.0.0.0")
        for p in publications(container)
        if p.transport is publication.transport
    )
