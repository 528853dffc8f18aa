"""A symptom: an expectation with what came of it. Pure.

Whether somebody who relies on an address is served, and by whom it should be, is decided
here, and not why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from containerloop.diagnose.impostors import (
    own_service_of_that_name,
    owner_of_failed_publication,
    shadowing_listener,
)
from containerloop.facts import (
    HOST,
    Attempt,
    Outcome,
    Snapshot,
    Transport,
    Unobserved,
    literal,
)
from containerloop.plan.reference_matching import not_a_name_here
from containerloop.plan.values import Expectation
from containerloop.protocols.mismatch import Mismatch, mismatch
from containerloop.protocols.refusals import turns_away
from containerloop.topology.inventory import Inventory

BEST_TO_WORST = (
    Outcome.ANSWERED,
    Outcome.OPEN,
    Outcome.SILENT,
    Outcome.ACCEPTED_THEN_CLOSED,
    Outcome.ACCEPTED_THEN_RESET,
    Outcome.TIMED_OUT,
    Outcome.HOST_UNREACHABLE,
    Outcome.NETWORK_UNREACHABLE,
    Outcome.REFUSED,
    Outcome.NAME_SERVER_FAILED,
    Outcome.NAME_NOT_FOUND,
    Outcome.ADDRESS_UNAVAILABLE,
    Outcome.NOT_TRIED,
)
"""Of a name's several addresses the best outcome counts: clients try them in turn. Where
the addresses are of different services the worst counts: a call gets any of them."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """An expectation with what came of it; `outcome` is the one that counts.

    `answered_by_another`: somebody answered, but not the server that is relied upon.
    """

    expectation: Expectation
    attempts: tuple[Attempt, ...]
    outcome: Outcome
    answered_by_another: bool = False

    @property
    def best(self) -> Attempt:
        """The attempt whose outcome counts; of several, the one that is as expected."""
        furthest = [a for a in self.attempts if a.outcome is self.outcome]
        return min(furthest, key=lambda a: not self.served_by(a))

    @property
    def met(self) -> bool:
        """Whether the server was reached, and is what the expectation says it is.

        A server of another kind, or one that speaks TLS where the client does not (or the
        reverse), answers too, and its client gets no further; so does a process that has
        the port in the container's place (`answered_by_another`), or a server that turns away
        whoever calls from there.
        """
        return self.outcome.reached and self.served_by(self.best) and not self.answered_by_another

    def served_by(self, attempt: Attempt) -> bool:
        """Whether a server that answered is of the kind expected, and lets the client in."""
        return self.mismatch_of(attempt) is None and not turned_away(attempt)

    @property
    def unanswered(self) -> bool:
        """Whether a datagram went out and nothing came back, which by itself tells nothing."""
        udp = self.expectation.address.transport is Transport.UDP
        return udp and self.outcome is Outcome.SILENT

    @property
    def mismatch(self) -> Mismatch | None:
        """How the best answer differs from the one expected."""
        return self.mismatch_of(self.best)

    def mismatch_of(self, attempt: Attempt) -> Mismatch | None:
        """How what an attempt met differs from what is expected; None where nobody answered."""
        reference = self.expectation.reference
        return mismatch(
            self.expectation.promised,
            attempt.protocol,
            demands_tls=reference is not None and reference.demands_tls,
            banner=attempt.banner,
            refusal=attempt.refusal,
        )


def turned_away(attempt: Attempt) -> bool:
    """Whether the server answered, and will not serve whoever calls from there."""
    by_name = literal(attempt.address.host) is None
    return turns_away(attempt.protocol, attempt.code, attempt.refusal, by_name=by_name)


def symptoms(snapshot: Snapshot, wanted: tuple[Expectation, ...]) -> tuple[Symptom, ...]:
    """Every expectation with its attempts, met or not, in the expectations' order."""
    inventory = Inventory(snapshot.survey)
    return tuple(_symptom(snapshot, e, inventory) for e in wanted)


def _symptom(snapshot: Snapshot, expectation: Expectation, inventory: Inventory) -> Symptom:
    view = snapshot.views.get(expectation.vantage, Unobserved("not measured from there"))
    if isinstance(view, Unobserved):
        attempts: tuple[Attempt, ...] = (_untried(expectation, view.reason),)
    else:
        attempts = tuple(a for a in view.attempts if a.address == expectation.address)
        attempts = attempts or (_untried(expectation, "no connection was attempted from there"),)
    if not_a_name_here(expectation, inventory):
        reason = "the hosts file does not define this name; Docker defines it in containers only"
        attempts = (_untried(expectation, reason, Outcome.NAME_NOT_FOUND),)
    outcomes = sorted((a.outcome for a in attempts), key=BEST_TO_WORST.index)
    best = outcomes[-1] if several_services(attempts, inventory) else outcomes[0]
    symptom = Symptom(expectation, attempts, best)
    answered_by_another = best.reached and (
        _usurped(symptom, inventory) or shadowed(symptom.best, inventory)
    )
    return replace(symptom, answered_by_another=answered_by_another)


def several_services(attempts: tuple[Attempt, ...], inventory: Inventory) -> bool:
    """Whether the addresses of one name belong to servers that have nothing in common."""
    owners = [inventory.owning(a.resolved) for a in attempts if a.resolved]
    return len({(o.project, o.service or o.id) for o in owners if o is not None}) > 1


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
