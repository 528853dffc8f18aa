"""Trials in which a relay stands in for a server that listens on its own loopback only. Pure.

So that an address or a publication is judged by itself, and not by that other fault (CL501).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.bind_setting import bound_to
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.rule_facts.servers import ContainerServer, Server
from containerloop.diagnose.trials import Publish, Rebind, Trial
from containerloop.facts import Address, Listener, Maybe, Unobserved, is_loopback
from containerloop.topology.inventory import Inventory


def publication_trial(server: ContainerServer, network: str | None = None) -> Trial:
    """Publish the port; a server on its container's loopback is relayed to inside as well.

    `network` is one that it is published from, where the container's own publish nothing.
    """
    return Publish(
        container=server.container.id,
        port=server.port,
        loopback=_only_loopback(server.listeners),
        network=network,
    )


def relayed(
    server: ContainerServer,
    vantage: str,
    address: Address,
    inventory: Inventory,
    networks: Iterable[str] | None = None,
) -> Trial | None:
    """The call of a server on its container's loopback, while a relay listens for it outside.

    None where it listens elsewhere too; the relay stands on the first of `networks` (any,
    if None).
    """
    loopback = _only_loopback(server.listeners)
    if loopback is None:
        return None
    owner = inventory.namespace_owner(server.container)
    at = [a.ipv4 for a in owner.attachments if networks is None or a.network in networks]
    own = next((ip for ip in at if ip), None)
    if own is None:
        return None
    return Rebind(
        container=owner.id,
        listen_on=own,
        port=server.port,
        server=Address(host=loopback, port=server.port),
        vantage=vantage,
        address=address,
    )


def opened_first(made: Proposal, server: ContainerServer, inventory: Inventory) -> Proposal:
    """The remedy with a step before it, where the server listens on its own loopback only.

    The change does both where it is known what makes the server listen there.
    """
    loopback = _only_loopback(server.listeners)
    if loopback is None:
        return made
    step = f"make {inventory.label(server.container)} listen on 0.0.0.0 (now {loopback} only)"
    _, opened = bound_to(server.container, server.port, "0.0.0.0")
    both = merged(made.override, opened)
    if both is None:
        return replace(made, first=(step,), whole=False)
    return replace(made, first=(step,), patch=None, override=both)  # two services, two places


def bridge_first(
    made: Proposal, listeners: tuple[Listener, ...], gateway: str | None, server: str
) -> Proposal:
    """The same for a process of the host, which need not listen beyond the bridge's address."""
    loopback = _only_loopback(listeners)
    if loopback is None:
        return made
    on = gateway or "the bridge's address"
    step = f"make {server} listen on {on} as well (now {loopback} only)"
    return replace(made, first=(step,), whole=False)


def _only_loopback(listeners: Maybe[tuple[Listener, ...]]) -> str | None:
    """The loopback address that the server's sockets are all on; None where any is not."""
    on_port = () if isinstance(listeners, Unobserved) else listeners
    only = on_port and all(is_loopback(x.address) for x in on_port)
    return on_port[0].address if only else None


def seen_listeners(server: Server) -> tuple[Listener, ...]:
    """The server's listeners, or none where they could not be seen (never concluded from)."""
    return () if isinstance(server.listeners, Unobserved) else server.listeners
