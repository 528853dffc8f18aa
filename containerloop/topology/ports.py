"""The published and declared ports of one container. Pure."""

from __future__ import annotations

from containerloop.facts import (
    Container,
    Port,
    Publication,
)

EPHEMERAL = range(32768, 61000)
"""Linux hands these out to whoever binds no port of its own; Docker chooses among them, too."""


def publications(container: Container) -> tuple[Publication, ...]:
    """What is published, and what is requested for container ports that are not."""
    made = {(p.container_port, p.transport) for p in container.published}
    missing = tuple(p for p in container.asked if (p.container_port, p.transport) not in made)
    return container.published + missing


def declared_ports(container: Container) -> frozenset[Port]:
    """The container ports that its configuration names: published or exposed."""
    named = {Port(number=p.container_port, transport=p.transport) for p in publications(container)}
    return frozenset(named | set(container.exposed))


def dialled_on_machine(publication: Publication) -> str:
    """The address at which the machine itself dials a publication."""
    if publication.host_ip in ("", "0.0.0.0"):
        return "127.0.0.1"
    return "::1" if publication.host_ip == "::" else publication.host_ip
