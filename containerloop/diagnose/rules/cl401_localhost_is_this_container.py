"""CL401: a service uses localhost and means another one, or the host."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.drift import superseded
from containerloop.diagnose.evidence import failed_attempt, nothing_listens, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.dial_instead import guessed
from containerloop.diagnose.remedies.use_server import use_server
from containerloop.diagnose.rule_facts.servers import Server, Servers
from containerloop.diagnose.rule_facts.swarm_servers import SwarmServer
from containerloop.facts import Listener, Maybe, Outcome


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
    swarm_servers: tuple[SwarmServer, ...],
    name_of_another: bool,
) -> Maybe[Finding | None]:
    """A service uses localhost and means another container, or the host.

    ## What it means

    A container has its own loopback: in `api`, localhost, 127.0.0.1 and ::1 are `api`:

        api --> localhost:5432 --> api itself --x  (nothing listens there)
        api --> db:5432        --> db             works, by the project's network

    ## How containerloop knows

    The address is loopback and was refused inside the client, where nothing listens on
    the port; another container or the host does. Its own public URL does not count.

    ## Remedy

    For another service, use its name and the port that it listens on: `db:5432`. For
    the host, use `host.docker.internal`, defined by `extra_hosts:
    ["host.docker.internal:host-gateway"]`; on Linux the server must also listen beyond
    127.0.0.1.
    """
    listening = any(x.port == case.destination.port for x in listeners)
    if case.client is None or case.destination.by != "loopback":
        return None
    if listening or name_of_another or case.symptom.guessed or _means_itself(case):
        return None
    if not other_servers and not swarm_servers:
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
        remedies=(
            *(way for server in other_servers for way in use_server(case, server)),
            *(guessed(case, replace(case.address, host=s.service.short)) for s in swarm_servers),
        ),
    )


def _means_itself(case: Case) -> bool:
    """Whether a healthcheck dials, or a setting that the compose file no longer has."""
    if case.reference is not None and case.reference.host_part.place.where == "healthcheck":
        return True
    return superseded(case.reference, case.inventory.config(case.caller)) is not None
