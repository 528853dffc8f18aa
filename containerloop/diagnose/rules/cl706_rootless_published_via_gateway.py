"""CL706: a rootless engine's published ports do not answer on its gateway address."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.engine_evidence import engine_is_rootless
from containerloop.diagnose.evidence import (
    configured,
    failed_attempt,
    reference_location,
)
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.reach_this_machine import at_own_address
from containerloop.diagnose.remedies.without_publishing import without_publishing
from containerloop.facts import Outcome, Publication


@diagnosis("CL706", "rootless-published-via-gateway", explains={Outcome.REFUSED})
def rootless_published_via_gateway(
    case: Case, unforwarded: Publication | None, published_here: tuple[Publication, ...]
) -> Finding | None:
    """A rootless engine's published ports do not answer on its gateway address.

    ## What it means

    A rootless engine publishes a port on this machine, and RootlessKit forwards it to
    127.0.0.1 of the engine's own network namespace. The bridge's address in that
    namespace, which `host.docker.internal` stands for, does not have the port:

        this machine --> localhost:8080 -------------> web :80     works
        api --> 172.17.0.1:8080 --x                                refused
        api --> host.docker.internal:8080 --x                      refused

    (With pasta a port that is published on all addresses answers there as well.)

    ## How containerloop knows

    The engine says that it is rootless, a container publishes the port, and the
    connection to an address of the engine's bridges was refused.

    ## Remedy

    Between containers no published port is needed: put both on one network and use
    the service's name and its own port, `web:80`.

    ```yaml
    services:
      api:
        networks: [default, shared]
      web:
        networks: [default, shared]
    networks:
      shared:
    ```

    Where that cannot be, use this machine's own address on its network, with the port
    published on all addresses.
    """
    server = case.destination.container
    if unforwarded is None or server is None:
        return None
    port, name, dialled = unforwarded.host_port, case.label(server), case.symptom.best.resolved
    said = f"{server.name} is published on port {port} of this machine"
    return Finding(
        summary=f"port {port} of {name} is not published on {dialled}, which is inside the"
        " rootless engine's own network",
        subject=f"{name} {port}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            configured(server, said, "NetworkSettings.Ports"),
            engine_is_rootless(),
        ),
        remedies=(
            *without_publishing(case, server),
            *at_own_address(case, {p.host_ip for p in published_here}),
        ),
    )
