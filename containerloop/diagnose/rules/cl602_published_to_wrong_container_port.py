"""CL602: a published port is mapped to a container port on which nothing listens."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, listening_socket, nothing_listens
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.change_ports import mapped_to, port_line, stands_at
from containerloop.diagnose.rule_facts.right_ports import RightPort
from containerloop.facts import Listener, Outcome, Publication, Transport


@diagnosis(
    "CL602",
    "published-to-wrong-container-port",
    explains={Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
)
def published_to_wrong_container_port(
    case: Case,
    listeners: tuple[Listener, ...],
    published_here: tuple[Publication, ...],
    right_ports: tuple[RightPort, ...],
) -> Finding | None:
    """A published port is mapped to a container port on which nothing listens.

    ## What it means

    The right number in `ports: ["8080:3000"]` has to be the one that the server
    listens on in its container; `EXPOSE` and `PORT` of an image are but hints at it.
    Docker does not check: its proxy accepts on this machine, cannot connect there and
    closes ("empty reply", "connection reset").

        this machine --> 127.0.0.1:8080 --> docker-proxy --> web :3000  (nobody)
                                                             web :80    <- server

    ## How containerloop knows

    Of the listening sockets inside the container none is on the published container
    port, and one is on a port to which no other publication is mapped.

    ## Remedy

    Change the right-hand number to the one that the server listens on: `"8080:80"`.
    The number on the left, which people use, stays.
    """
    container, port = case.destination.container, case.destination.port
    if container is None or case.destination.by != "publication" or not right_ports:
        return None
    if case.address.transport is Transport.UDP or container.state.health == "starting":
        return None
    if any(x.port == port for x in listeners):  # over UDP, it is published for TCP (CL607)
        return None
    published = next(p for p in published_here if p.container_port == port)
    name, listens = case.label(container), " and ".join(str(each.port) for each in right_ports)
    return Finding(
        summary=f"port {case.address.port} is mapped to port {port} of {name}, where nothing"
        f" listens; {name} listens on {listens}",
        subject=f"{name} {port}",
        location=stands_at(port_line(container, published, case.inventory)),
        evidence=(
            failed_attempt(case.symptom),
            nothing_listens(container, port),
            *(listening_socket(x, container) for right in right_ports for x in right.listeners),
        ),
        remedies=tuple(mapped_to(case, container, published, right) for right in right_ports),
    )
