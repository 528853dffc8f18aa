"""CL709: the engine does not know the word host-gateway, by which extra_hosts defines the host."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.dial_host import through_the_host
from containerloop.facts import NO_SUCH_NAME, Listener
from containerloop.platforms.traits import Platform


@diagnosis("CL709", "podman-host-access", explains=NO_SUCH_NAME)
def podman_host_access(
    case: Case, platform: Platform, host_listeners: tuple[Listener, ...]
) -> Finding | None:
    """Podman calls the host by another name; host-gateway means nothing to version 4.

    ## What it means

    Podman calls the host `host.containers.internal` in every container, at an address
    that depends on the version and the mode:

        rootful, a bridge        the bridge's address, as with Docker
        rootless, pasta          169.254.1.2 (the host's own address is the container)
        rootless, slirp4netns    the host's address on its local network

    Since Podman 4.7 an `extra_hosts` line with `host-gateway` defines another name.
    Earlier versions write the line into the hosts file as it stands, as if the word
    were an address:

        host-gateway    host.docker.internal

    ## How containerloop knows

    The name did not resolve in the container, which has such a line, and its engine is
    one that does not know the word.

    ## Remedy

    Use `host.containers.internal`, which needs no line. A server on the host must
    listen on more than 127.0.0.1 (CL503). Names on Podman's default network are CL403.
    """
    host, client = case.address.host, case.client
    if client is None or platform.can_define or platform.gives(host):
        return None
    line = f"{host}:host-gateway"
    if line not in case.caller.extra_hosts:
        return None
    there = tuple(x for x in host_listeners if x.port == case.address.port)
    name = case.label(client)
    return Finding(
        summary=f"{host} does not resolve in {name}: {platform.name} does not know host-gateway",
        subject=name,
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(client, f"{name} has extra_hosts: {line}", "HostConfig.ExtraHosts"),
        ),
        remedies=(through_the_host(case, case.address.port, there),),
    )
