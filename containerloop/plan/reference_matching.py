"""Which references the question is about. Pure.

References to addresses outside this machine are left out unless the user names one.
"""

from __future__ import annotations

from containerloop.facts import (
    HOST,
    Address,
    Container,
    Question,
    Reference,
    Unobserved,
    is_loopback,
    is_wildcard,
    literal,
)
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.dns import is_planned_name
from containerloop.topology.hosts import HOST_NAMES, contains, same_host
from containerloop.topology.inventory import Inventory


def expected_by_references(
    client: Container, question: Question, inventory: Inventory
) -> list[Expectation]:
    """The client's references that the question is about, in the order they are written.

    An address that is handed to a browser is relied on by this machine.
    """
    return [
        Expectation(
            vantage=HOST if r.browser else inventory.vantage(client),
            address=Address(host=r.host, port=r.port, transport=r.transport),
            strength=Strength.REFERENCED,
            scheme=r.scheme,
            reference=r,
        )
        for r in client.references
        if _is_about(r, question, inventory)
    ]


def not_a_name_here(expectation: Expectation, inventory: Inventory) -> bool:
    """Whether a browser is given a service name that this machine's hosts file does not have.

    No name server is asked: it could be one elsewhere, which must not see the name.
    """
    reference, host = expectation.reference, expectation.address.host.rstrip(".").lower()
    if expectation.vantage != HOST or reference is None or not reference.browser:
        return False
    known = {name.lower() for name, _ in inventory.survey.machine.hosts}
    inside = literal(host) is None and not is_loopback(host) and "." not in host
    return inside and host not in known and bool(inventory.named(host))


def _is_about(reference: Reference, question: Question, inventory: Inventory) -> bool:
    if reference.transport is not question.transport or is_wildcard(reference.host):
        return False
    if question.host is not None:
        return reference.port == question.port and same_host(reference.host, question.host)
    if reference.port == question.port:
        return _is_local(reference.host, inventory)
    return _names_host_port(reference, question, inventory)


def _names_host_port(reference: Reference, question: Question, inventory: Inventory) -> bool:
    """Whether it has the host port under which a server's asked container port is published."""
    for container, publication in inventory.publishing(reference.port, reference.transport):
        if publication.container_port == question.port and publication.host_port != question.port:
            by_name = container in inventory.named(reference.host)
            return by_name or is_loopback(reference.host) or reference.host in HOST_NAMES
    return False


def beyond(question: Question, inventory: Inventory) -> list[tuple[Container, Reference]]:
    """The clients and references that use the asked port of an unnamed other machine."""
    wanted = (question.port, question.transport)
    return [
        (client, r)
        for client in inventory.scope
        for r in client.references
        if question.host is None
        and (r.port, r.transport) == wanted
        and not (r.browser or is_wildcard(r.host) or _is_local(r.host, inventory))
    ]


def _is_local(host: str, inventory: Inventory) -> bool:
    """Whether the address is local (a container or this machine); others are never dialled
    unless asked."""
    address = literal(host)
    if address is not None:
        subnets = [s for n in inventory.networks for s in n.subnets]
        inside = any(contains(subnet, host) for subnet in subnets)
        return address.is_loopback or inside or inventory.is_engine_host(host)
    if "." not in host.rstrip(".") or host in HOST_NAMES:
        return True
    # a service's name may have a dot in it
    return bool(inventory.named(host)) or is_planned_name(host, inventory)


def in_use_here(question: Question, inventory: Inventory) -> bool:
    """Whether a process of this machine is known to listen on the asked port."""
    seen, wanted = inventory.survey.machine.listeners, (question.port, question.transport)
    return not isinstance(seen, Unobserved) and wanted in [(x.port, x.transport) for x in seen]
