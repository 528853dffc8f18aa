"""CL501: the server listens on its container's own loopback only."""

from __future__ import annotations

from containerloop.catalogue import Finding, diagnosis
from containerloop.evidence import dialled, listens
from containerloop.facts import Container, Listener, Outcome, is_loopback
from containerloop.parties import Parties
from containerloop.remedies.rebinding import rebind_container
from containerloop.symptom import Addressed, Symptom


@diagnosis(
    "CL501",
    "loopback-listener",
    explains={Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
)
def loopback_listener(
    symptom: Symptom,
    client: Container | None,
    addressed: Addressed,
    listeners: tuple[Listener, ...],
    parties: Parties,
) -> Finding | None:
    """The server listens on its container's own loopback only.

    ## What it means

    A server bound to 127.0.0.1 (or ::1) accepts connections from inside its own
    container and from nowhere else. Traffic of other containers and of published
    ports arrives on the container's network address, where nobody listens:

        +-- web ------------------------------+
        |  lo    127.0.0.1:8000  <- server    |
        |  eth0  172.18.0.3:8000    (nobody)  | <-- api, published ports
        +-------------------------------------+

    Other containers are refused. A published port is worse: Docker's proxy accepts
    for nobody and then closes ("connection reset by peer", "empty reply").

    ## How containerloop knows

    The listening sockets, read inside the container's network namespace: those on
    the port are all bound to loopback. Docker's own resolver on 127.0.0.11 is not
    counted.

    ## Remedy

    Tell the server to listen on all of its container's addresses: `--host 0.0.0.0`,
    `-b 0.0.0.0:8000`, `listen_addresses = '*'`. That exposes nothing by itself: only
    what is published leaves the machine.
    """
    if addressed.kind != "container" or addressed.container is None:
        return None
    on_port = [x for x in listeners if x.port == addressed.port and x.address != "127.0.0.11"]
    if not on_port or not all(is_loopback(x.address) for x in on_port):
        return None
    owner = parties.namespace_owner(addressed.container)
    if client is not None and parties.namespace_owner(client).id == owner.id:
        return None
    name = parties.label(addressed.container)
    return Finding(
        summary=f"{name} listens on {on_port[0].address}:{addressed.port} only, its own loopback:"
        " nobody outside that container can reach it",
        subject=f"{name} {addressed.port}",
        evidence=(*(listens(x, addressed.container) for x in on_port), dialled(symptom)),
        remedies=(rebind_container(symptom, addressed, on_port, parties),),
    )
