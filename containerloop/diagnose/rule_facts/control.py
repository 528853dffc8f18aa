"""What a control experiment showed of a failed call. Pure."""

from __future__ import annotations

from containerloop.facts import (
    HEARD,
    MAYBE_FILTERED,
    Attempt,
    Control,
    Listener,
    Maybe,
    Unobserved,
)
from containerloop.plan.experiments import experiment
from containerloop.topology.inventory import Inventory

KEPT_IN = Unobserved("the caller's own network namespace refuses to send there")
"""A firewall inside a container: what the host lets through was not seen then."""


def control_of(
    call: Attempt,
    controls: tuple[Control, ...],
    host: Maybe[tuple[Listener, ...]],
    inventory: Inventory,
) -> Maybe[Control | None]:
    """What the experiment showed; None where none is called for."""
    if call.outcome in MAYBE_FILTERED and isinstance(host, Unobserved):
        return host
    wanted = experiment(call, host, inventory)
    if wanted is None:
        return None
    for control in controls:
        if (control.vantage, control.host) == (wanted.vantage, wanted.host):
            if control.kept_in:
                return KEPT_IN
            heard = control.near.outcome in HEARD
            return (
                control if heard else Unobserved("the host could not reach its own test listener")
            )
    return Unobserved("no test listener was opened on the host for comparison")
