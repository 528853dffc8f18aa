"""CL304: a container with the host's network has no published ports and no names."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.host_mode import without_docker
from containerloop.diagnose.rule_facts.host_networking import HostNetworking, only_on_loopback
from containerloop.facts import NO_SUCH_NAME, Listener, Outcome


@diagnosis("CL304", "host-network-mode", explains=NO_SUCH_NAME | {Outcome.REFUSED})
def host_network_mode(
    case: Case, host_listeners: tuple[Listener, ...], host_networking: HostNetworking | None
) -> Finding | None:
    """A container uses the host's network: no published ports, no service names.

    ## What it means

    `network_mode: host` takes a container out of Docker's networks and puts it on the
    host itself, like any process there:

        ports: ["8080:80"]   ignored: its server is at port 80 of the host
        http://api:8000/     does not resolve in it: service names are Docker's
        http://web/          does not resolve for others: it has no name

    Docker Desktop needs host networking switched on in its settings; else the host is
    its virtual machine. A rootless Docker engine's host is its own network namespace.

    ## How containerloop knows

    The container's network mode is host, and then one of: it asks for a port that was
    not published; it looked up a service and the name did not resolve; another service
    looked it up in vain; or it listens on the host of a rootless engine, and not here.

    ## Remedy

    From this machine, use its server's own port. From it, use the published ports of
    other services on 127.0.0.1. From other services, use `host.docker.internal`. On
    Linux that takes both: `extra_hosts: ["host.docker.internal:host-gateway"]` in the
    client, and a server that listens beyond 127.0.0.1. Often host mode is not needed.
    """
    if host_networking is None:
        return None
    culprit = host_networking.container
    return Finding(
        summary=_summary(case, host_networking),
        subject=f"{case.label(culprit)} {case.address}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(culprit, f"{culprit.name} uses host networking", "HostConfig.NetworkMode"),
        ),
        remedies=(without_docker(case, host_networking, host_listeners),),
        after=_after(case, host_networking, host_listeners),
    )


def _summary(case: Case, found: HostNetworking) -> str:
    asked, inside = case.address.port, case.destination.port
    so = {
        "port mapping": f"where ports: is ignored, so {asked}:{inside} is not published",
        "names of others": "where service names do not resolve",
        "own name": "so its name does not resolve for other containers",
        "this machine": "which is the rootless engine's own network, not this machine's",
    }[found.lacks]
    culprit = case.client if found.lacks == "names of others" else found.container
    return f"{case.label(culprit or found.container)} uses host networking, {so}"


def _after(case: Case, found: HostNetworking, listeners: tuple[Listener, ...]) -> str | None:
    """A server on the host's own loopback has to be opened first: its name alone is no help."""
    lacks_name = found.lacks == "own name"
    return "CL503" if lacks_name and only_on_loopback(case.address, listeners) else None
