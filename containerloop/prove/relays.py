"""On which networks a relay can publish a container's port. Pure."""

from __future__ import annotations

from containerloop.facts import Container, Engine, Unobserved
from containerloop.topology.host_isolation import is_apart
from containerloop.topology.inventory import Inventory


def relay_target(
    container: Container, through: str | None, inventory: Inventory
) -> tuple[tuple[str, ...], str] | Unobserved:
    """Networks for the relay, one that can publish first, and the container's address.

    The container's own network; with `through`, that network and one of the container's, which
    may be internal, or keep the host apart. Unobserved where no relay can do it.
    """
    engine = inventory.survey.engine
    if isinstance(engine, Engine) and engine.address.startswith(("tcp:", "ssh:")):
        return Unobserved(
            "the engine is on another machine, so its published ports cannot be tested from here"
        )
    owner = inventory.namespace_owner(container)
    for attachment in owner.attachments:
        network = inventory.network(attachment.network)
        if attachment.ipv4 is None or network is None:
            continue
        if network.driver != "bridge" and not (through and is_apart(network)):
            continue
        if through is not None:
            return (through, attachment.network), attachment.ipv4
        if not network.internal:
            return (attachment.network,), attachment.ipv4
    return Unobserved(f"{container.name} is on no network that can publish ports")
