"""Who relies on what, as far as measuring has shown it. Pure.

Beside what was asked and written there is what a container is calling just now, and what a proxy
that gets no answer passes requests on to: these show only once somebody has looked.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.facts import Maybe, Question, Unobserved, View
from containerloop.plan.calls import Complaints, Views, called, of_a_spare
from containerloop.plan.expectations import expectations
from containerloop.plan.fronted import erring_server, front_of, fronted
from containerloop.plan.guesses import by_listeners, outdone
from containerloop.plan.reference_matching import cannot_be_dialled
from containerloop.plan.rounds import stand_at
from containerloop.plan.tries import as_expected, with_server_hint
from containerloop.plan.values import Expectation, Look, Strength
from containerloop.topology.hosts import same_host
from containerloop.topology.inventory import Inventory

MOST = 40
"""Of all that is relied on; a proxy may name hundreds of servers."""


def relied_on(
    question: Question,
    inventory: Inventory,
    views: Views,
    complaints: Complaints | None = None,
    *,
    tried: bool = False,
) -> tuple[Expectation, ...]:
    """Every expectation that the question is about, strongest first, without repetition.

    `tried`: of those that measuring has shown only what was tried.
    """
    first = expectations(question, inventory)
    calls = called(views, complaints or {}, inventory)
    calls = [e for e in calls if not tried or _was_tried(e, views.get(e.vantage))]
    meant = [e for e in calls if _asked(e, question) and not of_a_spare(e, inventory)]
    if question.address is None:
        fail = [e for e in meant if _was_tried(e, views.get(e.vantage)) and not _met(e, views)]
        first = tuple(e for e in first if not outdone(e, question, meant, fail))
        named = by_listeners(first, question, inventory, views)
        first += tuple(e for e in named if not tried or _was_tried(e, views.get(e.vantage)))
    places = {(e.vantage, str(e.address)) for e in first}
    meant = [e for e in meant if (e.vantage, str(e.address)) not in places]
    kept: dict[object, Expectation] = {}
    for asked in (*first, *meant):
        kept.setdefault(_key(asked), asked)
    waiting = [*first, *meant]
    while waiting and len(kept) < MOST:
        each = waiting.pop(0)
        found = list(fronted(each, views, inventory))
        if tried:
            found = [e for e in found if _was_tried(e, views.get(e.vantage))]
        places_behind = {*fronts((each,), views, inventory), *erring((each,), views, inventory)}
        for behind in (*found, *(e for e in calls if e.vantage in places_behind)):
            there = any(_same_place(behind, e) for e in kept.values())
            if _key(behind) not in kept and not (there and behind.reference is None):
                kept[_key(behind)] = behind
                waiting.append(behind)
    return tuple(sorted(kept.values(), key=lambda e: e.strength.rank))


def erring(
    wanted: Iterable[Expectation], views: Views, inventory: Inventory
) -> dict[str, Expectation]:
    """The vantages of the servers that answered with an error of their own, with what they failed.

    Such a server may have failed to call another one.
    """
    found: dict[str, Expectation] = {}
    for each in wanted:
        there = erring_server(each, views, inventory)
        if there is not None:
            found.setdefault(inventory.vantage(there), each)
    return found


def fronts(
    wanted: tuple[Expectation, ...], views: Views, inventory: Inventory
) -> dict[str, Expectation]:
    """The vantages of the proxies that got no answer themselves, with what they failed."""
    found: dict[str, Expectation] = {}
    for each in wanted:
        front = front_of(each, views, inventory)
        if front is not None and front[1].container is not None:
            found.setdefault(inventory.vantage(front[1].container), each)
    return found


def looks_for(
    wanted: tuple[Expectation, ...], views: Views, inventory: Inventory
) -> tuple[Look, ...]:
    """Looks for what is relied on and was not tried yet."""
    looks: dict[str, Look] = {}
    for each in wanted:
        if each.strength < Strength.FRONTED and each.reference is None:
            continue
        if _was_tried(each, views.get(each.vantage)) or cannot_be_dialled(each, inventory):
            continue
        client = inventory.at(each.vantage)
        before = looks.get(each.vantage)
        tries = before.tries if before else ()
        again = with_server_hint(as_expected(each), each.vantage, inventory)
        stand = stand_at(each.vantage, client, inventory)
        looks[each.vantage] = Look(each.vantage, stand, (*tries, again))
    return tuple(looks.values())


def request_under_way(
    expectation: Expectation, place: str, inventory: Inventory
) -> tuple[Look, Look]:
    """The look that asks once more, and the look that reads the proxy's sockets meanwhile."""
    vantage = expectation.vantage
    again = with_server_hint(as_expected(expectation), vantage, inventory)
    again = replace(again, expected=False)  # nobody waits for the answer of this one
    stand = stand_at(vantage, inventory.at(vantage), inventory)
    there = stand_at(place, inventory.at(place), inventory)
    return Look(vantage, stand, (again,)), Look(place, there, ())


def question_of(expectation: Expectation, asked: Question) -> Question:
    """The question about the server of one expectation, whoever asks it."""
    address = expectation.address
    return Question(target=asked.target, port=address.port, transport=address.transport)


def _key(expectation: Expectation) -> tuple[object, ...]:
    return expectation.vantage, str(expectation.address), expectation.scheme, expectation.opening


def _same_place(one: Expectation, other: Expectation) -> bool:
    ports = one.address.port == other.address.port
    return (
        one.vantage == other.vantage and ports and same_host(one.address.host, other.address.host)
    )


def _was_tried(expectation: Expectation, view: Maybe[View] | None) -> bool:
    """Whether an attempt was made there, or none can be."""
    if isinstance(view, Unobserved):
        return True
    said = expectation.opening.before_log_in
    made = view.attempts if view else ()
    return any(a.address == expectation.address and a.opening == said for a in made)


def _met(expectation: Expectation, views: Views) -> bool:
    """Whether an attempt at the address was answered."""
    view = views.get(expectation.vantage)
    made = view.attempts if isinstance(view, View) else ()
    there = [a for a in made if a.address == expectation.address]
    return any(a.outcome.reached for a in there)


def _asked(expectation: Expectation, question: Question) -> bool:
    """Whether the question is about an address that was called."""
    address = expectation.address
    if question.vantages and expectation.vantage not in question.vantages:
        return False
    same = question.host is None or same_host(question.host, address.host)
    return same and (address.port, address.transport) == (question.port, question.transport)
