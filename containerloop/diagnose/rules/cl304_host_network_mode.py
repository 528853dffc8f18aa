"""CL304: a container with the host's network has no published ports and no names."""

from __future__ import annotations

from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, dialled, written_at
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.dial_host import through_the_host
from containerloop.diagnose.remedies.host_mode import at_its_own_port, from_the_host
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import NO_SUCH_NAME, Container, Listener, Outcome
from containerloop.topology.destination import Addressed
from containerloop.topology.dns import carriers, on
from containerloop.topology.inventory import Parties


@diagnosis("CL304", "host-network-mode", explains=NO_SUCH_NAME | {Outcome.REFUSED})
def host_network_mode(
    symptom: Symptom,
    client: Container | None,
    addressed: Addressed,
    host_listeners: tuple[Listener, ...],
    containers: tuple[Container, ...],
    parties: Parties,
) -> Finding | None:
    """A container uses the host's network: no published ports, no service names.

    ## What it means

    `network_mode: host` takes a container out of Docker's networks and puts it on the
    machine itself, like any process there:

        ports: ["8080:80"]   ignored: its server is at port 80 of the machine
        http://api:8000/     unknown in it: service names are Docker's
        http://web/          unknown to the others: it has no name

    ## How containerloop knows

    The engine's word that the container's network mode is host, and then one of:
    it asks for a port that was never made; it looked a service up and found nothing;
    or another service looked it up and found nothing.

    ## Remedy

    Dial its server at its own port on this machine. From it, dial other services at
    their published ports on 127.0.0.1. From other services, dial it at
    host.docker.internal. Often `network_mode: host` is not needed at all.
    """
    if symptom.outcome is Outcome.REFUSED:
        found = _ignored_ports(symptom, client, addressed, parties)
    else:
        found = _names(symptom, client, host_listeners, parties)
    if found is None:
        return None
    summary, culprit, remedy = found
    return Finding(
        summary=summary,
        subject=f"{parties.label(culprit)} {symptom.expectation.address}",
        location=written_at(symptom),
        evidence=(
            dialled(symptom),
            configured(culprit, f"{culprit.name} is in host mode", "HostConfig.NetworkMode"),
        ),
        remedies=(remedy,),
    )


Said = tuple[str, Container, Proposal]


def _ignored_ports(
    symptom: Symptom, client: Container | None, addressed: Addressed, parties: Parties
) -> Said | None:
    server, port = addressed.container, symptom.expectation.address.port
    if server is None or server.network_mode != "host" or not server.state.running:
        return None
    if addressed.port == port:
        return None
    said = (
        f"{parties.label(server)} uses the host's network, where ports: is ignored:"
        f" {port}:{addressed.port} was never made"
    )
    return said, server, at_its_own_port(symptom, client, addressed.port)


def _names(
    symptom: Symptom,
    client: Container | None,
    host_listeners: tuple[Listener, ...],
    parties: Parties,
) -> Said | None:
    if client is None:
        return None
    address = symptom.expectation.address
    called = [parties.namespace_owner(c) for c in carriers(address, client, parties)]
    own, name = parties.namespace_owner(client), parties.label(client)
    if called and own.network_mode == "host":
        said = f"{name} uses the host's network, where no service is known by name"
        return said, own, from_the_host(symptom, client, called[0], host_listeners, parties)
    in_host_mode = [c for c in called if c.network_mode == "host"]
    if not in_host_mode or not on(client, parties):
        return None
    server = in_host_mode[0]
    said = f"{parties.label(server)} uses the host's network and has no name for other containers"
    return said, server, through_the_host(symptom, client, address.port, host_listeners, parties)
