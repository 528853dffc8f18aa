"""A server on Windows that was called at WSL's own localhost, or by a container there. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import Servers, nobody_serves
from containerloop.facts import Attempt, Maybe, Outcome, Unobserved
from containerloop.plan.further.windows_side import NAT, means_wsl, windows_address


def on_windows(
    case: Case, attempts: tuple[Attempt, ...], serving: Servers
) -> Maybe[Attempt | None]:
    """The call of the same port at Windows' own address that was answered, while WSL refused it.

    A connection that only stays open is none: `netsh interface portproxy` accepts for an address
    that WSL had once. Unobserved inside WSL where its network mode is not known. A server inside
    WSL that has the port, and does not let it out, is the one that is meant.
    """
    machine, dialled = case.inventory.survey.machine, case.symptom.best.resolved
    ours = means_wsl(case.vantage, dialled or case.address.host, case.inventory)
    if not ours:
        return None
    if isinstance(machine.wsl_mode, Unobserved):
        return machine.wsl_mode
    if isinstance(machine.routes, Unobserved):
        return machine.routes if machine.wsl_mode == NAT else None
    if (windows := windows_address(machine)) is None:
        return None
    there = replace(case.address, host=windows)
    tried = (a for a in attempts if a.vantage == case.vantage and a.address == there)
    answered = next((a for a in tried if a.outcome is Outcome.ANSWERED), None)
    alone = nobody_serves(serving) if answered is not None else True
    if isinstance(alone, Unobserved):
        return alone
    return answered if alone else None
