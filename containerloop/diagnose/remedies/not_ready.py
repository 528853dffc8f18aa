"""What to do about a server that is starting, or has no room for another client. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.wait_for_health import wait_for_health, wait_now
from containerloop.diagnose.trials import Untriable
from containerloop.protocols.readiness import Condition, State


def not_ready(here: Case, found: Condition) -> tuple[Proposal, ...]:
    """Wait for it where that helps; else make room, by the setting's own name."""
    server = here.destination.container
    if found.state is State.STARTING and server is not None:
        return (wait_now(here, server), *wait_for_health(here, server))
    limit = f", or raise {found.setting}" if found.setting else ""
    words = "ask again in a few seconds; its log says why it turns clients away"
    if found.state is State.FULL:
        words = f"close idle connections, use a smaller pool in its clients{limit}"
    elif limit:
        words = f"send it less at once{limit}"
    return (Proposal(summary=words, trial=Untriable(reason="it would change your server")),)
