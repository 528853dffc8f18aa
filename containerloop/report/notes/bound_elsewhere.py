"""Where a server is bound or published, beside an answer without a cause. Pure.

Only what was seen of the other end may be told here, and nothing of why the call failed.
"""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.impostors import accepts_at
from containerloop.facts import Address, Listener, Maybe, Outcome, Unobserved

Inside = Mapping[str, Maybe[tuple[Listener, ...]]]

MOST_SOCKETS = 4
"""A container with more of them is not told in one sentence."""


def bound_elsewhere(case: Case, listeners_by_container: Inside) -> str | None:
    """Where a server that refused is to be met instead; None where it is bound there too."""
    address = case.address
    whom = case.destination
    if case.outcome is not Outcome.REFUSED or whom.container is None:
        return None
    label, published = case.label(whom.container), whom.by == "publication"
    if published:
        claims = case.inventory.publishing(address.port, address.transport)
        ips = [p.host_ip for c, p in claims if c.id == whom.container.id and p in c.published]
        told, at = f"{label} is published only on", [(ip, address.port) for ip in ips if ip]
    else:
        told = f"{label} listens only on {address.transport.upper()}"
        at = [
            (x.address, x.port) for x in _sockets(case, listeners_by_container[whom.container.id])
        ]
    if whom.kind == "self" and not any(port == address.port for _, port in at):
        return None  # it may be another server that is meant
    dialled = case.symptom.best.resolved or address.host
    # a socket on :: may take IPv4 as well, which no table says
    met = any(
        port == address.port and (accepts_at(host, dialled) or (not published and host == "::"))
        for host, port in at
    )
    if met or not 0 < len(at) <= MOST_SOCKETS:
        return None
    shown = dict.fromkeys(str(Address(host=host, port=port)) for host, port in at)
    return f"{told} {', '.join(shown)}"


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
