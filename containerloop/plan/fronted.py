"""What a proxy that answers 502, 503 or 504 relies on in its turn: the servers behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.facts import (
    Address,
    Attempt,
    Container,
    Maybe,
    Opening,
    Outcome,
    Reference,
    Transport,
    Unobserved,
    Upstream,
    View,
    is_wildcard,
)
from containerloop.plan.further.over_tls import passed_on
from containerloop.plan.reference_matching import is_local
from containerloop.plan.same_door import same_door
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.destination import Destination
from containerloop.topology.inventory import Inventory

_GATEWAY = frozenset({"502", "503", "504"})
_ENGINE_SOCKET = "docker.sock"
"""How proxies that read the engine's labels come to them, as a rule."""
_WAITS = frozenset({Outcome.SILENT, Outcome.OPEN})
"""What a client of a proxy meets that has accepted it and is still looking for its own server."""
_HUNG_UP = frozenset({Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET})
"""What it meets of one that has accepted it and has nobody to pass it on to."""
_NGINX = ("_pass", ": upstream")
"""How the keys of nginx's settings end. It says 503 for reasons of its own, never for a server."""


def front_of(
    expectation: Expectation, views: dict[str, Maybe[View]], inventory: Inventory
) -> tuple[Attempt, Destination] | None:
    """The answer of a proxy that got none itself, and which container gave it; else None.

    A proxy that still waits for its own server keeps its client waiting; one of plain
    connections hangs up.
    """
    view = views.get(expectation.vantage)
    made = view.attempts if isinstance(view, View) else ()
    for attempt, whom in same_door(expectation, views, inventory):
        proxy = whom.container
        unheard = attempt.outcome in _HUNG_UP | _WAITS and proxy is not None and proxy.fronts_others
        told = attempt.code in _GATEWAY or called_bad(attempt) or passed_on(attempt, made)
        if proxy is not None and (told or unheard):
            return attempt, whom
    return None


def called_bad(attempt: Attempt) -> bool:
    """Whether a request is bad, for no reason that is given: a proxy may have made it so."""
    return attempt.protocol == "http" and attempt.code == "400" and attempt.refusal is None


def erring_server(
    expectation: Expectation, views: dict[str, Maybe[View]], inventory: Inventory
) -> Container | None:
    """The container that answered with an error of its own (500), not as a proxy; else None."""
    for attempt, whom in same_door(expectation, views, inventory):
        if attempt.code == "500" and whom.container is not None:
            return whom.container
    return None


def fronted(
    expectation: Expectation, views: dict[str, Maybe[View]], inventory: Inventory
) -> Iterator[Expectation]:
    """What the proxy relies on that failed this expectation; nothing where none did."""
    front = front_of(expectation, views, inventory)
    if front is None or expectation.address.transport is not Transport.TCP:
        return
    attempt, whom = front
    proxy = whom.container
    assert proxy is not None
    hung_up = attempt.code is None and attempt.outcome not in _WAITS
    for reference in _behind(proxy, whom.port, expectation, attempt.code, inventory):
        if hung_up and reference.scheme is not None:
            continue  # who speaks for another server says that it fails; who hangs up passes on
        if is_wildcard(reference.host) or not is_local(reference.host, inventory):
            continue
        yield Expectation(
            vantage=inventory.vantage(proxy),
            address=Address(
                host=reference.host, port=reference.port, transport=reference.transport
            ),
            strength=Strength.FRONTED,
            scheme=reference.scheme,
            reference=reference,
            opening=_opening(reference, expectation, attempt),
        )


def _behind(
    proxy: Container, port: int, asked: Expectation, code: str | None, inventory: Inventory
) -> Iterator[Reference]:
    """The servers of the page that was asked for, in the order of the proxy's configuration."""
    for upstream in _of_the_page(upstreams_of(proxy, inventory), port, asked):
        key = upstream.reference.host_part.place.key
        if code != "503" or not key.endswith(_NGINX):
            yield upstream.reference
    if code in ("502", "504"):
        yield from (r for r in proxy.references if not r.browser)


def upstreams_of(proxy: Container, inventory: Inventory) -> tuple[Upstream, ...]:
    """The servers that its configuration names, and those that offer themselves to it by labels."""
    upstreams = () if isinstance(proxy.upstreams, Unobserved) else proxy.upstreams
    if any(mount.target.endswith(_ENGINE_SOCKET) for mount in proxy.mounts):
        others = (c for c in inventory.scope if c.state.running and c != proxy)
        upstreams += tuple(offer for c in others for offer in c.offers)
    return upstreams


def _of_the_page(upstreams: Iterable[Upstream], port: int, asked: Expectation) -> list[Upstream]:
    """Those of the port and the name; of them those with the longest known prefix of the path."""
    path, host = asked.opening.path or "/", asked.opening.name or asked.address.host
    there = [u for u in upstreams if not u.ports or port in u.ports]
    there = [u for u in there if _has_name(u, host)] or [u for u in there if not _told(u)]
    fitting = [len(u.path) for u in there if u.path is not None and path.startswith(u.path)]
    longest = max(fitting, default=0)
    return [
        u for u in there if u.path is None or (len(u.path) == longest and path.startswith(u.path))
    ]


def _has_name(upstream: Upstream, host: str) -> bool:
    """Whether the URL's host is one that the configuration names for this server."""
    wanted = host.lower().rstrip(".")
    return any(
        wanted == name or (name.startswith("*.") and wanted.endswith(name[1:]))
        for name in upstream.names
    )


def _told(upstream: Upstream) -> bool:
    """Whether it is for its names alone; nginx's first server block is for all others, too."""
    return bool(upstream.names) and not upstream.reference.host_part.place.key.endswith(_NGINX)


def _opening(reference: Reference, asked: Expectation, answer: Attempt) -> Opening:
    """The page that is asked of the server behind: the same, unless the proxy names another.

    Where a proxy's client was told that its request is bad, the host is said as it said it.
    """
    if reference.scheme not in ("http", "https"):
        return reference.opening.before_log_in
    name = asked.opening.name or str(asked.address)
    page = Opening(path=reference.opening.path or asked.opening.path)
    return page.with_name(name) if called_bad(answer) else page
