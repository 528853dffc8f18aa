"""Who answers on this machine in place of a container that publishes the port. Pure."""

from __future__ import annotations

from containerloop.facts import (
    HOST,
    Address,
    Engine,
    Listener,
    Publication,
    is_wildcard,
    literal,
)
from containerloop.topology.destination import Destination
from containerloop.topology.inventory import Inventory

_PODMANS_FORWARDER = "rootlessport"


def owner_of_failed_publication(
    address: Address, vantage: str, inventory: Inventory
) -> Destination | None:
    """The project's container for this host port that failed: another may answer there."""
    if vantage != HOST or inventory.project is None:
        return None
    claims = inventory.publishing(address.port, address.transport)
    ours = [(c, p) for c, p in claims if inventory.in_scope(c)]
    if not ours or any(p in c.published or not c.state.failed for c, p in ours):
        return None
    container, publication = ours[0]
    return Destination("container", publication.container_port, container, "publication")


def own_service_of_that_name(
    address: Address, vantage: str, resolved: str | None, inventory: Inventory
) -> Destination | None:
    """The client's own service of this name, of which none runs: a stranger has the name.

    On a shared network another project's service of the same name answers meanwhile.
    """
    client, there = inventory.at(vantage), inventory.owning(resolved or "")
    if client is None or client.project is None or there is None:
        return None
    wanted = address.host.rstrip(".").lower()
    own = [c for c in inventory.containers if c.project == client.project and not c.one_off]
    own = [c for c in own if c.service and c.service.lower() == wanted]
    if there.project == client.project or not own or any(c.state.running for c in own):
        return None
    return Destination("container", address.port, own[0], "name")


def shadowing_listener(
    address: Address, dialled: str, listeners: tuple[Listener, ...], inventory: Inventory
) -> Listener | None:
    """The process that answers at the loopback address `dialled` in place of a container.

    A container publishes the port, though not on that address: whoever listens there is
    no proxy of the engine's. Only loopback counts, which people take for one address.
    """
    engine, number = inventory.survey.engine, literal(dialled)
    if not isinstance(engine, Engine) or engine.same_machine is not True:
        return None
    if number is None or not number.is_loopback:
        return None
    claims = inventory.publishing(address.port, address.transport)
    published = [p for c, p in claims if not inventory.in_host_mode(c)]
    if not published or any(accepts_at(p.host_ip, dialled) for p in published):
        return _exact(address, dialled, listeners, {p.host_ip for p in published})
    there = [x for x in _on(address, listeners) if accepts_at(x.address, dialled)]
    if not there or _is_the_forwarder(there[0], address, listeners, published):
        return None
    return there[0]


def _is_the_forwarder(
    found: Listener,
    address: Address,
    listeners: tuple[Listener, ...],
    published: list[Publication],
) -> bool:
    """Whether a socket on :: is what takes the calls at an IPv4 publication, too.

    Rootless Podman 4 says that a port is published on 0.0.0.0, and its forwarder has one socket
    on :: for both (measured on 4.3). Another process may have one where the engine forwards
    without a socket, as Docker does without its proxy.
    """
    if found.process != _PODMANS_FORWARDER or literal(found.address) != literal("::"):
        return False
    at = ["127.0.0.1" if is_wildcard(p.host_ip) else p.host_ip for p in published]
    others = (x for x in _on(address, listeners) if x != found)
    return not any(accepts_at(x.address, each) for x in others for each in at)


def _exact(
    address: Address, dialled: str, listeners: tuple[Listener, ...], published: set[str]
) -> Listener | None:
    """The more exact address wins: a process on ::1 answers before a proxy on ::."""
    if not published or dialled in published:
        return None
    exact = [x for x in _on(address, listeners) if literal(x.address) == literal(dialled)]
    return exact[0] if exact else None


def _on(address: Address, listeners: tuple[Listener, ...]) -> list[Listener]:
    return [x for x in listeners if x.port == address.port and x.transport is address.transport]


def accepts_at(bound: str, dialled: str) -> bool:
    """Whether a socket bound there is met at this address."""
    if bound == "":
        return True
    one, other = literal(bound), literal(dialled)
    if one is None or other is None or one.version != other.version:
        return False
    return one == other or is_wildcard(bound)
