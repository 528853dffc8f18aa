"""CL404: host.docker.internal does not resolve in this container."""

from __future__ import annotations

from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.dial_host import host_trial, with_host_name
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Container, Engine, Listener, Outcome
from containerloop.topology.hosts import HOST_NAMES
from containerloop.topology.inventory import Inventory


@diagnosis(
    "CL404",
    "host-docker-internal-missing",
    explains={Outcome.NAME_NOT_FOUND, Outcome.NAME_SERVER_FAILED},
)
def host_docker_internal_missing(
    symptom: Symptom,
    client: Container | None,
    engine: Engine,
    host_listeners: tuple[Listener, ...],
    inventory: Inventory,
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
    address = symptom.expectation.address
    if client is None or address.host.lower() not in HOST_NAMES:
        return None
    if engine.flavour not in ("docker", "colima", "unknown"):
        return None
    config = inventory.config(client)
    planned = config.extra_hosts if config else ()
    if any(line.startswith(address.host) for line in (*client.extra_hosts, *planned)):
        return None
    name = inventory.label(client)
    patch, override = with_host_name(client, inventory, address.host)
    return Finding(
        summary=f"{address.host} is not a name in {name}: nothing in its settings makes it one",
        subject=name,
        location=reference_location(symptom),
        evidence=(
            failed_attempt(symptom),
            configured(client, f"{name} has no extra_hosts for it", "HostConfig.ExtraHosts"),
        ),
        remedies=(
            Proposal(
                summary=f'give {name} the name: extra_hosts: ["{address.host}:host-gateway"]',
                address=address,
                patch=patch,
                override=override,
                trial=host_trial(symptom, client, address, host_listeners, inventory),
            ),
        ),
    )
