"""A container's call of another network's published port, on an engine without its proxy. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.facts import (
    HOST,
    UNHEARD,
    Attempt,
    Engine,
    Listener,
    Maybe,
    Transport,
    Unobserved,
)
from containerloop.topology.hosts import OWN_NETWORK_MODES

_FIRST_THAT_FORWARDS = 29
"""The first engine version that forwards such a call without its proxy."""
_ENGINE = "dockerd"
"""Without the proxy it keeps the port itself from 28 on, and answers nobody there."""


def without_proxy(
    case: Case, attempts: tuple[Attempt, ...], listeners: Maybe[tuple[Listener, ...]]
) -> Maybe[Attempt | None]:
    """This machine's own call that the port answered, though no proxy listens on it.

    None where the client shares a network with the server, or any process listens there.
    """
    server, engine = case.destination.container, case.inventory.survey.engine
    if case.client is None or server is None or case.destination.by != "publication":
        return None
    tcp = case.address.transport is Transport.TCP
    if case.outcome not in UNHEARD or not tcp or not server.published:
        return None
    client, owner = (case.inventory.namespace_owner(c) for c in (case.client, server))
    if client.network_mode in OWN_NETWORK_MODES or case.inventory.shared_networks(client, owner):
        return None
    if not isinstance(engine, Engine) or not _before_29(engine):
        return None
    if engine.same_machine is not True:
        return engine.same_machine or None
    here = replace(case.address, host="127.0.0.1")
    own = [a for a in attempts if a.vantage == HOST and a.address == here]
    if not own:
        return Unobserved("this machine did not call the port for comparison")
    answered = next((a for a in own if a.outcome.reached), None)
    if answered is None or isinstance(listeners, Unobserved):
        return listeners if answered and isinstance(listeners, Unobserved) else None
    there = [x for x in listeners if x.port == here.port and x.transport is Transport.TCP]
    if any(x.process is None for x in there):
        return Unobserved("which process has the port was not seen")
    return answered if all(x.process == _ENGINE for x in there) else None


def _before_29(engine: Engine) -> bool:
    major = engine.version.partition(".")[0]
    docker = engine.flavour == "docker" and not engine.rootless
    return docker and major.isdigit() and int(major) < _FIRST_THAT_FORWARDS
