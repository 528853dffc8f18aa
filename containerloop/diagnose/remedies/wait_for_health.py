"""Making a client wait until its server is ready. Pure."""

from __future__ import annotations

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.patches import service_key_patch
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container
from containerloop.topology.inventory import Inventory

HEALTHY = "service_healthy"


def waits(client: Container, server: Container, inventory: Inventory) -> bool:
    """Whether the file lets compose start the client only when the server is healthy."""
    config = inventory.config(client)
    return config is not None and config.depends_on.get(server.service or "") == HEALTHY


def wait_for_health(
    client: Container | None, server: Container, inventory: Inventory
) -> tuple[Proposal, ...]:
    """Let compose start the client when the server is healthy; () where it does already."""
    if client is None or client is server or waits(client, server, inventory):
        return ()
    config = inventory.config(client)
    if config is None or server.service is None or server.project != client.project:
        return ()
    condition = {server.service: {"condition": HEALTHY}}
    patch, override = service_key_patch(config, "depends_on", condition)
    return (
        Proposal(
            summary=f"let {config.name} wait for it from now on (depends_on: {HEALTHY})",
            patch=patch,
            override=override,
            trial=Untriable(reason="it matters at the next start only"),
        ),
    )
