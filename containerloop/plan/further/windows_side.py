"""The same port at the address that Windows has for WSL, once WSL itself has refused. Pure.

In WSL's NAT mode that is the default gateway: this computer itself, and no other machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.facts import (
    HOST,
    Engine,
    Machine,
    Outcome,
    Transport,
    Unobserved,
    is_loopback,
)
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.values import PlannedAttempt
from containerloop.topology.inventory import Inventory

NAT = "nat"
_EVERYWHERE = "0.0.0.0/0"


def windows_side(known: Answered) -> Iterator[Further]:
    """One call of the same port there."""
    vantage, address, first = known.expectation.vantage, known.expectation.address, known.attempt
    windows = windows_address(known.inventory.survey.machine)
    if windows is None or first.outcome is not Outcome.REFUSED:
        return
    if means_wsl(vantage, first.resolved or address.host, known.inventory):
        there = replace(address, host=windows)
        if there.transport is Transport.TCP:
            yield Further(vantage, PlannedAttempt(there, first.scheme))


def means_wsl(vantage: str, dialled: str, inventory: Inventory) -> bool:
    """Whether a call is one of the distribution: of its localhost, or of a container's host.

    The host of an engine that runs elsewhere, such as Docker Desktop's, is another one.
    """
    if vantage == HOST:
        return is_loopback(dialled)
    engine = inventory.survey.engine
    here = isinstance(engine, Engine) and engine.same_machine is True
    called = not is_loopback(dialled) and inventory.is_engine_host(dialled)
    return here and called and inventory.at(vantage) is not None


def windows_address(machine: Machine) -> str | None:
    """The address of Windows as a distribution in NAT mode has it; None anywhere else."""
    if machine.wsl_mode != NAT or isinstance(machine.routes, Unobserved):
        return None
    leaving = (r.gateway for r in machine.routes if r.destination == _EVERYWHERE)
    return next((gateway for gateway in leaving if gateway), None)
