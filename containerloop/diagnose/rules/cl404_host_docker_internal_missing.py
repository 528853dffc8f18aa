"""CL404: host.docker.internal does not resolve in this container."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.define_the_host import ways_to_the_host
from containerloop.diagnose.rule_facts.missed_server import MissedServer
from containerloop.facts import NO_SUCH_NAME, Listener
from containerloop.platforms.traits import Platform
from containerloop.topology.hosts import HOST_NAMES, MODEL_RUNNER


@diagnosis("CL404", "host-docker-internal-missing", explains=NO_SUCH_NAME)
def host_docker_internal_missing(
    case: Case,
    platform: Platform,
    host_listeners: tuple[Listener, ...],
    missed_server: MissedServer | None,
) -> Finding | None:
    """host.docker.internal does not resolve in this container.

    ## What it means

    Docker Desktop gives every container the name host.docker.internal. Docker Engine
    on Linux does not: the name needs an `extra_hosts` entry there, in which
    `host-gateway` stands for the host's address on the default bridge:

        api --> host.docker.internal --> 172.17.0.1 (the host's end of the bridge)

    Podman gives every container host.containers.internal. Version 5 adds
    host.docker.internal; version 4 does not, and knows no `host-gateway`.

    ## How containerloop knows

    The name did not resolve inside the container, neither its extra_hosts nor its
    hosts file has it, and the platform does not define it by itself.

    ## Remedy

        extra_hosts: ["host.docker.internal:host-gateway"]

    On Podman 4, use `host.containers.internal` instead, which needs no such line.

    On Linux, the server on the host must also listen beyond 127.0.0.1, on the bridge's
    address or on all of them (CL503), and the host's firewall must let containers in
    (CL701). A rootless engine's `host-gateway` is not this machine: there, use this
    machine's own address instead (CL705).
    """
    host, client = case.address.host, case.client
    if client is None or host.lower() not in HOST_NAMES or host.lower() == MODEL_RUNNER:  # CL413
        return None
    if platform.gives(host) or _defined(case, host):
        return None
    name = case.label(client)
    return Finding(
        summary=f"{host} does not resolve in {name}: {_because(platform)}",
        subject=name,
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(client, f"{name} has no extra_hosts entry for it", "HostConfig.ExtraHosts"),
        ),
        remedies=ways_to_the_host(case, platform, host_listeners, missed_server),
    )


def _because(platform: Platform) -> str:
    if platform.can_define:
        return "no extra_hosts entry defines it"
    return f"{platform.name} calls the host {platform.host_name.name}"


def _defined(case: Case, host: str) -> bool:
    """Whether the container has a line for the name, or gets one when it is recreated."""
    config = case.inventory.config(case.caller)
    planned = config.extra_hosts if config else ()
    return any(line.startswith(host) for line in (*case.caller.extra_hosts, *planned))
