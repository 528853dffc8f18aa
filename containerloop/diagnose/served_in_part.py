"""What a proxy serves now and then, and what it spoils on the way to its server. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.diagnose.serviced import serviced
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Attempt, Maybe, Outcome, View
from containerloop.plan.fronted import called_bad, fronted, upstreams_of
from containerloop.plan.same_door import same_door
from containerloop.plan.values import Expectation
from containerloop.protocols.servers.http import NO_SERVER_BEHIND
from containerloop.topology.inventory import Inventory

Views = dict[str, Maybe[View]]
_OF_A_SERVER_BEHIND = frozenset({"502", "504"})
_CAME_TO_NOTHING = frozenset(
    {Outcome.SILENT, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET}
)


def uneven(
    expectation: Expectation, best: Attempt, views: Views, inventory: Inventory
) -> Attempt | None:
    """The same call to the same server that came to less than this one, which was served.

    A proxy that tries one server after another fails a part of the calls alone. A plain 503 is
    nothing of the kind: nginx says it to who asks twice in a second, where it is told to.
    """
    if best.outcome is not Outcome.ANSWERED or serviced(best).served is False:
        return None
    others = list(_alike(expectation, views, inventory))
    failed = [a for a in others if _of_a_proxy(a)]
    lost = [a for a in others if a.outcome in _CAME_TO_NOTHING]
    return next(iter((*failed, *lost)), None)


def by_turns(expectation: Expectation, best: Attempt, views: Views, inventory: Inventory) -> bool:
    """Whether a proxy failed this call, and served the same one another time."""
    others = _alike(expectation, views, inventory)
    return _of_a_proxy(best) and any(serviced(a).served for a in others)


def _alike(expectation: Expectation, views: Views, inventory: Inventory) -> Iterator[Attempt]:
    """The calls that its server should take for the same one.

    By another address it is told another host: a proxy that goes by names may pass that on to
    another server.
    """
    for attempt, whom in same_door(expectation, views, inventory):
        server = whom.container
        if server is None:
            continue
        by_name = any(each.names for each in upstreams_of(server, inventory))
        if attempt.address == expectation.address or not by_name:
            yield attempt


def _of_a_proxy(attempt: Attempt) -> bool:
    return attempt.code in _OF_A_SERVER_BEHIND or attempt.refusal == NO_SERVER_BEHIND


def spoilt(symptom: Symptom, every: Iterable[Symptom], views: Views, inventory: Inventory) -> bool:
    """Whether a request is bad by way of a proxy alone: each of its servers serves it directly.

    The proxy may say more than its server expects, or say it in another way (`send-proxy`).
    """
    if not called_bad(symptom.best):
        return False
    behind = [_key(e) for e in fronted(symptom.expectation, views, inventory)]
    served = [_key(s.expectation) for s in every if _served(s)]
    return bool(behind) and set(behind) <= set(served)


def _served(symptom: Symptom) -> bool:
    return serviced(symptom.best).served is True


def _key(expectation: Expectation) -> tuple[object, ...]:
    return expectation.vantage, expectation.address, expectation.opening
