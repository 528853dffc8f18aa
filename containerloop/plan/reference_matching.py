"""Which references the question is about. Pure.

References to addresses outside this machine are left out unless the user names one.
"""

from __future__ import annotations

from containerloop.facts import (
    HOST,
    Address,
    Container,
    Port,
    Question,
    Reference,
    Unobserved,
    is_loopback,
    is_wildcard,
    literal,
)
from containerloop.plan.audience import Audience, audience, reader_of_label
from containerloop.plan.host_only import with_port
from containerloop.plan.tries import said_first
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.dns import (
    asks_an_engine,
    containers_having,
    is_name_with_network,
    is_name_with_other_network,
    is_planned_name,
)
from containerloop.topology.hosts import HOST_NAMES, contains, same_host
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports


def expected_by_references(
    client: Container, question: Question, inventory: Inventory, *, whoever: bool = False
) -> list[Expectation]:
    """The client's references that the question is about, in the order they are written.

    An address that is handed to a browser is relied on by this machine, one in a label by who
    reads the label, and one that is for people by nobody here. `whoever`: it is asked what the
    client would get, whomever its addresses are for. What was typed stands in place of what is
    written.
    """
    return [
        Expectation(
            vantage=vantage,
            address=Address(host=r.host, port=r.port, transport=r.transport),
            strength=Strength.REFERENCED,
            scheme=r.scheme,
            reference=r,
            opening=said_first(question, r),
        )
        for r in references_about(client, question, inventory)
        if whoever or audience(r, client, inventory) is Audience.SERVICE
        if (vantage := _relied_on_from(r, client, inventory)) is not None
    ]


def references_about(
    client: Container, question: Question, inventory: Inventory
) -> list[Reference]:
    """The client's references that the question is about, each with the port that is meant.

    A spare server is one of them only where the question names a server.
    """
    passed = passed_on_to(client, spares=question.host is not None)
    known = (with_port(r, client, question, inventory) for r in (*client.references, *passed))
    return [r for r in known if r is not None and _is_about(r, client, question, inventory)]


def passed_on_to(client: Container, *, spares: bool = False) -> tuple[Reference, ...]:
    """The servers that a proxy's mounted configuration names; () where it was not read."""
    upstreams = () if isinstance(client.upstreams, Unobserved) else client.upstreams
    return tuple(each.reference for each in upstreams if spares or not each.spare)


def _relied_on_from(reference: Reference, client: Container, inventory: Inventory) -> str | None:
    if reference.host_part.place.where == "label":
        reader = reader_of_label(reference, inventory)
        return inventory.vantage(reader) if reader else None
    return HOST if reference.browser else inventory.vantage(client)


def cannot_be_dialled(expectation: Expectation, inventory: Inventory) -> str | None:
    """Why no client gets as far as a call with what is written; None where one does."""
    reference = expectation.reference
    if reference is not None and reference.quoted:
        return "the quotation marks around it belong to the value"
    if reference is not None and reference.host != reference.host.strip():
        return "the white space around it belongs to the value"
    if reference is not None and not reference.host:
        return "no host is written in it"
    if not_a_name_here(expectation, inventory):
        return "the hosts file does not define this name; Docker defines it in containers only"
    return None


def not_a_name_here(expectation: Expectation, inventory: Inventory) -> bool:
    """Whether this machine is to use a container's name that its hosts file does not have.

    No name server is asked: it could be one elsewhere, which must not see the name. A name with
    dots may well be one of those servers'; so may any name where an engine's resolver is asked.
    """
    reference, host = expectation.reference, expectation.address.host.rstrip(".").lower()
    known = {name.lower() for name, _ in inventory.survey.machine.hosts}
    if expectation.vantage != HOST or literal(host) is not None or is_loopback(host):
        return False
    if host in known or ("." in host and not is_name_with_network(host, inventory)):
        return False
    if reference is None or not reference.browser:
        ours = [c for c in containers_having(host, inventory) if c in inventory.scope]
        return bool(ours) and not asks_an_engine(inventory)
    return bool(inventory.named(host))


def _is_about(
    reference: Reference, client: Container, question: Question, inventory: Inventory
) -> bool:
    if reference.transport is not question.transport or is_wildcard(reference.host):
        return False
    if not reference.host and not _lacks_its_host(reference, client):
        return False
    if question.host is not None:
        return reference.port == question.port and same_host(reference.host, question.host)
    if reference.port == question.port:
        return is_local(reference.host, inventory)
    return _names_host_port(reference, question, inventory)


def _lacks_its_host(reference: Reference, client: Container) -> bool:
    """Whether the missing host is a mistake: a variable is not set, or a URL has a port alone.

    Some clients take such a URL for localhost, which is right where the port is their own.
    """
    part, port = reference.host_part, Port(number=reference.port, transport=reference.transport)
    in_url = (reference.scheme or "") + "://" in part.text[: part.start]
    alone = in_url and reference.port_part is not None and port not in declared_ports(client)
    return bool(reference.unset) or alone


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
        and not (r.browser or is_wildcard(r.host) or is_local(r.host, inventory))
        and r.host_part.place.where != "label"
    ]


def is_local(host: str, inventory: Inventory) -> bool:
    """Whether the address is local (a container or this machine); others are never dialled
    unless asked."""
    address = literal(host)
    if address is not None:
        subnets = [s for n in inventory.networks for s in n.subnets]
        inside = any(contains(subnet, host) for subnet in subnets)
        return address.is_loopback or inside or inventory.is_engine_host(host)
    if "." not in host.rstrip(".") or host in HOST_NAMES:
        return True
    # a service's name may have a dot in it, and a network's name may stand behind it
    half = any(is_name_with_other_network(host, c, inventory) for c in inventory.scope)
    return half or bool(inventory.named(host)) or is_planned_name(host, inventory)


def in_use_here(question: Question, inventory: Inventory) -> bool:
    """Whether a process of this machine is known to listen on the asked port."""
    seen, wanted = inventory.survey.machine.listeners, (question.port, question.transport)
    return not isinstance(seen, Unobserved) and wanted in [(x.port, x.transport) for x in seen]
