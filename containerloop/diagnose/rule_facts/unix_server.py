"""The server that is meant, where it listens on a unix socket and on no TCP port. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import (
    Container,
    Listener,
    Maybe,
    Transport,
    Unobserved,
    Value,
)
from containerloop.protocols import expected
from containerloop.protocols.socket_files import port_at, server_at

_SETS_UP_FIRST = ("postgresql", "mysql")
"""Whose images run a server without TCP for a while, to set up an empty data directory."""
SETS_UP_S = 120.0
"""So many seconds after its start a database is taken to be past that."""


class UnixServer(Value, frozen=True):
    """A container's server at the socket file `path`, and the key of its protocol."""

    container: Container
    path: str
    protocol: str

    @property
    def may_be_setting_up(self) -> bool:
        """Whether it may listen on TCP by itself, once its data directory is ready."""
        up_s = self.container.state.up_s
        return self.protocol in _SETS_UP_FIRST and (up_s is None or up_s < SETS_UP_S)


def unix_server(
    case: Case, listeners: tuple[Listener, ...], sockets: Maybe[tuple[str, ...]]
) -> Maybe[UnixServer | None]:
    """The addressee's server of the kind that is called, where only a socket file leads to it.

    Of the server at a socket nothing but the file's name is known, so it counts only where it
    cannot be the one that listens on some other port of the container.
    """
    server, tcp = case.destination.container, _tcp_ports(listeners)
    to_a_container = case.destination.kind == "container" or case.own_check
    if server is None or not to_a_container or case.address.transport is Transport.UDP:
        return None
    wanted = expected(case.scheme, case.destination.port, server.image)
    if case.destination.port in tcp or wanted is None:
        return None
    if isinstance(sockets, Unobserved):
        return sockets
    for path in sockets:
        found, port = server_at(path), port_at(path)
        hidden = port not in tcp if port else not tcp
        if hidden and found is not None and found.key == wanted.key:
            return UnixServer(server, path, found.key)
    return None


def _tcp_ports(listeners: tuple[Listener, ...]) -> frozenset[int]:
    return frozenset(x.port for x in listeners if x.transport is Transport.TCP)
