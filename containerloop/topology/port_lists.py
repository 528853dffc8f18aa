"""Items of `ports:` that ask for one host port, so that only one of them can have it. Pure."""

from __future__ import annotations

from containerloop.facts import PortLine, Publication, ServiceConfig, literal


def conflict(one: Publication, other: Publication) -> bool:
    """Whether two publications ask for one host port, so that only one of them can have it."""
    same = (one.host_port, one.transport) == (other.host_port, other.transport)
    return same and overlap(one.host_ip, other.host_ip)


def overlap(asked: str, held: str) -> bool:
    """Whether the kernel refuses `asked` on a port while `held` has it; "" is every address."""
    one, other = literal(asked), literal(held)
    if one is None or other is None:
        return True
    if one.version != other.version:
        # a socket on :: has IPv4 as well, as a rule
        return held == "::"
    return one == other or one.is_unspecified or other.is_unspecified


def clash(one: Publication, other: Publication) -> bool:
    """Whether one keeps the other from its host port; the engine opens IPv6 for itself."""
    ours, theirs = literal(one.host_ip), literal(other.host_ip)
    both = ours is None or theirs is None or ours.version == theirs.version
    return both and one != other and conflict(one, other)


def of_another_file(one: PortLine, other: PortLine) -> bool:
    """Whether two lines are for the same port; those that compose reads first come first."""
    ours, theirs = one.publication, other.publication
    same = (ours.container_port, ours.transport) == (theirs.container_port, theirs.transport)
    return same and one.container_part.place.file != other.container_part.place.file


def never_starts(config: ServiceConfig, port: int) -> bool:
    """Whether lists of several files were merged so that the service asks for a host port twice.

    Of IPv4 alone: whether an engine opens IPv6 for an item without an address is its own affair.
    """
    asked = (x for x in config.port_lines if x.publication.host_port == port)
    lines = [x for x in asked if ":" not in x.publication.host_ip]
    return any(
        of_another_file(older, newer) and clash(older.publication, newer.publication)
        for at, newer in enumerate(lines)
        for older in lines[:at]
    )
