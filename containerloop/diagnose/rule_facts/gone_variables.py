"""Variables of a legacy link that a client's command reads, and that nobody sets any more. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Container, Engine, Value

_SINCE = 29
"""moby/moby#50719."""


class GoneVariables(Value, frozen=True):
    """Their names, the link's alias and the server that it stands for, and the engine's version."""

    names: tuple[str, ...]
    alias: str
    server: Container
    version: str


def gone_variables(case: Case, engine: Engine) -> GoneVariables | None:
    """Those of the port that was called by the link's alias: older engines set them for ports
    that the server exposes."""
    client, server = case.client, case.destination.container
    major = engine.version.partition(".")[0]
    old = engine.flavour == "podman" or not major.isdigit() or int(major) < _SINCE
    if old or client is None or server is None or client.network_mode != "bridge":
        return None
    alias, port = case.address.host, case.address.port
    exposed = any((p.number, p.transport) == (port, case.address.transport) for p in server.exposed)
    if f"{alias}:{server.name}" not in client.links or not exposed:
        return None
    begins = f"{alias.upper().replace('-', '_')}_PORT_{port}_{case.address.transport.upper()}"
    names = tuple(n for n in client.link_variables if n == begins or n.startswith(f"{begins}_"))
    return GoneVariables(names, alias, server, engine.version) if names else None
