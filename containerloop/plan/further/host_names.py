"""The same request with another host name, where a server may have refused the name. Pure.

First `localhost`, then what else the server may know itself as; and where one of them is
served, the client's own once more, since a server may answer differently each time.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Attempt, Container, Unobserved
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.values import PlannedAttempt
from containerloop.protocols.host_name_answers import (
    accepts_instead,
    may_be_the_name,
    own_names,
)
from containerloop.protocols.host_refusals import is_plain_name
from containerloop.topology.destination import destination_of

MOST_OTHERS = 2
"""Names tried after `localhost`."""


def host_names(known: Answered) -> Iterator[Further]:
    """One request with each other name, until one of them is served."""
    first, opening = known.attempt, known.expectation.opening.before_log_in
    if first.opening != opening or opening.name is not None or not may_be_the_name(first):
        return
    tried = _tried(known)
    own = own_names(first)
    if any(accepts_instead(first, a) for name, a in tried.items() if name not in own):
        names = list(own)
    else:
        names = [n for n in (_round(first, known, tried)) if n not in own]
    for name in names:
        if name not in tried:
            again = PlannedAttempt(
                first.address, first.scheme, expected=True, opening=opening.with_name(name)
            )
            yield Further(known.expectation.vantage, again)


def _tried(known: Answered) -> dict[str, Attempt]:
    """What came of the names that were said at this address so far."""
    view = known.views.get(known.expectation.vantage)
    if view is None or isinstance(view, Unobserved):
        return {}
    plain = known.attempt.opening
    return {
        a.opening.name: a
        for a in view.attempts
        if a.opening.name and a.address == known.attempt.address
        and a.opening.with_name(None) == plain
    }  # fmt: skip


def _round(first: Attempt, known: Answered, tried: dict[str, Attempt]) -> list[str]:
    host = first.address.host
    hyphens = host.replace("_", "-")
    begin = [] if host.rstrip(".").lower() == "localhost" else ["localhost"]
    begin += [hyphens] if hyphens != host else []
    if any(name not in tried for name in begin):
        return begin
    return _others(first, known)[:MOST_OTHERS]


def _others(first: Attempt, known: Answered) -> list[str]:
    """What its configuration names, its name among the containers, the number that was dialled."""
    vantage, inventory = known.expectation.vantage, known.inventory
    whom = destination_of(first.address, vantage, inventory.at(vantage), inventory).container
    number = first.resolved or first.address.host
    bracketed = f"[{number}]" if ":" in number else number
    names = [*_configured(whom), inventory.label(whom)] if whom else []
    names += [bracketed] if number != first.address.host else []
    return [name for name in names if name != first.address.host]


def _configured(server: Container) -> list[str]:
    """The host names that its mounted configuration knows, those without a pattern."""
    upstreams = () if isinstance(server.upstreams, Unobserved) else server.upstreams
    every = dict.fromkeys(name for upstream in upstreams for name in upstream.names)
    return [name for name in every if is_plain_name(name)]
