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


NO_SUCH_NAME = frozenset({Outcome.NAME_NOT_FOUND, Outcome.NAME_SERVER_FAILED})
"""A name that Docker does not know is passed on: what is said then, the next server decides."""

LOST = NO_SUCH_NAME | {
    Outcome.HOST_UNREACHABLE,
    Outcome.NETWORK_UNREACHABLE,
    Outcome.TIMED_OUT,
}
ARRIVED = {
    Outcome.REFUSED,
    Outcome.ACCEPTED_THEN_CLOSED,
    Outcome.ACCEPTED_THEN_RESET,
    Outcome.SILENT,
}

FAILURES = frozenset(o for o in Outcome if not o.reached) - {Outcome.NOT_TRIED}
"""Every outcome that a cause can explain, for one that explains them all."""

STOPPED = (Outcome.TIMED_OUT, Outcome.REFUSED, Outcome.HOST_UNREACHABLE)
"""What a firewall's DROP and its kinds of REJECT look like to who dials."""
