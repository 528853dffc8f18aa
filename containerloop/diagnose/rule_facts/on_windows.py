"""A server on Windows that was called at WSL's own localhost, or by a container there. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.facts import Attempt, Maybe, Outcome, Unobserved
from containerloop.plan.further.windows_side import NAT, means_wsl, windows_address

_SERVES = (Outcome.ANSWERED, Outcome.OPEN)


def on_windows(case: Case, attempts: tuple[Attempt, ...]) -> Maybe[Attempt | None]:
    """The call of the same port at Windows' own address that was served, while WSL refused it.

    Unobserved inside WSL where its network mode is not known.
    """
    machine, dialled = case.inventory.survey.machine, case.symptom.best.resolved
    ours = means_wsl(case.vantage, dialled or case.address.host, case.inventory)
    if case.destination.kind != "host" or not ours:
        return None
    if isinstance(machine.wsl_mode, Unobserved):
        return machine.wsl_mode
    if isinstance(machine.routes, Unobserved):
        return machine.routes if machine.wsl_mode == NAT else None
    if (windows := windows_address(machine)) is None:
        return None
    there = replace(case.address, host=windows)
    served = (a for a in attempts if a.vantage == case.vantage and a.address == there)
    return next((a for a in served if a.outcome in _SERVES), None)
