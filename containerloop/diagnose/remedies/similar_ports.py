"""Ports that are served and resemble the one asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_instead import guessed
from containerloop.facts import Address, Listener, is_loopback
from containerloop.protocols import by_port, expected
from containerloop.topology.ports import EPHEMERAL

MOST = 3


def resemblance(asked: int, served: int) -> int:
    """How unlike two numbers are: changed, swapped, missing or added digits; then distance."""
    one, other = str(asked), str(served)
    if sorted(one) == sorted(other):
        return 1
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True))
    longer, shorter = sorted((one, other), key=len, reverse=True)
    missing = any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    return 1 if missing else 9


def nearest(case: Case, host_listeners: tuple[Listener, ...]) -> tuple[Proposal, ...]:
    """Up to three served ports one digit off, each to be dialled as a trial."""
    asked = case.address
    if case.client is not None:
        return ()
    served = {x.port: x.process for x in host_listeners if x.transport is asked.transport}
    owners = {
        p.host_port: case.label(c)
        for c in case.inventory.containers
        for p in c.published
        if p.transport is asked.transport
    }
    near = [p for p in served.keys() | owners.keys() if resemblance(asked.port, p) == 1]
    near.sort(key=lambda p: (p not in owners, abs(p - asked.port)))
    return tuple(_offer(case, p, owners.get(p), served.get(p)) for p in near[:MOST])


def _offer(case: Case, port: int, published: str | None, process: str | None) -> Proposal:
    host = case.address.host if case.address.host != "localhost" else "127.0.0.1"
    who = f" {process} listens on it" if process else ""
    who = f" {published} is published on it" if published else who
    return guessed(case, replace(case.address, host=host, port=port), f"did you mean {port}?{who}")


def use_served_port(
    listeners: Iterable[Listener], asked: Address, scheme: str | None, image: str
) -> tuple[Listener, ...]:
    """Who may be the server that is meant, under another number: one listener for each port.

    Open to the network, of the asked transport, and on no port that means another
    protocol or that the kernel hands out. The likeliest first.
    """
    wanted = expected(scheme, asked.port, image)
    found: dict[int, Listener] = {}
    for each in listeners:
        if each.port == asked.port or each.transport is not asked.transport:
            continue
        spoken = by_port(each.port)
        other = wanted is not None and spoken is not None and spoken is not wanted
        if not (other or is_loopback(each.address) or each.port in EPHEMERAL):
            found.setdefault(each.port, each)
    near = sorted(found, key=lambda p: (by_port(p) is None, resemblance(asked.port, p), p))
    return tuple(found[p] for p in near)
