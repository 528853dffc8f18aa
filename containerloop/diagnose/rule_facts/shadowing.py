"""The process of this machine that answers in place of a container. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.impostors import shadowing_listener
from containerloop.facts import HOST, Engine, Listener, Maybe, Unobserved


def shadowing(
    case: Case, engine: Maybe[Engine], host: Maybe[tuple[Listener, ...]]
) -> Maybe[Listener | None]:
    """The socket of this machine's own that a call of this machine met before the addressee.

    None where it met the addressee; unobserved where the engine may be another machine's.
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
    return shadowing_listener(case.address, dialled, host, case.inventory)
