"""IPv4 and IPv6: which was dialled, and which are served. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.diagnose.case import Case
from containerloop.facts import (
    Attempt,
    Container,
    Listener,
    Outcome,
    is_loopback,
    literal,
)
from containerloop.topology.hosts import is_place

OTHER_VERSION = {4: 6, 6: 4}


def version_dialled(case: Case) -> int | None:
    """The one IP version in which the server was dialled; None for both, or for neither.

    Behind a published port Docker's proxy dials; from IPv6, at the container's IPv6 address
    where it has one, else and from IPv4 at its IPv4 address.
    """
    if case.own_check:  # told as a fault of the check (CL506)
        return None
    numbers = [literal(a.resolved or "") for a in case.symptom.attempts]
    versions: set[int] = {number.version for number in numbers if number is not None}
    if case.destination.by == "publication" and case.destination.container is not None:
        versions = set(
            _behind(versions, case.inventory.namespace_owner(case.destination.container))
        )
    return versions.pop() if len(versions) == 1 else None


def _behind(versions: set[int], server: Container) -> Iterator[int]:
    """The IP versions in which the proxy may dial a server; which network it uses is not known."""
    at = server.attachments
    if 4 in versions and not all(a.ipv4 for a in at):
        yield from (4, 6)
    if 6 in versions:
        yield from {6 if a.ipv6 else 4 for a in at}
    if 4 in versions:
        yield 4


def made_inside(case: Case, attempt: Attempt) -> bool:
    """Whether the attempt was made in the namespace that the address leads to."""
    if case.destination.container is None:
        return is_place(attempt.vantage)
    there = case.inventory.at(attempt.vantage)
    owner = case.inventory.namespace_owner(case.destination.container)
    return there is not None and case.inventory.namespace_owner(there).id == owner.id


def met_on_port(case: Case, listeners: Iterable[Listener]) -> list[Listener]:
    """The sockets on the dialled port that such a call can meet.

    Of those on a loopback only a call to that loopback itself, and through no proxy.
    """
    wanted = (case.destination.port, case.address.transport)
    found = [x for x in listeners if (x.port, x.transport) == wanted]
    at_home = is_loopback(case.symptom.best.resolved or "")
    if at_home and case.destination.by != "publication":
        return found
    return [x for x in found if not is_loopback(x.address)]


def families(listeners: Iterable[Listener], tries: Iterable[Attempt]) -> frozenset[int]:
    """The IP versions (4, 6) in which these sockets of one port are served.

    A socket on :: takes IPv4 too, unless it was told not to; no table of the kernel says
    so. `tries` are attempts at the port from inside, which show it.
    """
    bound = [a for x in listeners if (a := literal(x.address)) is not None]
    versions = {a.version for a in bound}
    if any(a.version == 6 and a.is_unspecified for a in bound) and not _ipv6_alone(tries):
        versions.add(4)
    return frozenset(versions)


def _ipv6_alone(tries: Iterable[Attempt]) -> bool:
    """Before 26.0 a container had no ::1 to be reached at; that it is refused is what counts."""
    seen = {a.resolved or a.address.host: a.outcome for a in tries}
    six = seen.get("::1", Outcome.NOT_TRIED)
    there = six.reached or six is Outcome.ADDRESS_UNAVAILABLE
    return there and seen.get("127.0.0.1") is Outcome.REFUSED
