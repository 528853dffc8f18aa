"""Ways out that several diagnoses share: a sibling's name, the host, a publication. Pure.

Each makes one `Proposal`: what to change in words, the change itself, and the trial
that proves it. Which way fits is the rule's to say.
"""

from __future__ import annotations

from typing import Any

from containerloop.catalogue import Dial, DialAs, Proposal, Rebind, Trial, Untriable
from containerloop.facts import (
    Address,
    Container,
    Listener,
    Reference,
    ServiceConfig,
    Transport,
    is_loopback,
)
from containerloop.parties import Parties
from containerloop.remedies.compose_patch import (
    reference_override,
    reference_patch,
    service_key_patch,
)
from containerloop.remedies.standing_in import once_open, publication_trial, relayed
from containerloop.remedies.together import joined, merged
from containerloop.report import Patch
from containerloop.servers import Server
from containerloop.symptom import Symptom

HOST_NAME = "host.docker.internal"
HOST_GATEWAY = f"{HOST_NAME}:host-gateway"


def written_as(
    symptom: Symptom, client: Container, address: Address
) -> tuple[Patch | None, dict[str, Any] | None]:
    """The change of the client's reference to `address`, as a patch and as an override."""
    reference: Reference | None = symptom.expectation.reference
    if reference is None or client.project is None:
        return None, None
    port = address.port if address.port != reference.port else None
    patch = reference_patch(reference, address.host, port)
    override = reference_override(client.service or client.name, reference, address.host, port)
    return patch, override


def setting(symptom: Symptom) -> str:
    """Which setting has to change, where no file shows it."""
    reference = symptom.expectation.reference
    if reference is None or reference.host_part.place.file is not None:
        return ""
    return f" ({reference.host_part.place.key.rpartition('.')[2]})"


def sibling(symptom: Symptom, client: Container, server: Server, parties: Parties) -> Proposal:
    """Dial another service by its name and its container port."""
    assert server.container is not None
    name = parties.dial_name(client, server.container)
    shared = parties.shared_networks(client, server.container)
    named = [n for n in shared if n != "bridge"]
    transport = symptom.expectation.address.transport
    address = Address(host=name, port=server.port, transport=transport)
    patch, override = written_as(symptom, client, address)
    vantage = symptom.expectation.vantage
    trial: Trial = relayed(server, vantage, address, parties, named) or Dial(
        vantage=vantage, address=address
    )
    if not server.container.state.running:
        trial = Untriable(reason=f"{name} is not running")
    elif not named:
        trial = Untriable(reason=f"{parties.label(client)} and {name} share no network with names")
    return Proposal(
        summary=f"dial {address} instead of {symptom.expectation.address}{setting(symptom)}"
        + once_open(server, name),
        address=address,
        patch=patch,
        override=override,
        trial=trial,
    )


def through_the_host(
    symptom: Symptom,
    client: Container,
    port: int,
    listeners: tuple[Listener, ...],
    parties: Parties,
) -> Proposal:
    """Dial a server of the host by host.docker.internal, which host-gateway makes known."""
    transport = symptom.expectation.address.transport
    address = Address(host=HOST_NAME, port=port, transport=transport)
    patch, override = written_as(symptom, client, address)
    if not any(h.startswith(HOST_NAME) for h in client.extra_hosts):
        hosts_patch, hosts_override = with_host_name(client, parties)
        patch = joined(patch, hosts_patch)
        override = merged(override, hosts_override)
    return Proposal(
        summary=f"dial {address} and make that name known with extra_hosts"
        + once_open(Server(None, port, listeners), "the server"),
        address=address,
        patch=patch,
        override=override,
        trial=host_trial(symptom, client, address, listeners, parties),
    )


def with_host_name(
    client: Container, parties: Parties, name: str = HOST_NAME
) -> tuple[Patch | None, dict[str, Any] | None]:
    """The `extra_hosts` line that makes a name of the host known to the client."""
    if client.project is None:
        return None, None
    config = config_of(client, parties)
    return service_key_patch(config, "extra_hosts", [f"{name}:host-gateway"])


def config_of(container: Container, parties: Parties) -> ServiceConfig:
    """The service's part of the file; a bare one for a container that no file describes."""
    return parties.config(container) or ServiceConfig(name=container.service or container.name)


def host_trial(
    symptom: Symptom,
    client: Container,
    address: Address,
    listeners: tuple[Listener, ...],
    parties: Parties,
) -> Trial:
    """Dial the host from where the client would stand with host.docker.internal known.

    A server on the host's loopback is given a relay on the gateway's address for that
    moment, so that this fault and that one are told apart.
    """
    owner = parties.namespace_owner(client)
    networks = tuple(a.network for a in owner.attachments)
    vantage = symptom.expectation.vantage
    if not networks:
        return Untriable(reason=f"{parties.label(client)} is on no network")
    loopback = [x for x in listeners if x.port == address.port]
    if loopback and all(is_loopback(x.address) for x in loopback):
        return rebound(symptom, address, loopback[0], parties, networks)
    return DialAs(
        vantage=vantage,
        networks=networks,
        address=address,
        extra_hosts=(f"{address.host}:host-gateway",),
    )


def rebound(
    symptom: Symptom,
    address: Address,
    listener: Listener,
    parties: Parties,
    networks: tuple[str, ...] = (),
) -> Trial:
    """The user's call, repeated while a relay listens for a server of the host's loopback."""
    gateway = host_gateway(symptom, parties)
    if gateway is None:
        return Untriable(reason="the engine has no default bridge, so host-gateway means nothing")
    server = Address(host=listener.address, port=address.port, transport=address.transport)
    return Rebind(
        container=None,
        listen_on=gateway,
        port=address.port,
        server=server,
        vantage=symptom.expectation.vantage,
        address=address,
        networks=networks,
        extra_hosts=(f"{address.host}:host-gateway",) if networks else (),
    )


def host_gateway(symptom: Symptom, parties: Parties) -> str | None:
    """The address the host is dialled at: what the name gave, else the default bridge's."""
    resolved = symptom.best.resolved
    if resolved and parties.is_engine_host(resolved) and not is_loopback(resolved):
        return resolved
    bridge = parties.network("bridge")
    return bridge.gateways[0] if bridge and bridge.gateways else None


def published(
    server: Server, host_port: int, parties: Parties, transport: Transport = Transport.TCP
) -> Proposal:
    """Publish a container port on this machine's loopback, and nowhere else."""
    assert server.container is not None
    name = parties.label(server.container)
    udp = "/udp" if transport is Transport.UDP else ""
    line = f"127.0.0.1:{host_port}:{server.port}{udp}"
    config = config_of(server.container, parties)
    composed = server.container.project is not None
    patch, override = service_key_patch(config, "ports", [line]) if composed else (None, None)
    trial: Trial = publication_trial(server)
    if not server.container.state.running:
        trial = Untriable(reason=f"{name} is not running")
    return Proposal(
        summary=f'publish port {server.port} of {name}: ports: ["{line}"]',
        address=Address(host="127.0.0.1", port=host_port, transport=transport),
        patch=patch,
        override=override,
        trial=trial,
    )
