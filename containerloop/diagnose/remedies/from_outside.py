"""Ways for this machine to a server whose name only containers know. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.publish_port import published
from containerloop.diagnose.rule_facts.name_elsewhere import NameElsewhere
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import DialAs, Untriable
from containerloop.facts import Address, Container, Unobserved
from containerloop.topology.dns import networks_of
from containerloop.topology.hosts import OWN_NETWORK_MODES
from containerloop.topology.ports import dialled_on_machine, publications


def ways_from_here(
    case: Case, there: NameElsewhere, known: tuple[ContainerServer, ...]
) -> tuple[Proposal, ...]:
    """The published address, else a publication; and running the program beside the server."""
    server = case.inventory.namespace_owner(there.servers[0])
    outside = _published(case, server)
    if outside is None and there.servers[0] in case.inventory.scope:
        outside = _publish(case, server, known)
    inside = _beside(case, there) if there.peers else None
    ways = tuple(way for way in (outside, inside) if way is not None)
    if server.state.running:
        return ways
    reason = Untriable(reason=f"{case.label(server)} is not running")
    return tuple(replace(way, trial=reason) for way in ways)


def at_a_published_port(
    case: Case, server: Container, known: tuple[ContainerServer, ...]
) -> tuple[Proposal, ...]:
    """The published address, else a publication of what is seen to listen there; () for neither."""
    way = _published(case, server) or _publish(case, server, known)
    return (way,) if way else ()


def _published(case: Case, server: Container) -> Proposal | None:
    """Where this machine has the port now; of a container in host mode, at its own number."""
    port, transport = case.address.port, case.address.transport
    made = [
        p
        for p in publications(server)
        if p.transport is transport and p.host_port and port in (p.container_port, p.host_port)
    ]
    if server.network_mode == "host":
        return instead(case, Address(host="localhost", port=port, transport=transport))
    if not made:
        return None
    host = dialled_on_machine(made[0])
    host = "localhost" if host in ("127.0.0.1", "::1") else host
    return instead(case, Address(host=host, port=made[0].host_port, transport=transport))


def _publish(case: Case, server: Container, known: tuple[ContainerServer, ...]) -> Proposal | None:
    """One line of `ports:`, for a server that is seen to listen there."""
    asked = case.address
    own = [s for s in known if s.container.id == server.id and s.port == asked.port]
    listening = [s for s in own if not isinstance(s.listeners, Unobserved) and s.listeners]
    if not listening or server.network_mode in OWN_NETWORK_MODES:
        return None
    line = published(listening[0], asked.port, case.inventory, asked.transport)
    use = f"; then use {line.address}" if line.address else ""
    return replace(line, summary=line.summary + use)


def _beside(case: Case, there: NameElsewhere) -> Proposal:
    """The same call from a container beside the server, by the name as it is."""
    peer = there.peers[0]
    service = peer.service if peer.project and not (peer.one_off or peer.task_of) else None
    words = ("exec", service, "PROGRAM") if service else ()
    command = compose(case.inventory, *words) if words else f"docker exec {peer.name} PROGRAM"
    return Proposal(
        summary=f"run the program inside a container, where {case.address} is right: {command}",
        trial=DialAs(
            vantage=case.inventory.vantage(peer),
            networks=networks_of(peer, case.inventory),
            address=case.address,
        ),
    )
