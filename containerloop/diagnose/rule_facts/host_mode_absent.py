"""Services with host networking and no container: no line tells which ports they serve. Pure."""

from __future__ import annotations

from containerloop.facts import ServiceConfig, Unobserved
from containerloop.topology.inventory import Inventory


def absent_in_host_mode(inventory: Inventory) -> tuple[ServiceConfig, ...]:
    """Those of the compose file that should be there: of no profile."""
    services = inventory.project.services if inventory.project else ()
    made = {c.service for c in inventory.scope if not c.one_off}
    return tuple(
        s for s in services if s.network_mode == "host" and not s.profiles and s.name not in made
    )


def host_mode_without_container(inventory: Inventory) -> Unobserved | None:
    """Why a port of this machine may be meant for one of them."""
    for service in absent_in_host_mode(inventory):
        return Unobserved(
            f"{service.name} uses host networking and has no container: its ports are not known"
        )
    return None
