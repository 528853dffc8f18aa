"""All further tries of a round, each once, in looks that can be taken. Pure."""

from __future__ import annotations

from collections.abc import Container as Collection
from collections.abc import Iterable, Iterator, Mapping

from containerloop.facts import Attempt, Maybe, Onward, Outcome, Unobserved, View
from containerloop.plan.further.answered import Answered, Further, Next, answered
from containerloop.plan.further.data_ports import data_port
from containerloop.plan.further.databases import database
from containerloop.plan.further.discovery import discovery
from containerloop.plan.further.host_names import host_names
from containerloop.plan.further.log_ins import log_in
from containerloop.plan.further.nodes import nodes
from containerloop.plan.further.out_of_the_sandbox import out_of_the_sandbox
from containerloop.plan.further.over_tls import as_it_wants
from containerloop.plan.further.sent_on import sent_on
from containerloop.plan.further.through_proxies import through_proxy
from containerloop.plan.further.upstream_servers import upstream_servers
from containerloop.plan.further.values_not_used import values_not_used
from containerloop.plan.further.windows_side import windows_side
from containerloop.plan.rounds import stand_at
from containerloop.plan.tries import with_server_hint
from containerloop.plan.values import Expectation, Look, PlannedAttempt
from containerloop.protocols.mismatch import over_tls
from containerloop.topology.inventory import Inventory

NEXT: tuple[Next, ...] = (
    *(log_in, database, data_port, discovery, nodes, as_it_wants, sent_on, host_names),
)
WHATEVER_CAME: tuple[Next, ...] = (
    *(through_proxy, values_not_used, upstream_servers, windows_side, out_of_the_sandbox),
)
"""What does not wait for an answer: a client's own way, or its other value, may be another one."""
MOST_ROUNDS = 3
"""A log-in follows an answer, a redirect may follow another; an endless one ends here."""

Views = Mapping[str, Maybe[View]]


def further_looks(
    views: Views,
    wanted: Iterable[Expectation],
    inventory: Inventory,
    left_out: Collection[Next] = (),
) -> tuple[Look, ...]:
    """What to try because of what was answered so far; () where nothing more can be told."""
    tries: dict[str, dict[object, Further]] = {}
    for each in _all(views, wanted, inventory, left_out):
        key = _said(each.wanted)
        if not _was_tried(views.get(each.vantage), each):
            tries.setdefault(each.vantage, {}).setdefault(key, each)
    return tuple(
        Look(
            vantage,
            stand_at(vantage, inventory.at(vantage), inventory),
            tuple(with_server_hint(f.wanted, vantage, inventory) for f in found.values()),
        )
        for vantage, found in tries.items()
    )


def _all(
    views: Views,
    wanted: Iterable[Expectation],
    inventory: Inventory,
    left_out: Collection[Next],
) -> Iterator[Further]:
    for expectation in wanted:
        view = views.get(expectation.vantage)
        if view is None or isinstance(view, Unobserved):
            continue
        for known in _calls(view, expectation, inventory, views):
            for find in WHATEVER_CAME:
                yield from find(known)
        for attempt in _chain(view, expectation):
            known = Answered(expectation, attempt, inventory, views)
            for find in NEXT:
                if find not in left_out:
                    yield from find(known)


def _calls(
    view: View, expectation: Expectation, inventory: Inventory, views: Views
) -> Iterator[Answered]:
    """The call itself, answered or not."""
    there = (a for a in view.attempts if a.address == expectation.address)
    first = next(there, None)
    if first is not None:
        yield Answered(expectation, first, inventory, views)


def _chain(view: View, expectation: Expectation) -> Iterator[Attempt]:
    """The answers at the address, and those at the places that they send on to."""
    seen: dict[object, None] = {}
    waiting = list(answered(view, expectation))
    while waiting:
        attempt = waiting.pop(0)
        key = (_said(attempt), attempt.resolved)
        if key in seen:
            continue
        seen[key] = None
        yield attempt
        places = {_said(o) for o in attempt.onward}
        waiting += [
            a for a in view.attempts if _said(a) in places and a.outcome is Outcome.ANSWERED
        ]


def _said(call: Attempt | PlannedAttempt | Onward) -> object:
    """What is said to whom; a page over TLS is another one than the same without."""
    return str(call.address), call.opening, over_tls(call.scheme)


def _was_tried(view: Maybe[View] | None, further: Further) -> bool:
    if view is None or isinstance(view, Unobserved):
        return False
    return any(_said(a) == _said(further.wanted) for a in view.attempts)
