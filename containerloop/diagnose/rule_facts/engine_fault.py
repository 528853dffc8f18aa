"""A known fault of the engine's release that explains what was seen. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.asked_name import name_holders
from containerloop.facts import NO_SUCH_NAME, Container, Engine, Outcome, Value
from containerloop.platforms.known_faults import REFUSAL, KnownFault, Sign, faults_of


class EngineFault(Value, frozen=True):
    """The fault, and the container that shows it: it has the name, or was not started."""

    fault: KnownFault
    container: Container


def engine_fault(case: Case, engine: Engine) -> EngineFault | None:
    """Only what was seen to fail as the fault does counts: a version alone is none."""
    for fault in faults_of(engine):
        container = _shows(fault, case)
        if container is not None:
            return EngineFault(fault, container)
    return None


def _shows(fault: KnownFault, case: Case) -> Container | None:
    if fault.sign is Sign.NAMES:
        holders = name_holders(case) if case.outcome in NO_SUCH_NAME else ()
        return next((c for c in holders if c.id != case.caller.id), None)
    server = case.destination.container
    if server is None or case.outcome is not Outcome.REFUSED:
        return None
    return server if REFUSAL in server.state.error else None
