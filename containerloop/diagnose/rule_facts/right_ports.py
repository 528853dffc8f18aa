"""The container ports to which a publication may have been meant to be mapped. Pure."""

from __future__ import annotations

from containerloop.facts import Container, Listener, Transport, Value
from containerloop.protocols import by_hint
from containerloop.topology.ports import publications

MOST = 3
DEBUGGERS = (2345, 5005, 5678, 9229)
"""Delve, Java, debugpy and Node: up before the server, and never what is published by mistake."""


class RightPort(Value, frozen=True):
    """A TCP port that the container listens on and maps nothing to, and what speaks for it.

    `exposed`: the image's EXPOSE or the file's `expose:` names it. `usual`: the servers of
    which the image's name tells use it. `listeners` are the sockets on it.
    """

    port: int
    exposed: bool
    usual: bool
    listeners: tuple[Listener, ...]


def right_ports(container: Container, listeners: tuple[Listener, ...]) -> tuple[RightPort, ...]:
    """The ports of its own TCP `listeners` to which none of its publications is mapped.

    The likeliest three, and of these the likeliest first; a debugger's port is none of them.
    """
    taken = {p.container_port for p in publications(container)} | set(DEBUGGERS)
    tcp = [x for x in listeners if x.transport is Transport.TCP and x.port not in taken]
    exposed = {p.number for p in container.exposed}
    server = by_hint(container.image)
    usual = server.ports if server else ()
    found = [
        RightPort(port, port in exposed, port in usual, tuple(x for x in tcp if x.port == port))
        for port in {x.port for x in tcp}
    ]
    found.sort(key=lambda each: (not each.exposed, not each.usual, each.port))
    return tuple(found[:MOST])
