"""CL602: a published port is mapped to a container port on which nothing listens."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, listening_socket, nothing_listens
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.change_ports import leading_to, port_line, stands_at
from containerloop.diagnose.remedies.relay_trials import publication_trial
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.facts import Container, Listener, Outcome, Publication, Transport
from containerloop.protocols import by_hint
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import publications

MOST = 3
DEBUGGERS = (2345, 5005, 5678, 9229)
"""Delve, Java, debugpy and Node: up before the server, and never what is published by mistake."""


@diagnosis(
    "CL602",
    "published-to-wrong-container-port",
    explains={Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
)
def published_to_wrong_container_port(
    case: Case, listeners: tuple[Listener, ...]
) -> Finding | None:
    """A published port is mapped to a container port on which nothing listens.

    ## What it means

    In `ports: ["8080:3000"]` the right number has to be the one that the server
    listens on inside its container. Docker does not check: its proxy accepts on this
    machine, cannot connect at the other end and closes ("empty reply", "connection
    reset by peer").

        this machine --> 127.0.0.1:8080 --> docker-proxy --> web :3000  (nobody)
                                                             web :80    <- server

    `EXPOSE` in an image and `PORT` in its environment hint at the right number; only
    the listening socket proves it.

    ## How containerloop knows

    The listening sockets were read inside the container: none is on the published
    container port, and one is on a port to which no other publication is mapped.

    ## Remedy

    Change the right-hand number to the one that the server listens on: `"8080:80"`.
    The number on the left, which people use, stays.
    """
    container, address = case.destination.container, case.address
    if (
        container is None
        or case.destination.by != "publication"
        or address.transport is Transport.UDP
    ):
        return None
    tcp = [x for x in listeners if x.transport is Transport.TCP]
    if container.state.health == "starting" or any(x.port == case.destination.port for x in tcp):
        return None
    right = _right_ports(container, tcp)
    if not right:
        return None
    published = _publication(container, address.port, case.destination.port)
    name, inside = case.label(container), case.destination.port
    return Finding(
        summary=f"port {address.port} of this machine leads to {inside} of {name}, where"
        f" nothing listens; {name} listens on {' and '.join(map(str, right))}",
        subject=f"{name} {inside}",
        location=stands_at(port_line(container, published, case.inventory)),
        evidence=(
            failed_attempt(case.symptom),
            nothing_listens(container, case.destination.port),
            *(listening_socket(x, container) for x in tcp if x.port in right),
        ),
        remedies=tuple(_leads(container, published, p, listeners, case.inventory) for p in right),
    )


def _right_ports(container: Container, tcp: list[Listener]) -> list[int]:
    taken = {p.container_port for p in publications(container)} | set(DEBUGGERS)
    exposed = {p.number for p in container.exposed}
    usual = by_hint(container.image)
    found = {x.port for x in tcp} - taken
    likely = sorted(found, key=lambda p: (p not in exposed, not usual or p not in usual.ports, p))
    return likely[:MOST]


def _publication(container: Container, host_port: int, container_port: int) -> Publication:
    return next(
        p
        for p in publications(container)
        if (p.host_port, p.container_port) == (host_port, container_port)
    )


def _leads(
    container: Container,
    published: Publication,
    port: int,
    listeners: tuple[Listener, ...],
    inventory: Inventory,
) -> Proposal:
    patch, override = leading_to(container, published, port, inventory)
    on_port = tuple(x for x in listeners if x.port == port and x.transport is Transport.TCP)
    return Proposal(
        summary=f"let port {published.host_port} lead to {port} of {inventory.label(container)}",
        patch=patch,
        override=override,
        trial=publication_trial(ContainerServer(container, port, on_port)),
    )
