"""What one vantage saw: its sockets, its files, where names led, and what came of its calls."""

from __future__ import annotations

from containerloop.facts.survey import Listener, Route
from containerloop.facts.values import Address, Attempt, Fact, Maybe, Unobserved


class Resolution(Fact, frozen=True, kw_only=True):
    """Name → addresses as one vantage sees it. `source`: hosts, dns, literal or none."""

    name: str
    addresses: tuple[str, ...] = ()
    source: str = "none"
    ms: float | None = None


class View(Fact, frozen=True, kw_only=True, tag="view"):
    """What one vantage saw. `dialling` are addresses in SYN_SENT: dialled, unanswered.

    `unix_sockets` are the paths of those that listen, as the process that made them wrote them.
    `upstream_servers` are those behind Docker's resolver, as its comment in resolv.conf has them:
    `host(127.0.0.53)` for one that the engine asks from its own network.
    """

    vantage: str
    listeners: Maybe[tuple[Listener, ...]]
    dialling: Maybe[tuple[Address, ...]]
    hosts: Maybe[tuple[tuple[str, str], ...]]
    name_servers: Maybe[tuple[str, ...]]
    routes: Maybe[tuple[Route, ...]]
    unix_sockets: Maybe[tuple[str, ...]] = Unobserved("unix sockets were not read")
    upstream_servers: Maybe[tuple[str, ...]] = Unobserved(
        "to which servers Docker forwards names was not read"
    )
    resolutions: tuple[Resolution, ...] = ()
    attempts: tuple[Attempt, ...] = ()
