"""CL302: a port is published by a container that is on internal networks only."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, setting_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.network_evidence import internal
from containerloop.diagnose.remedies.join_network import also_ordinary, closed_networks
from containerloop.facts import Network, Outcome


@diagnosis("CL302", "internal-network", explains={Outcome.REFUSED})
def internal_network(case: Case) -> Finding | None:
    """The network is internal, so its containers' ports are not published.

    ## What it means

    `internal: true` closes a network: its containers talk to each other, and nothing
    is forwarded in or out. `ports:` of a container that is on such networks only is
    accepted without a message and then ignored:

        this machine --> 127.0.0.1:5432 --x   +-- back (internal) --+
                                              |  db :5432 <--> api  |
                                              +---------------------+

    The host's own end of the bridge is not beyond the network: a container reaches a
    server that listens there, and on Linux the host reaches the container's address.

    ## How containerloop knows

    The container runs, its configuration asks for the port, the engine has published
    none, and every network it is on is internal.

    ## Remedy

    Connect the service that is to be published to a network that is not internal as
    well; the other services stay on the internal one only:

        db:
          networks: [back, default]
    """
    container = case.destination.container
    if case.destination.by != "publication" or container is None or not container.state.running:
        return None
    if any(p.container_port == case.destination.port for p in container.published):
        return None
    closed = closed_networks(container, case.inventory)
    if not closed:
        return None
    name, port = case.label(container), case.destination.port
    return Finding(
        summary=_summary(name, port, closed),
        subject=name,
        location=setting_location(case.inventory.config(container), "networks"),
        evidence=(
            failed_attempt(case.symptom),
            configured(
                container, f"{container.name} does not publish {port}", "NetworkSettings.Ports"
            ),
            *(internal(n) for n in closed),
        ),
        remedies=(also_ordinary(case, container, port),),
    )


def _summary(name: str, port: int, closed: list[Network]) -> str:
    networks = "networks" if len(closed) > 1 else "network"
    return (
        f"{name} publishes {port} but is only on the internal {networks}"
        f" {' and '.join(n.name for n in closed)}, where published ports do not work"
    )
