"""What can come of one attempt, and the groups of outcomes that decide alike."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What happened to one attempt, named after the event and never after its cause."""

    ANSWERED = "answered"
    OPEN = "open"
    ACCEPTED_THEN_CLOSED = "accepted-then-closed"
    ACCEPTED_THEN_RESET = "accepted-then-reset"
    SILENT = "silent"
    REFUSED = "refused"
    TIMED_OUT = "timed-out"
    HOST_UNREACHABLE = "host-unreachable"
    NETWORK_UNREACHABLE = "network-unreachable"
    ADDRESS_UNAVAILABLE = "address-unavailable"
    NAME_NOT_FOUND = "name-not-found"
    NAME_SERVER_FAILED = "name-server-failed"
    NOT_TRIED = "not-tried"

    @property
    def reached(self) -> bool:
        """Whether somebody at the other end was really there."""
        return self in (Outcome.ANSWERED, Outcome.OPEN)


REACHED = frozenset(outcome for outcome in Outcome if outcome.reached)
"""Somebody at the other end was really there."""

FAILURES = frozenset(Outcome) - REACHED - {Outcome.NOT_TRIED}
"""Every outcome that a cause can explain, for one that explains them all."""

NO_SUCH_NAME = frozenset({Outcome.NAME_NOT_FOUND, Outcome.NAME_SERVER_FAILED})
"""Docker forwards unknown names upstream, so the error code depends on that server."""

UNHEARD = frozenset({Outcome.HOST_UNREACHABLE, Outcome.TIMED_OUT})
"""No reply at all: this is what dialling an address that nobody has looks like."""

LOST = NO_SUCH_NAME | UNHEARD | {Outcome.NETWORK_UNREACHABLE}
"""The call did not arrive anywhere."""

ARRIVED = frozenset(
    {
        Outcome.REFUSED,
        Outcome.ACCEPTED_THEN_CLOSED,
        Outcome.ACCEPTED_THEN_RESET,
        Outcome.SILENT,
    }
)
"""The call arrived at a machine, and failed there."""

WHILE_STARTING = ARRIVED | {Outcome.ANSWERED}
"""What a server that is starting does; it does not keep packets or names away."""

NAME_TIMED_OUT = NO_SUCH_NAME | {Outcome.TIMED_OUT}
"""How the lookup of a missing name can end: an upstream server may also never answer."""

MAYBE_FILTERED = frozenset({Outcome.TIMED_OUT, Outcome.REFUSED, Outcome.HOST_UNREACHABLE})
"""What a firewall's DROP and its kinds of REJECT look like to the client."""

HEARD = REACHED | {Outcome.SILENT}
"""Outcomes that show that our own listener, which never answers, was reached."""

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
