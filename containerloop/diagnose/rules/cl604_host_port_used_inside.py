"""CL604: a container uses another one's host port."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import (
    configured,
    failed_attempt,
    nothing_listens,
    reference_location,
)
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.facts import Listener, Outcome
from containerloop.topology.ports import publications


@diagnosis("CL604", "host-port-used-inside", explains={Outcome.REFUSED})
def host_port_used_inside(case: Case, listeners: tuple[Listener, ...]) -> Finding | None:
    """A container uses another one's host port instead of its container port.

    ## What it means

    In `ports: ["5433:5432"]` the left number exists on this machine only: the machine
    listens there and forwards to the container's own port, the right number. Between
    containers nothing is forwarded. There the right number counts:

        this machine --> 127.0.0.1:5433 --+
                                          v
        api --> db:5432 ------------->  db :5432
        api --> db:5433 --x  (nobody)

    ## How containerloop knows

    The address is the container's own, it was refused, no socket there listens on the
    port, and the number is the left one of a port that the same container publishes.

    ## Remedy

    Use the right-hand number: `db:5432`. That needs no `ports:`: they are for this
    machine and for those beyond it.
    """
    server = case.destination.container
    if (
        case.client is None
        or server is None
        or case.destination.kind != "container"
        or case.destination.by not in ("name", "address")
    ):
        return None
    address = case.address
    if any((x.port, x.transport) == (address.port, address.transport) for x in listeners):
        return None
    inside = [
        p.container_port
        for p in publications(case.inventory.namespace_owner(server))
        if p.host_port == address.port
        and p.container_port != address.port
        and p.transport is address.transport
    ]
    if not inside:
        return None
    name, port = case.label(server), inside[0]
    there = tuple(x for x in listeners if (x.port, x.transport) == (port, address.transport))
    mapping = f"{name} publishes its port {port} as {address.port} of this machine"
    return Finding(
        summary=f"{address.port} is where {name} is published on this machine;"
        f" between containers it is {port}",
        subject=f"{name} {address.port}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(case.inventory.namespace_owner(server), mapping, "NetworkSettings.Ports"),
            nothing_listens(server, address.port, address.transport),
        ),
        remedies=(sibling(case, ContainerServer(server, port, there)),),
    )
