"""What the files have for a setting besides the value that counts. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Address, Container, Overruled, Reference
from containerloop.topology.inventory import Inventory


def weaker_addresses(
    reference: Reference, client: Container, inventory: Inventory
) -> Iterator[tuple[Overruled, Address]]:
    """The other addresses of a failing setting, where the container has what counts now.

    Of a container that has something else nothing follows: it is merely older than the files.
    """
    config, setting = inventory.config(client), _setting(reference)
    if config is None:
        return
    counts = (r for r in config.references if _setting(r) == setting)
    if any((r.host, r.port) == (reference.host, reference.port) for r in counts):
        for each in config.overruled:
            other = each.reference
            if _setting(other) == setting and other.port:
                yield each, Address(host=other.host, port=other.port, transport=other.transport)


def _setting(reference: Reference) -> str:
    """The variable: `services.api.environment.DB_HOST` → DB_HOST."""
    return reference.host_part.place.key.rpartition("environment.")[2]
