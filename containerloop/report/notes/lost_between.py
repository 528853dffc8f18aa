"""Where packets between two containers of one bridge are lost, as far as it was seen. Pure.

A rule of the engine's host and one inside a container look alike from the client; a test listener
in the server tells some of them apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.case import Case
from containerloop.facts import HEARD, LOST, NO_SUCH_NAME, Container, Control


def lost_between(
    case: Case, server: Container, client: str, compared: Control | None
) -> Iterator[str]:
    """Where to look when two containers of one bridge do not hear each other."""
    shared = case.inventory.shared_networks(case.client, server) if case.client else ()
    bridges = [n.name for n in map(case.inventory.network, shared) if n and n.driver == "bridge"]
    if bridges and case.outcome in LOST - NO_SUCH_NAME:
        seen = _seen(case, server, client, compared)
        yield f"both are on the bridge network {bridges[0]}; {seen}"


def _seen(case: Case, server: Container, client: str, compared: Control | None) -> str:
    name = case.label(server)
    if compared is None:
        return "what drops the packets between them was not seen"
    if compared.kept_in:
        return f"{client}'s own network namespace refuses to send there (operation not permitted)"
    listener = f"a test listener on another port of {name}"
    if compared.far.outcome in HEARD:
        return (
            f"{listener} was reached from {client}, so only port {case.destination.port} is"
            f" affected: look for a firewall rule about it, inside {name} too"
        )
    if compared.near.outcome in HEARD:
        return f"{listener} was reached from the engine's host, and not from {client}"
    return (
        f"{listener} was reached neither from {client} nor from the engine's host: look for"
        f" firewall rules inside {name}"
    )
