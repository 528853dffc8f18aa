"""CL503: a server of the host listens on the host's loopback only."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, listening_socket, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.host_mode import from_elsewhere
from containerloop.diagnose.rule_facts.host_networking import HostNetworking, only_on_loopback
from containerloop.facts import Address, Listener, Outcome
from containerloop.platforms.traits import Platform


@diagnosis(
    "CL503",
    "host-service-on-loopback",
    explains={Outcome.REFUSED, Outcome.NAME_NOT_FOUND, Outcome.NAME_SERVER_FAILED},
)
def host_service_on_loopback(
    case: Case,
    host_listeners: tuple[Listener, ...],
    platform: Platform,
    host_networking: HostNetworking | None,
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
    publishes the port, and the container's connection to the host was refused; or it
    called a server in host mode by a name, which none has there.

    ## Remedy

    Make the server listen on the bridge's address too (and accept clients from
    there): `OLLAMA_HOST=172.17.0.1`, `listen_addresses = 'localhost,172.17.0.1'`. A
    relay does that for a moment, to prove it; nothing of yours is changed.
    """
    named = host_networking if host_networking and host_networking.lacks == "own name" else None
    if case.client is None or not (named or case.destination.kind == "host"):
        return None
    on_port = only_on_loopback(case.address, host_listeners)
    if not on_port or not platform.keeps_its_loopback:
        return None
    return Finding(
        summary=_summary(on_port[0], case, named),
        subject=f"host {case.address.port}",
        location=reference_location(case.symptom),
        evidence=(*(listening_socket(x, None) for x in on_port), failed_attempt(case.symptom)),
        remedies=(from_elsewhere(case, named, on_port),),
    )


def _summary(listener: Listener, case: Case, named: HostNetworking | None) -> str:
    bound = Address(host=listener.address, port=listener.port, transport=listener.transport)
    if named is not None:
        name = case.label(named.container)
        return f"{name} uses host networking and listens on {bound} only, which is the host's own"
    return (
        f"{listener.process or 'the server'} on the host listens on {bound} only,"
        f" but {case.label(case.caller)} reaches the host at another address"
    )
