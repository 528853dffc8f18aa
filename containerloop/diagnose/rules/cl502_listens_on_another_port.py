"""CL502: the server listens, but on another port than its clients use."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose import evidence
from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.dial_instead import guessed
from containerloop.diagnose.remedies.similar_ports import MOST, use_served_port
from containerloop.diagnose.rule_facts.left_behind import LeftBehind
from containerloop.diagnose.server_drift import awaited
from containerloop.facts import Listener, Outcome
from containerloop.topology.ports import publications


@diagnosis("CL502", "listens-on-another-port", explains={Outcome.REFUSED})
def listens_on_another_port(
    case: Case, listeners: tuple[Listener, ...], left_behind: LeftBehind | None
) -> Finding | None:
    """The server listens, but on another port than its clients use.

    ## What it means

    The name resolves to the right container, and nothing there listens on the port
    that the client uses. The server runs on another one: a setting moved it (`PORT`,
    `PGPORT`, `--port`), or the image's own default changed.

        api --> db:5432 --x (nobody)     +-- db -------------+
                                         |  postgres  :5433  |
                                         +-------------------+

    `expose:` does not help: it documents a port and moves no server.

    ## How containerloop knows

    The listening sockets, read inside the container: none on the port in the address,
    and one that is open to the network on another. Ports that mean another protocol,
    or that the kernel assigns to outgoing connections, are not offered. A host port
    used where the container's own port belongs is another fault (CL604).

    ## Remedy

    Use the port that the server listens on: change it where the client's address is
    written. Or take back the setting that moved the server.
    """
    server, port, asked = case.destination.container, case.destination.port, case.address
    if server is None or not (case.destination.kind == "container" or case.own_check):
        return None
    if case.destination.by == "publication" or left_behind is not None:
        return None
    # once recreated, it listens there (CL206)
    there = any(x.port == port and x.transport is asked.transport for x in listeners)
    if there or awaited(server, asked, case.inventory):
        return None
    mapped = publications(case.inventory.namespace_owner(server))
    if any(p.host_port == port != p.container_port for p in mapped):  # a host port (CL604)
        return None
    found = use_served_port(listeners, asked, case.scheme, server.image)[:MOST]
    if not found:
        return None
    sockets = (evidence.listening_socket(x, server) for x in found)
    absent = evidence.nothing_listens(server, port, asked.transport)
    return Finding(
        summary=_summary(case.label(server), found, port),
        subject=f"{case.label(server)} {port}",
        location=evidence.reference_location(case.symptom),
        evidence=(absent, *sockets, evidence.failed_attempt(case.symptom)),
        remedies=tuple(guessed(case, replace(asked, port=x.port)) for x in found),
    )


def _summary(name: str, found: tuple[Listener, ...], port: int) -> str:
    ports = " and ".join(str(x.port) for x in found)
    return f"{name} listens on port {ports}, not on {port}"
