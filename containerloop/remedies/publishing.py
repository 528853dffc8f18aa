"""A port of a container published on this machine, with all that this takes. Pure."""

from __future__ import annotations

from dataclasses import replace

from containerloop.catalogue import Proposal, Trial, Untriable
from containerloop.facts import Address
from containerloop.parties import Parties
from containerloop.remedies.compose_patch import service_key_patch
from containerloop.remedies.joining import closed_networks, on_an_ordinary
from containerloop.remedies.replicas import called, host_ports
from containerloop.remedies.standing_in import publication_trial
from containerloop.remedies.together import joined, merged
from containerloop.remedies.ways import config_of
from containerloop.report import Patch
from containerloop.servers import Server


def published(server: Server, host_port: int, parties: Parties) -> Proposal:
    """Publish a container port on this machine's loopback, and nowhere else.

    A service of internal networks joins an ordinary one as well. No address is promised
    where the engine has to choose one for each of several containers.
    """
    container = server.container
    assert container is not None
    name, config = called(container, parties), config_of(container, parties)
    outside = host_ports(host_port, container, parties)
    line = f"127.0.0.1:{outside}:{server.port}"
    found = f"docker compose port --index=1 {container.service} {server.port}"
    patch, override = service_key_patch(config, "ports", [line])
    made = Proposal(
        summary=f'publish port {server.port} of {name}: ports: ["{line}"]'
        + ("" if outside else f" (then `{found}` tells the host port of the first)"),
        address=Address(host="127.0.0.1", port=host_port) if outside else None,
        patch=patch,
        override=override,
        trial=_trial(server, parties),
    )
    made = _opened(server, made, parties) if closed_networks(container, parties) else made
    return made if container.project is not None else replace(made, patch=None, override=None)


def _trial(server: Server, parties: Parties, network: str | None = None) -> Trial:
    assert server.container is not None
    if not server.container.state.running:
        return Untriable(reason=f"{called(server.container, parties)} is not running")
    return publication_trial(server, network)


def _opened(server: Server, made: Proposal, parties: Parties) -> Proposal:
    """The same on an ordinary network besides: an internal one takes `ports:` and ignores it."""
    assert server.container is not None
    key, existing, patch, override = on_an_ordinary(server.container, parties)
    return replace(
        made,
        summary=f"{made.summary} on the ordinary network {key}, which it has to join",
        patch=_at_one_place(made.patch, patch),
        override=merged(made.override, override),
        trial=_trial(server, parties, existing),
    )


def _at_one_place(one: Patch | None, other: Patch | None) -> Patch | None:
    """Lines that are added one after the other; a patch tells one place only."""
    return joined(one, other) if one and other and one.line == other.line else None
