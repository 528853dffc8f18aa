"""CL603: a port is published on this machine's loopback, and used from elsewhere."""

from __future__ import annotations

from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.change_ports import also_published
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.remedies.join_network import join
from containerloop.diagnose.rule_facts.servers import Server
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Address, Container, Engine, Network, Outcome, is_loopback
from containerloop.topology.destination import Destination
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import publications


@diagnosis("CL603", "published-on-loopback", explains={Outcome.REFUSED})
def published_on_loopback(
    symptom: Symptom,
    client: Container | None,
    destination: Destination,
    engine: Engine,
    inventory: Inventory,
) -> Finding | None:
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
    server, dialled_at = destination.container, symptom.best.resolved
    if (
        server is None
        or destination.by != "publication"
        or not dialled_at
        or is_loopback(dialled_at)
    ):
        return None
    if engine.rootless or engine.flavour not in ("docker", "colima", "unknown"):
        return None
    address = symptom.expectation.address
    published = [
        p
        for p in publications(server)
        if p.host_port == address.port and p.transport is address.transport
    ]
    if not all(is_loopback(p.host_ip) for p in published):
        return None
    name = inventory.label(server)
    ip = published[0].host_ip
    if client is None:
        there = Address(host=ip, port=address.port, transport=address.transport)
        ways = [instead(symptom, there)]
    elif inventory.shared_networks(client, server):
        ways = [sibling(symptom, client, Server(server, destination.port, ()), inventory)]
    elif any(n and n.project == client.project for n in _networks_of(server, inventory)):
        ways = [join(symptom, client, server, inventory, destination.port)]
    else:
        ways = []
    more = also_published(symptom, server, published[0], dialled_at, inventory)
    return Finding(
        summary=f"{name} is published on {ip}:{address.port} only, and the call arrives at"
        f" {dialled_at}",
        subject=f"{name} {address.port}",
        location=reference_location(symptom),
        evidence=(
            failed_attempt(symptom),
            configured(server, f"{server.name} is published on {ip} only", "NetworkSettings.Ports"),
        ),
        remedies=(*ways, more),
    )


def _networks_of(server: Container, inventory: Inventory) -> list[Network | None]:
    return [inventory.network(a.network) for a in inventory.namespace_owner(server).attachments]
