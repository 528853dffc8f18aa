"""CL603: a port is published on this machine's loopback, and used from elsewhere."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.change_ports import also_published
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.remedies.join_network import join
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.facts import Container, Engine, Network, Outcome, is_loopback
from containerloop.topology.inventory import Inventory
from containerloop.topology.platforms import reaches_the_host
from containerloop.topology.ports import publications


@diagnosis("CL603", "published-on-loopback", explains={Outcome.REFUSED})
def published_on_loopback(case: Case, engine: Engine) -> Finding | None:
    """A port is published on 127.0.0.1 only, and used at another address.

    ## What it means

    `ports: ["127.0.0.1:5432:5432"]` opens the port for processes of this machine and
    for nobody else. On Linux a container that connects to the host arrives at another
    of its addresses, for instance 172.17.0.1; so does a phone:

        a process here --> 127.0.0.1:5432 -----> db :5432
        job --> host.docker.internal = 172.17.0.1:5432 --x  (nobody)
        phone --> 192.168.1.20:5432 --x  (nobody)

    On Docker Desktop the container gets through: a process of the host makes the
    connection there.

    ## How containerloop knows

    The engine's publications of the port are all on loopback addresses, and the
    connection, to another address of the host, was refused.

    ## Remedy

    Containers need no published port. Put both on one network and use the service's
    name and its own port, `db:5432`. Where that is not possible, publish on the
    bridge's address as well, not on all of them.
    """
    server, dialled_at = case.destination.container, case.symptom.best.resolved
    if (
        server is None
        or case.destination.by != "publication"
        or not dialled_at
        or is_loopback(dialled_at)
    ):
        return None
    if not reaches_the_host(engine):
        return None
    address = case.address
    published = [
        p
        for p in publications(server)
        if p.host_port == address.port and p.transport is address.transport
    ]
    if not all(is_loopback(p.host_ip) for p in published):
        return None
    name = case.label(server)
    ip = published[0].host_ip
    more = also_published(case, server, published[0], dialled_at)
    return Finding(
        summary=f"{name} is published on {ip}:{address.port} only, and the call arrives at"
        f" {dialled_at}",
        subject=f"{name} {address.port}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(server, f"{server.name} is published on {ip} only", "NetworkSettings.Ports"),
        ),
        remedies=(*_beside_it(case, server, ip), more),
    )


def _beside_it(case: Case, server: Container, published_at: str) -> tuple[Proposal, ...]:
    """The ways to the server that need no other publication."""
    if case.client is None:
        return (instead(case, replace(case.address, host=published_at)),)
    if case.inventory.shared_networks(case.client, server):
        return (sibling(case, ContainerServer(server, case.destination.port, ())),)
    if any(n and n.project == case.client.project for n in _networks_of(server, case.inventory)):
        return (join(case, server, case.destination.port),)
    return ()


def _networks_of(server: Container, inventory: Inventory) -> list[Network | None]:
    return [inventory.network(a.network) for a in inventory.namespace_owner(server).attachments]
