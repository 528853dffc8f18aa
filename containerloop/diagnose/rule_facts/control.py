"""What a control experiment showed of a failed call. Pure."""

from __future__ import annotations

from containerloop.facts import (
    Attempt,
    Control,
    Listener,
    Maybe,
    Outcome,
    Unobserved,
)
from containerloop.facts.outcomes import STOPPED
from containerloop.plan.experiments import experiment
from containerloop.topology.inventory import Parties

HEARD = (Outcome.OPEN, Outcome.SILENT, Outcome.ANSWERED)


def control_of(
    call: Attempt,
    controls: tuple[Control, ...],
    host: Maybe[tuple[Listener, ...]],
    parties: Parties,
) -> Maybe[Control | None]:
    """What the experiment showed; None where none is called for."""
    if call.outcome in STOPPED and isinstance(host, Unobserved):
        return host
    wanted = experiment(call, host, parties)
    if wanted is None:
        return None
    for control in controls:
        if (control.vantage, control.host) == (wanted.vantage, wanted.host):
            heard = control.near.outcome in HEARD
            return control if heard else Unobserved("the host did not hear a probe of its own")
    return Unobserved("no probe listened on the host for comparison")
