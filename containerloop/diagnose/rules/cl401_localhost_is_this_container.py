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
from containerloop.diagnose.rule_facts.servers import ContainerServer, HostServer, Server, Servers
from containerloop.facts import Container, Listener, Maybe, Outcome, is_loopback


@diagnosis(
    "CL401",
    "localhost-is-this-container",
    explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def localhost_is_this_container(
    case: Case, listeners: tuple[Listener, ...], servers: Servers
) -> Maybe[Finding | None]:
    """A service uses localhost and means another container, or the host.

    ## What it means

    Every container has a loopback interface of its own. Inside `api`, the names
    localhost, 127.0.0.1 and ::1 are `api` itself and nothing else:

        +-- api -----------+      +-- db ------------+
        |  app             |      |  postgres :5432  |
        |   | localhost    |      |        ^         |
        |   +--> (nobody)  |      |        |         |
        +--------+---------+      +--------+---------+
                 |        db:5432          |
                 +-------------------------+   the project's network

    ## How containerloop knows

    The address is loopback, it was refused from inside the client, no socket there
    listens on the port, and another container or the host does.

    ## Remedy

    For another service, use its name and the port that it listens on: `db:5432`. For
    a server on the host, use `host.docker.internal` and define that name with
    `extra_hosts: ["host.docker.internal:host-gateway"]`; on Linux the server must
    also listen beyond 127.0.0.1.
    """
    if case.client is None or case.destination.by != "loopback":
        return None
    if _sent_here(case, case.address.host):
        return None
    reference = case.reference
    if reference is not None and reference.host_part.place.where == "healthcheck":
        return None
    if superseded(reference, case.inventory.config(case.client)):
        return None
    if any(x.port == case.destination.port for x in listeners):
        return None
    others = [
        s for s in servers.known if isinstance(s, HostServer) or _may_be_meant(case, s.container)
    ]
    if not others:
        return servers.unseen
    address, name = case.address, case.label(case.client)
    return Finding(
        summary=f"inside a container {address.host} is the container itself, here {name}",
        subject=f"{name} {address.port}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            nothing_listens(case.client, address.port, address.transport),
        ),
        remedies=tuple(_use_server(case, server) for server in others),
    )


def _sent_here(case: Case, host: str) -> bool:
    """Whether a name of somebody else is led to localhost, by a line of the hosts file."""
    lines = {line.partition(":")[0].lower() for line in case.caller.extra_hosts}
    return not is_loopback(host) and (
        host.lower() in lines or bool(case.inventory.named(host, case.caller))
    )


def _may_be_meant(case: Case, server: Container) -> bool:
    own = (
        case.inventory.namespace_owner(case.caller).id == case.inventory.namespace_owner(server).id
    )
    return not own and case.inventory.belong_together(case.caller, server)


def _use_server(case: Case, server: Server) -> Proposal:
    if isinstance(server, ContainerServer) and server.container.network_mode != "host":
        return sibling(case, server)
    return through_the_host(case, server.port, seen_listeners(server))
