"""An account that may be restricted to the broker's own loopback. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import is_loopback

_GUEST = "guest"


def guest_elsewhere(case: Case) -> str | None:
    """RabbitMQ's account guest, from somewhere else: what decides is not to be seen without it."""
    reference, best = case.reference, case.symptom.best
    if reference is None or reference.opening.user != _GUEST or best.protocol != "amqp":
        return None
    if case.symptom.refused_log_in is not None:  # CL814
        return None
    if is_loopback(best.resolved or case.address.host):
        return None
    whom = case.label(case.client) if case.client else "the client"
    return (
        f"{whom} logs in as guest, which RabbitMQ by itself admits from its own loopback only (the"
        " official image lifts that: loopback_users.guest = false); that log-in was not tried"
    )
