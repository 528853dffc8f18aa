"""CL404: host.docker.internal does not resolve in this container."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.dial_host import host_trial, with_host_name
from containerloop.facts import NO_SUCH_NAME, Engine, Listener
from containerloop.topology.hosts import HOST_NAMES
from containerloop.topology.platforms import is_plain_linux


@diagnosis("CL404", "host-docker-internal-missing", explains=NO_SUCH_NAME)
def host_docker_internal_missing(
    case: Case, engine: Engine, host_listeners: tuple[Listener, ...]
) -> Finding | None:
    """host.docker.internal does not resolve in this container.

    ## What it means

    Docker Desktop gives every container the name host.docker.internal. Docker Engine
    on Linux does not: the name needs an `extra_hosts` entry there, in which
    `host-gateway` stands for the host's address on the default bridge:

        api --> host.docker.internal --> 172.17.0.1 (the host's end of the bridge)

    ## How containerloop knows

    The name did not resolve inside the container, neither its extra_hosts nor its
    hosts file has it, and the engine is not Docker Desktop.

    ## Remedy

        extra_hosts: ["host.docker.internal:host-gateway"]

    On Linux, the server on the host must also listen beyond 127.0.0.1, on the bridge's
    address or on all of them (CL503), and the host's firewall must let containers in
    (CL701).
    """
    host, client = case.address.host, case.client
    if client is None or host.lower() not in HOST_NAMES:
        return None
    if not is_plain_linux(engine) or _defined(case, host):
        return None
    name = case.label(client)
    return Finding(
        summary=f"{host} does not resolve in {name}: no extra_hosts entry defines it",
        subject=name,
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(client, f"{name} has no extra_hosts entry for it", "HostConfig.ExtraHosts"),
        ),
        remedies=(_define(case, host_listeners),),
    )


def _defined(case: Case, host: str) -> bool:
    """Whether the container has a line for the name, or gets one when it is recreated."""
    config = case.inventory.config(case.caller)
    planned = config.extra_hosts if config else ()
    return any(line.startswith(host) for line in (*case.caller.extra_hosts, *planned))


def _define(case: Case, listeners: tuple[Listener, ...]) -> Proposal:
    host, name = case.address.host, case.label(case.caller)
    patch, override = with_host_name(case, host)
    return Proposal(
        summary=f'define the name in {name}: extra_hosts: ["{host}:host-gateway"]',
        address=case.address,
        patch=patch,
        override=override,
        trial=host_trial(case, case.address, listeners),
    )
