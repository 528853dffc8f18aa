"""Which looks to take for several ports at once: one look from each vantage. Pure.

The first round tries only what is relied on. Where that fails, the second one is what a question
about that port alone would look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from containerloop.facts import HOST, Maybe, Question, Unobserved, View
from containerloop.plan.expectations import expectations
from containerloop.plan.parts import Part, all_of, parts
from containerloop.plan.reference_matching import cannot_be_dialled
from containerloop.plan.rounds import MOST_INSIDE, follow_up, plan, stand_at
from containerloop.plan.tries import as_expected, with_server_hint, without_repetition
from containerloop.plan.values import Expectation, Look, Plan, PlannedAttempt
from containerloop.topology.inventory import Inventory


def first_round(question: Question, inventory: Inventory) -> Plan:
    """The expectations, and a look from each vantage that has one; from this machine always."""
    if not question.several:
        return plan(question, inventory, expectations(question, inventory))
    wanted = all_of(parts(question, inventory, {}))
    return Plan(wanted, looks_at(wanted, inventory, HOST, *_silent(question, wanted, inventory)))


def _silent(question: Question, wanted: Iterable[Expectation], inventory: Inventory) -> list[str]:
    """Where to look for calls, if of a whole project nobody says whom anybody calls."""
    if wanted or question.port or question.stated or question.vantages or not inventory.project:
        return []
    running = dict.fromkeys(inventory.vantage(c) for c in inventory.scope if c.state.running)
    return list(running)[:MOST_INSIDE]


def looks_at(
    wanted: tuple[Expectation, ...], inventory: Inventory, *others: str
) -> tuple[Look, ...]:
    """A look from each vantage that relies on something, and from others, at that and no more."""
    vantages = dict.fromkeys([*(e.vantage for e in wanted), *others])
    return tuple(_look(vantage, wanted, inventory) for vantage in vantages)


def _look(vantage: str, wanted: tuple[Expectation, ...], inventory: Inventory) -> Look:
    tries = [
        with_server_hint(as_expected(e), vantage, inventory)
        for e in wanted
        if e.vantage == vantage and cannot_be_dialled(e, inventory) is None
    ]
    stand = stand_at(vantage, inventory.at(vantage), inventory)
    return Look(vantage, stand, without_repetition(tries))


def second_round(
    question: Question,
    inventory: Inventory,
    failing: Iterable[Expectation],
    views: Mapping[str, Maybe[View]],
) -> tuple[Look, ...]:
    """What failures call for: a look inside whom they point at, and what one compares them with."""
    failing = list(failing)
    if not question.several:
        return follow_up(question, inventory, failing, views)
    looks: list[Look] = []
    for part in parts(question, inventory, dict(views)):
        own = tuple(e for e in part.expectations if e in failing)
        if own:
            looks += _compared(part, own, inventory, views)
            looks += follow_up(part.question, inventory, own, views)
    return _merged(looks)


def _compared(
    part: Part,
    failing: tuple[Expectation, ...],
    inventory: Inventory,
    views: Mapping[str, Maybe[View]],
) -> list[Look]:
    """The looks of a question about that port alone, without what was tried already."""
    looks = plan(part.question, inventory, failing).looks
    return [
        replace(look, tries=tuple(t for t in look.tries if not _made(t, views.get(look.vantage))))
        for look in looks
        if not isinstance(views.get(look.vantage), Unobserved)
    ]


def _made(wanted: PlannedAttempt, view: Maybe[View] | None) -> bool:
    made = view.attempts if isinstance(view, View) else ()
    return any(a.address == wanted.address and a.opening == wanted.opening for a in made)


def _merged(looks: Iterable[Look]) -> tuple[Look, ...]:
    """One look from each vantage, with all that is to be tried there."""
    found: dict[str, Look] = {}
    for look in looks:
        before = found.get(look.vantage, look)
        tries = without_repetition((*before.tries, *look.tries))
        untried = tuple(dict.fromkeys((*before.untried, *look.untried)))
        found[look.vantage] = replace(before, tries=tries, untried=untried)
    return tuple(found.values())
