"""What Podman says through Docker's API and Docker does not, in Docker's words; pure.

Seen on 4.3 and 5.4. The list of networks calls the default one "bridge", and containers are said
to be on "podman"; 4.3 gives a network's name where its id belongs. The mode is "bridge" for every
bridge network. A container in another's network is described as if it were on that one's networks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from containerloop.facts import Attachment, Container, Maybe, Network, Route, Unobserved

_DEFAULT = "podman"
_CALLED = "bridge"
_INTERFACES = "podman"
"""Its interfaces are podman0, podman1, …; podman0 is the default network's in every set-up."""


def containers_like_dockers(
    containers: Sequence[Container], networks: Sequence[Network]
) -> tuple[Container, ...]:
    """The containers, with networks and modes as Docker has them."""
    known = {network.id: network for network in networks}
    known |= {network.name: network for network in networks}
    if _CALLED in known:
        known.setdefault(_DEFAULT, known[_CALLED])
    return tuple(_like_dockers(container, known) for container in containers)


def _like_dockers(container: Container, known: Mapping[str, Network]) -> Container:
    if container.network_mode.startswith("container:"):
        return msgspec.structs.replace(container, attachments=(), published=(), asked=())
    rows = tuple(_attachment(row, known) for row in container.attachments)
    mode = container.network_mode
    if mode in ("bridge", "default") and rows:
        mode = rows[0].network
    return msgspec.structs.replace(container, attachments=rows, network_mode=mode)


def _attachment(row: Attachment, known: Mapping[str, Network]) -> Attachment:
    network = known.get(row.network_id) or known.get(row.network)
    if network is None:
        return row
    names = () if network.name == _CALLED else row.names
    return msgspec.structs.replace(row, network=network.name, network_id=network.id, names=names)


def networks_like_dockers(
    networks: Sequence[Network], routes: Maybe[Sequence[Route]]
) -> tuple[Network, ...]:
    """The networks, with the name of each interface where `routes`, this machine's, tell it."""
    told = () if isinstance(routes, Unobserved) else routes
    direct = {route.destination: route.interface for route in told if not route.gateway}
    return tuple(
        msgspec.structs.replace(network, bridge=_interface(network, direct)) for network in networks
    )


def _interface(network: Network, direct: Mapping[str, str]) -> str | None:
    if network.name == _CALLED:
        return f"{_INTERFACES}0"
    found = (direct.get(subnet, "") for subnet in network.subnets)
    return next((name for name in found if name.startswith(_INTERFACES)), None)
