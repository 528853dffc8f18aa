"""CL404: host.docker.internal does not resolve in this container."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.dial_host import host_trial, with_host_name
from containerloop.facts import Engine, Listener, Outcome
from containerloop.topology.hosts import HOST_NAMES
from containerloop.topology.platforms import is_plain_linux


@diagnosis(
    "CL404",
    "host-docker-internal-missing",
    explains={Outcome.NAME_NOT_FOUND, Outcome.NAME_SERVER_FAILED},
)
def host_docker_internal_missing(
    case: Case, engine: Engine, host_listeners: tuple[Listener, ...]
) -> Finding | None:
    """host.docker.internal does not resolve in this container.

    ## What it means

    Docker Desktop gives every container the name host.docker.internal for the machine
    outside. Docker Engine on Linux does not: there the name exists only if the
    container is given it, and `host-gateway` stands for the host's address on the
    default bridge:

        api --> host.docker.internal --> 172.17.0.1 (the host's end of the bridge)

    ## How containerloop knows

    The name was looked up from inside the container and did not resolve; neither the
    container's extra_hosts nor its hosts file has it; the engine is not Docker
    Desktop.

    ## Remedy

    ```yaml
    services:
      api:
        extra_hosts:
          - "host.docker.internal:host-gateway"
    ```

    On Linux that is one half of it. The server on the host must also listen beyond
    127.0.0.1, on the bridge's address or on all of them (CL503), and the host's
    firewall must let containers in (CL701).
    """
    address = case.address
    if case.client is None or address.host.lower() not in HOST_NAMES:
        return None
    if not is_plain_linux(engine):
        return None
    config = case.inventory.config(case.client)
    planned = config.extra_hosts if config else ()
    if any(line.startswith(address.host) for line in (*case.client.extra_hosts, *planned)):
        return None
    name = case.label(case.client)
    patch, override = with_host_name(case, address.host)
    return Finding(
        summary=f"{address.host} is not a name in {name}: nothing in its settings makes it one",
        subject=name,
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(case.client, f"{name} has no extra_hosts for it", "HostConfig.ExtraHosts"),
        ),
        remedies=(
            Proposal(
                summary=f'give {name} the name: extra_hosts: ["{address.host}:host-gateway"]',
                address=address,
                patch=patch,
                override=override,
                trial=host_trial(case, address, host_listeners),
            ),
        ),
    )
