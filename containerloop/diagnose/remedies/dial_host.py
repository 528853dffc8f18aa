"""Use the host's name, and make it known where the platform does not. Pure."""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import joined, merged
from containerloop.diagnose.remedies.host_side import host_side
from containerloop.diagnose.remedies.patches import service_key_patch
from containerloop.diagnose.remedies.reference_change import config_of, written_as
from containerloop.diagnose.remedies.relay_trials import bridge_first
from containerloop.diagnose.trials import DialAs, Rebind, Trial, Untriable
from containerloop.facts import Address, Listener, is_loopback
from containerloop.platforms.known import platform_seen
from containerloop.platforms.traits import Platform

HOST_NAME = "host.docker.internal"


def through_the_host(
    case: Case, port: int, listeners: tuple[Listener, ...], server: str = "the server"
) -> Proposal:
    """Dial a server of the host by the platform's name for it, else by one that is made known.

    `listeners` are its own; `server` is what it is called, where it must listen elsewhere first.
    """
    transport = case.address.transport
    address = Address(host=_name(case), port=port, transport=transport)
    as_it_is = address == case.address
    patch, override = (None, None) if as_it_is else written_as(case, address)
    define = ""
    defined = any(h.startswith(address.host) for h in case.caller.extra_hosts)
    if not defined and not _is_given(case, address.host):
        define = " and define that name with extra_hosts"
        hosts_patch, hosts_override = with_host_name(case)
        patch = hosts_patch if as_it_is else joined(patch, hosts_patch)
        override = hosts_override if as_it_is else merged(override, hosts_override)
    made = Proposal(
        summary=f"use {address}{define}",
        address=address,
        patch=patch,
        override=override,
        trial=host_trial(case, address, listeners),
    )
    return bridge_first(made, listeners, host_gateway(case), server)


def with_host_name(
    case: Case, name: str = HOST_NAME
) -> tuple[FileChange | None, dict[str, Any] | None]:
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
        extra_hosts=_lines(case, address.host),
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
        extra_hosts=_lines(case, address.host) if networks else (),
    )


def host_gateway(case: Case) -> str | None:
    """The address the host is dialled at: what the name gave, else what it would lead to."""
    resolved = case.symptom.best.resolved
    if resolved and case.inventory.is_engine_host(resolved) and not is_loopback(resolved):
        return resolved
    return host_side(case.caller, case.inventory)


def _platform(case: Case) -> Platform | None:
    found = platform_seen(case.inventory.survey)
    return found if isinstance(found, Platform) else None


def _name(case: Case) -> str:
    """The name that every container has for the host; else one that `extra_hosts` defines."""
    platform = _platform(case)
    given = platform is not None and platform.gives(platform.host_name.name)
    return platform.host_name.name if platform and given else HOST_NAME


def _is_given(case: Case, name: str) -> bool:
    platform = _platform(case)
    return platform is not None and platform.gives(name)


def _lines(case: Case, name: str) -> tuple[str, ...]:
    """What a probe needs in its hosts file to have the name."""
    return () if _is_given(case, name) else (f"{name}:host-gateway",)
