"""Use host.docker.internal, and make it known. Pure."""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Patch, Proposal
from containerloop.diagnose.remedies.combine import joined, merged
from containerloop.diagnose.remedies.patches import service_key_patch
from containerloop.diagnose.remedies.reference_change import config_of, written_as
from containerloop.diagnose.remedies.relay_trials import once_open
from containerloop.diagnose.trials import DialAs, Rebind, Trial, Untriable
from containerloop.facts import Address, Listener, is_loopback

HOST_NAME = "host.docker.internal"


def through_the_host(case: Case, port: int, listeners: tuple[Listener, ...]) -> Proposal:
    """Dial a server of the host by host.docker.internal, which host-gateway makes known."""
    transport = case.address.transport
    address = Address(host=HOST_NAME, port=port, transport=transport)
    patch, override = written_as(case, address)
    define = ""
    if not any(h.startswith(HOST_NAME) for h in case.caller.extra_hosts):
        define = " and define that name with extra_hosts"
        hosts_patch, hosts_override = with_host_name(case)
        patch = joined(patch, hosts_patch)
        override = merged(override, hosts_override)
    return Proposal(
        summary=f"use {address}{define}{once_open(listeners, 'the server')}",
        address=address,
        patch=patch,
        override=override,
        trial=host_trial(case, address, listeners),
    )


def with_host_name(case: Case, name: str = HOST_NAME) -> tuple[Patch | None, dict[str, Any] | None]:
    """The `extra_hosts` line that makes a name of the host known to the client."""
    if case.caller.project is None:
        return None, None
    config = config_of(case.caller, case.inventory)
    return service_key_patch(config, "extra_hosts", [f"{name}:host-gateway"])


def host_trial(case: Case, address: Address, listeners: tuple[Listener, ...]) -> Trial:
    """Dial the host from where the client would stand with host.docker.internal known.

    A server on the host's loopback is given a relay on the gateway's address for that
    moment, so that this fault and that one are told apart.
    """
    owner = case.inventory.namespace_owner(case.caller)
    networks = tuple(a.network for a in owner.attachments)
    vantage = case.vantage
    if not networks:
        return Untriable(reason=f"{case.label(case.caller)} is not connected to a network")
    loopback = [x for x in listeners if x.port == address.port]
    if loopback and all(is_loopback(x.address) for x in loopback):
        return rebound(case, address, loopback[0], networks)
    return DialAs(
        vantage=vantage,
        networks=networks,
        address=address,
        extra_hosts=(f"{address.host}:host-gateway",),
    )


def rebound(
    case: Case, address: Address, listener: Listener, networks: tuple[str, ...] = ()
) -> Trial:
    """The user's call, repeated while a relay listens for a server of the host's loopback."""
    gateway = host_gateway(case)
    if gateway is None:
        return Untriable(reason="host-gateway cannot be resolved: the engine has no default bridge")
    server = Address(host=listener.address, port=address.port, transport=address.transport)
    return Rebind(
        container=None,
        listen_on=gateway,
        port=address.port,
        server=server,
        vantage=case.vantage,
        address=address,
        networks=networks,
        extra_hosts=(f"{address.host}:host-gateway",) if networks else (),
    )


def host_gateway(case: Case) -> str | None:
    """The address the host is dialled at: what the name gave, else the default bridge's."""
    resolved = case.symptom.best.resolved
    if resolved and case.inventory.is_engine_host(resolved) and not is_loopback(resolved):
        return resolved
    bridge = case.inventory.network("bridge")
    return bridge.gateways[0] if bridge and bridge.gateways else None
