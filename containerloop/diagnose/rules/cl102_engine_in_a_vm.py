"""CL102: the engine runs in a virtual machine, and container addresses exist only in there."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.engine_evidence import engine_is
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.from_outside import at_a_published_port
from containerloop.diagnose.rule_facts.servers import Servers
from containerloop.facts import HOST, UNHEARD, Outcome
from containerloop.platforms.traits import Platform


@diagnosis("CL102", "engine-in-a-vm", explains=UNHEARD | {Outcome.NETWORK_UNREACHABLE})
def engine_in_a_vm(case: Case, platform: Platform, servers: Servers) -> Finding | None:
    """The engine runs in a virtual machine, and container addresses exist only in there.

    ## What it means

    Docker Desktop, Colima, Rancher Desktop and Podman machine run containers in a
    virtual machine. Its bridges are not this machine's:

        this machine --> 172.17.0.2:80 --x  (no route, or no answer)
        this machine --> localhost:8080 --> forwarder --> VM --> web :80

    On a Linux engine the first line works, so instructions written for Linux fail
    here. The address 172.17.0.1 is the virtual machine, not this computer.

    ## How containerloop knows

    The engine's own words name the product (`docker info --format
    '{{.OperatingSystem}}'`), and this machine's call to a container's own address was
    lost.

    ## Remedy

    Publish the port and use localhost, or run the client in a container on the same
    network. To reach a server on this computer from a container, use
    `host.docker.internal`. OrbStack is an exception: it routes container addresses.

    Not tested live: this page rests on the documentation of Docker Desktop and
    OrbStack and on threads of docker/for-mac.
    """
    server = case.destination.container
    if case.vantage != HOST or case.destination.by != "address" or server is None:
        return None
    if not platform.virtual or platform.container_addresses.value:
        return None
    name = case.label(server)
    return Finding(
        summary=f"{case.address.host} is the address of {name} inside the virtual machine of"
        f" {platform.name}, which this machine does not reach",
        subject=f"{name} {case.address}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), engine_is(platform.name)),
        remedies=at_a_published_port(case, server, servers.containers),
    )
