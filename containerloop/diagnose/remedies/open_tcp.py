"""Let a server that has only a unix socket listen on TCP as well. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.unix_server import UnixServer
from containerloop.diagnose.trials import Untriable

_SETTINGS = {
    "postgresql": "listen_addresses = '*' in postgresql.conf, or -c listen_addresses='*'",
    "mysql": "remove skip-networking from its configuration or its command",
    "redis": "port {port} in redis.conf, or --port {port}",
    "fastcgi": "listen = {port} in its pool's configuration",
    "http": "an address such as 0.0.0.0:{port} instead of unix:{path}",
}


def listening_on_tcp(case: Case, server: UnixServer) -> Proposal:
    """The server's own setting, which no file of the project is known to hold."""
    port, name = case.destination.port, case.label(server.container)
    setting = _SETTINGS.get(server.protocol, "").format(port=port, path=server.path)
    return Proposal(
        summary=f"make the server in {name} listen on TCP port {port}"
        + (f" ({setting})" if setting else ""),
        address=case.address,
        trial=Untriable(reason="the socket is a file, which no other container can open"),
    )
