"""CL304: a container with the host's network has no published ports and no names."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.dial_host import through_the_host
from containerloop.diagnose.remedies.host_mode import at_its_own_port, from_the_host
from containerloop.facts import NO_SUCH_NAME, Container, Listener, Outcome
from containerloop.topology.dns import containers_named, networks_of


@diagnosis("CL304", "host-network-mode", explains=NO_SUCH_NAME | {Outcome.REFUSED})
def host_network_mode(case: Case, host_listeners: tuple[Listener, ...]) -> Finding | None:
    """A container uses the host's network: no published ports, no service names.

    ## What it means

    `network_mode: host` takes a container out of Docker's networks and puts it on the
    host itself, like any process there:

        ports: ["8080:80"]   ignored: its server is at port 80 of the host
        http://api:8000/     does not resolve in it: service names are Docker's
        http://web/          does not resolve for others: it has no name

    Docker Desktop needs host networking switched on in its settings; else the host is
    its virtual machine.

    ## How containerloop knows

    The container's network mode is host, and then one of: it asks for a port that was
    not published; it looked up a service and the name did not resolve; or another
    service looked it up and the name did not resolve.

    ## Remedy

    From this machine, use its server's own port. From it, use the published ports of
    other services on 127.0.0.1. From other services, use `host.docker.internal`. On
    Linux that takes both: `extra_hosts: ["host.docker.internal:host-gateway"]` in the
    client, and a server that listens beyond 127.0.0.1. Often `network_mode: host` is
    not needed at all.
    """
    if case.outcome is Outcome.REFUSED:
        found = _ignored_ports(case)
    else:
        found = _names(case, host_listeners)
    if found is None:
        return None
    summary, culprit, remedy = found
    return Finding(
        summary=summary,
        subject=f"{case.label(culprit)} {case.address}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(culprit, f"{culprit.name} is in host mode", "HostConfig.NetworkMode"),
        ),
        remedies=(remedy,),
    )


Said = tuple[str, Container, Proposal]


def _ignored_ports(case: Case) -> Said | None:
    server, port = case.destination.container, case.address.port
    if server is None or server.network_mode != "host" or not server.state.running:
        return None
    if case.destination.port == port:
        return None
    said = (
        f"{case.label(server)} uses the host's network, where ports: is ignored:"
        f" {port}:{case.destination.port} was never made"
    )
    return said, server, at_its_own_port(case, case.destination.port)


def _names(case: Case, host_listeners: tuple[Listener, ...]) -> Said | None:
    if case.client is None:
        return None
    address = case.address
    called = [
        case.inventory.namespace_owner(c)
        for c in containers_named(address, case.client, case.inventory)
    ]
    own, name = case.inventory.namespace_owner(case.client), case.label(case.client)
    if called and own.network_mode == "host":
        said = f"{name} uses the host's network, where no service is known by name"
        return said, own, from_the_host(case, called[0], host_listeners)
    in_host_mode = [c for c in called if c.network_mode == "host"]
    if not in_host_mode or not networks_of(case.client, case.inventory):
        return None
    server = in_host_mode[0]
    said = f"{case.label(server)} uses the host's network and has no name for other containers"
    return said, server, through_the_host(case, address.port, host_listeners)
