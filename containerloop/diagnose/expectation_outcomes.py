"""What came of each expectation: its attempts, the outcome that counts, and who answered. Pure.

Whether somebody who relies on an address is served is decided in `symptom`, from what is put
together here.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.attempts_made import made_for
from containerloop.diagnose.data_ports import data_port
from containerloop.diagnose.followed import Followed, never_ends, places_followed
from containerloop.diagnose.impostors import (
    own_service_of_that_name,
    owner_of_failed_publication,
    shadowing_listener,
)
from containerloop.diagnose.log_ins import refused_log_in
from containerloop.diagnose.namesakes import (
    divided,
    failing_copies,
    several_services,
    shared_with_a_stranger,
)
from containerloop.diagnose.other_names import served_under_another_name
from containerloop.diagnose.proxied import proxied
from containerloop.diagnose.served_in_part import by_turns, spoilt, uneven
from containerloop.diagnose.standing import standing, stops_at_first
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import (
    HOST,
    Attempt,
    Outcome,
    Snapshot,
    Unobserved,
)
from containerloop.facts.outcomes import BEST_TO_WORST
from containerloop.plan.fronted import fronted
from containerloop.plan.further.discovery import documents
from containerloop.plan.further.nodes import node_lists
from containerloop.plan.further.over_tls import passed_on
from containerloop.plan.reference_matching import cannot_be_dialled
from containerloop.plan.values import Expectation
from containerloop.topology.frozen import taken_up
from containerloop.topology.inventory import Inventory


def symptoms(snapshot: Snapshot, wanted: tuple[Expectation, ...]) -> tuple[Symptom, ...]:
    """Every expectation with its attempts, met or not, in the expectations' order."""
    inventory = Inventory(snapshot.survey)
    every = tuple(_symptom(snapshot, e, inventory) for e in wanted)
    return tuple(_with_those_behind(symptom, every, snapshot, inventory) for symptom in every)


def _with_those_behind(
    symptom: Symptom, every: tuple[Symptom, ...], snapshot: Snapshot, inventory: Inventory
) -> Symptom:
    """The symptom, with what those behind a proxy tell: it spoils what it passes on, or waits.

    Its connection stays open for a server that nobody reaches. Only where all that is behind was
    called: what nobody could try says nothing.
    """
    if spoilt(symptom, every, snapshot.views, inventory):
        return replace(symptom, spoilt=True)
    if symptom.outcome is not Outcome.OPEN:
        return symptom
    behind = {
        (e.vantage, e.address) for e in fronted(symptom.expectation, snapshot.views, inventory)
    }
    lost = {
        (s.expectation.vantage, s.expectation.address)
        for s in every
        if s.outcome is not Outcome.NOT_TRIED and not s.met
    }
    return replace(symptom, waits=bool(behind) and behind <= lost)


def _symptom(snapshot: Snapshot, expectation: Expectation, inventory: Inventory) -> Symptom:
    attempts = _made(snapshot, expectation, inventory)
    view = snapshot.views.get(expectation.vantage, Unobserved("not measured from there"))
    outcomes = sorted((a.outcome for a in attempts), key=BEST_TO_WORST.index)
    every = several_services(attempts, inventory) or stops_at_first(expectation, inventory)
    best = outcomes[-1] if every else outcomes[0]
    symptom = Symptom(expectation, attempts, best, typed=snapshot.question.opening.path)
    made = () if isinstance(view, Unobserved) else view.attempts
    failing = failing_copies(attempts, inventory, symptom.rank)
    unlike = uneven(expectation, symptom.best, snapshot.views, inventory)
    in_turn = by_turns(expectation, replace(symptom, uneven=unlike).best, snapshot.views, inventory)
    named = served_under_another_name(expectation, symptom.best, made)
    return replace(
        symptom,
        outcome=failing[0].outcome if failing else best,
        answered_by_another=best.reached and _by_another(symptom, inventory),
        standing=standing(expectation, symptom.best, inventory),
        followed=_followed(symptom, made, inventory),
        unheard=_unheard(symptom, snapshot, inventory),
        circles=_follows(symptom) and never_ends(symptom.best, made),
        failing_replicas=failing,
        other_name=None if in_turn else named,
        refused_log_in=refused_log_in(expectation, symptom.best, snapshot, inventory),
        proxied=proxied(expectation, symptom.best, made, inventory),
        data_port=data_port(expectation, made, inventory),
        from_behind=passed_on(symptom.best, made),
        uneven=unlike,
        in_turn=in_turn,
    )


def _made(
    snapshot: Snapshot, expectation: Expectation, inventory: Inventory
) -> tuple[Attempt, ...]:
    """The attempts at an expectation, or why there is none."""
    if reason := cannot_be_dialled(expectation, inventory):
        return (_untried(expectation, reason, Outcome.NAME_NOT_FOUND),)
    view = snapshot.views.get(expectation.vantage, Unobserved("not measured from there"))
    if isinstance(view, Unobserved):
        return (_untried(expectation, view.reason),)
    none = _untried(expectation, "no connection was attempted from there")
    return made_for(expectation, view.attempts) or (none,)


def _followed(
    symptom: Symptom, made: tuple[Attempt, ...], inventory: Inventory
) -> tuple[Followed, ...]:
    """Where the answer, an issuer's document and a list of nodes send the client on."""
    if not _follows(symptom):
        return ()
    wanted = symptom.expectation
    lists = node_lists(wanted, made, inventory)
    asked = (symptom.best, *documents(wanted, made), *lists)
    every = (place for each in asked for place in places_followed(each, made))
    return tuple(each for each in every if lists or each.place.by != "node")


def _by_another(symptom: Symptom, inventory: Inventory) -> bool:
    return (
        _usurped(symptom, inventory)
        or shadowed(symptom.best, inventory)
        or shared_with_a_stranger(symptom.expectation, symptom.attempts, inventory)
        or divided(symptom.attempts, inventory, symptom.served_by)
    )


def _unheard(symptom: Symptom, snapshot: Snapshot, inventory: Inventory) -> bool:
    best = symptom.best
    return best.outcome is Outcome.OPEN and not taken_up(best, snapshot.views, inventory)


def _follows(symptom: Symptom) -> bool:
    return symptom.outcome.reached and not symptom.expectation.opening.direct


def _usurped(symptom: Symptom, inventory: Inventory) -> bool:
    """Whether the server that is meant does not run, and somebody else answered."""
    address, vantage = symptom.expectation.address, symptom.expectation.vantage
    resolved = symptom.best.resolved
    return bool(
        owner_of_failed_publication(address, vantage, inventory)
        or own_service_of_that_name(address, vantage, resolved, inventory)
    )


def shadowed(attempt: Attempt, inventory: Inventory) -> bool:
    """Whether a process of this machine answered where a container is published beside it."""
    listeners = inventory.survey.machine.listeners
    if attempt.vantage != HOST or not attempt.resolved or isinstance(listeners, Unobserved):
        return False
    return shadowing_listener(attempt.address, attempt.resolved, listeners, inventory) is not None


def _untried(
    expectation: Expectation, reason: str, outcome: Outcome = Outcome.NOT_TRIED
) -> Attempt:
    return Attempt(
        vantage=expectation.vantage,
        address=expectation.address,
        outcome=outcome,
        reason=reason,
    )
