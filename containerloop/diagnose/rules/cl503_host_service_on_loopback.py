"""CL503: a server of the host listens on the host's loopback only."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, listening_socket, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.rebind_server import rebind_host
from containerloop.facts import Address, Engine, Listener, Outcome, is_loopback
from containerloop.topology.platforms import reaches_the_host


@diagnosis(
    "CL503",
    "host-service-on-loopback",
    explains={Outcome.REFUSED, Outcome.NAME_NOT_FOUND, Outcome.NAME_SERVER_FAILED},
)
def host_service_on_loopback(
    case: Case, host_listeners: tuple[Listener, ...], engine: Engine
) -> Finding | None:
    """A server of the host listens on the host's loopback only.

    ## What it means

    On Linux a container reaches the host at the host's end of a bridge, for instance
    172.17.0.1. A server bound to 127.0.0.1 does not listen there:

        +-- host --------------------------------------+
        |  lo       127.0.0.1:5432   <- postgres       |
        |  docker0  172.17.0.1:5432     (nobody)  <-- container
        +----------------------------------------------+

    It works on Docker Desktop, where a process of the host makes the connection; that
    is why the same project fails on a Linux machine only.

    ## How containerloop knows

    The host's listening sockets on the port are all bound to loopback, no container
    publishes the port, and the container's connection to the host was refused.

    ## Remedy

    Make the server listen on the bridge's address too (and accept clients from
    there): `OLLAMA_HOST=172.17.0.1`, `listen_addresses = 'localhost,172.17.0.1'`. A
    relay does that for a moment, to prove it; nothing of yours is changed.
    """
    address = case.address
    if case.client is None or case.destination.kind != "host":
        return None
    if not reaches_the_host(engine):
        return None
    on_port = [
        x for x in host_listeners if x.port == address.port and x.transport is address.transport
    ]
    if not on_port or not all(is_loopback(x.address) for x in on_port):
        return None
    process = on_port[0].process or "the server"
    bound = Address(host=on_port[0].address, port=address.port, transport=address.transport)
    return Finding(
        summary=f"{process} on the host listens on {bound} only;"
        f" {case.label(case.client)} arrives at another address of the host",
        subject=f"host {address.port}",
        location=reference_location(case.symptom),
        evidence=(*(listening_socket(x, None) for x in on_port), failed_attempt(case.symptom)),
        remedies=(rebind_host(case, on_port),),
    )
