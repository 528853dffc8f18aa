"""CL401: a service uses localhost and means another one, or the host."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.drift import superseded
from containerloop.diagnose.evidence import failed_attempt, nothing_listens, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.dial_host import through_the_host
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.remedies.relay_trials import seen_listeners
from containerloop.diagnose.rule_facts.servers import Server, Servers
from containerloop.facts import Listener, Maybe, Outcome, is_loopback


@diagnosis(
    "CL401",
    "localhost-is-this-container",
    explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def localhost_is_this_container(
    case: Case,
    listeners: tuple[Listener, ...],
    servers: Servers,
    other_servers: tuple[Server, ...],
) -> Maybe[Finding | None]:
    """A service uses localhost and means another container, or the host.

    ## What it means

    Every container has a loopback interface of its own. Inside `api`, the names
    localhost, 127.0.0.1 and ::1 are `api` itself:

        api --> localhost:5432 --> api itself --x  (nothing listens there)
        api --> db:5432        --> db             works, by the project's network

    ## How containerloop knows

    The address is loopback, it was refused from inside the client, no socket there
    listens on the port, and another container or the host does.

    ## Remedy

    For another service, use its name and the port that it listens on: `db:5432`. For
    a server on the host, use `host.docker.internal` and define that name with
    `extra_hosts: ["host.docker.internal:host-gateway"]`; on Linux the server must
    also listen beyond 127.0.0.1.
    """
    listening = any(x.port == case.destination.port for x in listeners)
    if case.client is None or listening or not _means_another(case):
        return None
    if not other_servers:
        return servers.unseen
    name, address = case.label(case.client), case.address
    return Finding(
        summary=f"inside a container, {address.host} is the container itself ({name})",
        subject=f"{name} {address.port}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            nothing_listens(case.client, address.port, address.transport),
        ),
        remedies=tuple(_use_server(case, server) for server in other_servers),
    )


def _means_another(case: Case) -> bool:
    """Whether loopback may be a mistake: no hosts line says so, no healthcheck, no old setting."""
    if case.destination.by != "loopback" or _hosts_line_of_a_name(case):
        return False
    reference = case.reference
    if reference is not None and reference.host_part.place.where == "healthcheck":
        return False
    return not superseded(reference, case.inventory.config(case.caller))


def _hosts_line_of_a_name(case: Case) -> bool:
    host = case.address.host.lower()
    if is_loopback(host):
        return False
    lines = {line.partition(":")[0].lower() for line in case.caller.extra_hosts}
    return host in lines or bool(case.inventory.named(host, case.caller))


def _use_server(case: Case, server: Server) -> Proposal:
    if server.container is not None and server.container.network_mode != "host":
        return sibling(case, server)
    return through_the_host(case, server.port, seen_listeners(server))
