"""The process of this machine that answers in place of a container. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.impostors import shadowing_listener
from containerloop.facts import HOST, Engine, Listener, Maybe, Unobserved, literal
from containerloop.plan.values import Strength


def shadowing(
    case: Case, engine: Maybe[Engine], host: Maybe[tuple[Listener, ...]]
) -> Maybe[Listener | None]:
    """The socket of this machine's own that a call of this machine met before the addressee.

    Where the addressee was met on one loopback address, which is as good as `localhost`: who is met
    on the other. None where nobody is; unobserved where the engine may be another machine's.
    """
    if isinstance(engine, Unobserved):
        return engine
    if isinstance(host, Unobserved):
        return host
    dialled = case.symptom.best.resolved
    if case.vantage != HOST or case.destination.container is None or dialled is None:
        return None
    if isinstance(engine.same_machine, Unobserved):
        return engine.same_machine
    if case.symptom.met:
        dialled = _OTHER.get(dialled) if _stands_for_localhost(case) else None
    return shadowing_listener(case.address, dialled, host, case.inventory) if dialled else None


_OTHER = {"127.0.0.1": "::1", "::1": "127.0.0.1"}


def _stands_for_localhost(case: Case) -> bool:
    """Whether no number was written: what is published on 127.0.0.1 is called localhost."""
    published = case.symptom.expectation.strength is Strength.PUBLISHED
    return published or literal(case.address.host) is None
