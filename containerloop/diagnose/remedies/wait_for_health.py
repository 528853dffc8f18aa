"""Making a client wait until its server is ready. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import until_ready
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.patches import service_key_patch
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container

HEALTHY = "service_healthy"


def waits(case: Case, server: Container) -> bool:
    """Whether the file lets compose start the client only when the server is healthy."""
    config = case.inventory.config(case.caller)
    return config is not None and config.depends_on.get(server.service or "") == HEALTHY


def wait_now(case: Case, server: Container) -> Proposal:
    """Wait, this once, until the server's healthcheck passes."""
    return Proposal(
        summary=f"wait until {case.label(server)} is ready",
        host_command=until_ready(server, case.inventory),
        trial=Untriable(reason="it only needs time"),
    )


def wait_for_health(case: Case, server: Container) -> tuple[Proposal, ...]:
    """Let compose start the client when the server is healthy; () where it does already."""
    if case.client is None or case.client is server or waits(case, server):
        return ()
    config = case.inventory.config(case.client)
    if config is None or server.service is None or server.project != case.client.project:
        return ()
    condition = {server.service: {"condition": HEALTHY}}
    patch, override = service_key_patch(config, "depends_on", condition)
    return (
        Proposal(
            summary=f"make {config.name} wait until {server.service} is healthy"
            f" (depends_on: {HEALTHY})",
            patch=patch,
            override=override,
            trial=Untriable(reason="it takes effect only at the next start"),
        ),
    )
