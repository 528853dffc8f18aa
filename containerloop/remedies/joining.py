"""The remedy of a network in common: join the server's, and dial the server's name. Pure."""

from __future__ import annotations

from containerloop.catalogue import DialAs, Proposal, Trial, Untriable
from containerloop.facts import Address, Container
from containerloop.parties import Parties
from containerloop.remedies.compose_patch import service_key_patch
from containerloop.remedies.ways import config_of, joined, merged, written_as
from containerloop.symptom import Symptom


def joining(
    symptom: Symptom, client: Container, server: Container, port: int, parties: Parties
) -> list[Proposal]:
    """Put the client on a network of the server's; nothing where the file names none of them."""
    network = _joinable(server, parties)
    config = parties.config(client)
    if network is None or (config and config.network_mode):
        return []
    real, key = network
    address = Address(
        host=parties.label(server), port=port, transport=symptom.expectation.address.transport
    )
    patch, override = written_as(symptom, client, address)
    network_patch, network_override = service_key_patch(
        config_of(client, parties), "networks", [key]
    )
    own = tuple(a.network for a in parties.namespace_owner(client).attachments)
    trial: Trial = DialAs(
        vantage=symptom.expectation.vantage, networks=(*own, real), address=address
    )
    if not server.state.running:
        trial = Untriable(reason=f"{parties.label(server)} is not running")
    return [
        Proposal(
            summary=f"put {parties.label(client)} on the network {key} and dial {address}",
            address=address,
            patch=joined(patch, network_patch),
            override=merged(override, network_override),
            trial=trial,
        )
    ]


def _joinable(server: Container, parties: Parties) -> tuple[str, str] | None:
    """A network of this project that the server is on: its real name, and the file's."""
    project = parties.project
    if project is None:
        return None
    for attachment in parties.namespace_owner(server).attachments:
        network = parties.network(attachment.network)
        if network is not None and network.project == project.name:
            return network.name, network.name.removeprefix(f"{project.name}_")
    return None
