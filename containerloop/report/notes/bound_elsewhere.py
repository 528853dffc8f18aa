"""Where a server is bound or published, beside an answer without a cause. Pure.

Only what was seen of the other end may be told here, and nothing of why the call failed.
"""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.impostors import accepts_at
from containerloop.facts import Address, Container, Listener, Maybe, Outcome, Unobserved

Inside = Mapping[str, Maybe[tuple[Listener, ...]]]
Bound = tuple[str, int]
"""An address and a port at which a server is met."""

MOST_SOCKETS = 4
"""A container with more of them is not told in one sentence."""


def bound_elsewhere(case: Case, listeners_by_container: Inside) -> str | None:
    """Where a server that refused is to be met instead; None where it is bound there too."""
    server = case.destination.container
    if case.outcome is not Outcome.REFUSED or server is None:
        return None
    if case.destination.by == "publication":
        at = _published(case, server)
        return (
            _told(f"{case.label(server)} is published only on", at) if _missed(case, at) else None
        )
    at = _bound(case, listeners_by_container[server.id])
    if case.destination.kind == "self" and not any(port == case.address.port for _, port in at):
        return None  # it may be another server that is meant
    # a socket on :: may take IPv4 as well, which no table says
    if ("::", case.address.port) in at or not _missed(case, at):
        return None
    told = _told(f"{case.label(server)} listens only on {case.address.transport.upper()}", at)
    return told + _on_another_network(case, server, at) if told else None


def _on_another_network(case: Case, server: Container, at: list[Bound]) -> str:
    """Where these are its addresses on a network by which it was not called, and what helps."""
    rows = case.inventory.namespace_owner(server).attachments
    there = {ip: row.network_id for row in rows for ip in (row.ipv4, row.ipv6) if ip}
    on = {there.get(host, "") for host, _ in at}
    network = case.inventory.network(on.pop()) if len(on) == 1 else None
    if network is None or case.destination.kind != "container":
        return ""
    wildcard = "::" if all(":" in host for host, _ in at) else "0.0.0.0"
    return (
        f", its own address on the network {network.name}; to be met on its other networks it has"
        f" to listen on {wildcard}"
    )


def _published(case: Case, server: Container) -> list[Bound]:
    claims = case.inventory.publishing(case.address.port, case.address.transport)
    ips = [p.host_ip for c, p in claims if c.id == server.id and p in c.published]
    return [(ip, case.address.port) for ip in ips if ip]


def _bound(case: Case, seen: Maybe[tuple[Listener, ...]]) -> list[Bound]:
    return [(x.address, x.port) for x in _sockets(case, seen)]


def _missed(case: Case, at: list[Bound]) -> bool:
    """Whether none of these is met at the address that was dialled."""
    dialled = case.symptom.best.resolved or case.address.host
    return not any(port == case.address.port and accepts_at(host, dialled) for host, port in at)


def _told(said: str, at: list[Bound]) -> str | None:
    if not 0 < len(at) <= MOST_SOCKETS:
        return None
    shown = dict.fromkeys(str(Address(host=host, port=port)) for host, port in at)
    return f"{said} {', '.join(shown)}"


def unheard(case: Case, listeners_by_container: Inside) -> str | None:
    """Who is there to hear a datagram that got no answer."""
    whom = case.destination
    if not case.symptom.unanswered or whom.container is None:
        return None
    seen = _sockets(case, listeners_by_container[whom.container.id])
    at = [str(Address(host=x.address, port=x.port)) for x in seen if x.port == whom.port]
    if not at:
        return None
    return (
        f"{case.label(whom.container)} listens on UDP {' and '.join(at)}. UDP servers often ignore"
        " unknown requests, so test with its real client"
    )


def _sockets(case: Case, seen: Maybe[tuple[Listener, ...]]) -> tuple[Listener, ...]:
    """The container's sockets of the asked transport; none where they could not be seen."""
    there = () if isinstance(seen, Unobserved) else seen
    return tuple(x for x in there if x.transport is case.address.transport)
