"""CL605: the host uses a container's own port instead of the published one."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.published_ports import HostPort, dialled_at
from containerloop.facts import Outcome


@diagnosis(
    "CL605",
    "container-port-used-outside",
    explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def container_port_used_outside(
    case: Case,
    host_ports: tuple[HostPort, ...],
) -> Finding | None:
    """The host uses the container port instead of the host port it is published on.

    ## What it means

    In `ports: ["5433:5432"]` the right number is where the server listens inside its
    container, and other containers use that. This machine has the left one:

        other containers --> db:5432 -----------> db :5432
                                                   ^
        this machine --> 127.0.0.1:5433 -----------+
        this machine --> 127.0.0.1:5432 --x  (nobody)

    ## How containerloop knows

    A connection to this machine was refused, no container publishes anything on that
    number, and one publishes its own port of that number on another.

    ## Remedy

    Use the left-hand number: `127.0.0.1:5433`. Or publish the port under its own
    number, `"127.0.0.1:5432:5432"`, if that is free on this machine.
    """
    if case.destination.kind != "host" or not host_ports:
        return None
    if case.client is not None and not case.inventory.in_host_mode(case.client):
        return None
    first = host_ports[0]
    name, port = case.label(first.container), case.address.port
    return Finding(
        summary=f"{port} is the container port of {name}, which is published on host port"
        f" {first.publication.host_port}",
        subject=f"{name} {port}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), *map(_mapping, host_ports)),
        remedies=tuple(instead(case, dialled_at(each.publication)) for each in host_ports),
    )


def _mapping(at: HostPort) -> Evidence:
    port, host_port = at.publication.container_port, at.publication.host_port
    said = f"{at.container.name} publishes port {port} as host port {host_port}"
    return configured(at.container, said, "NetworkSettings.Ports")
