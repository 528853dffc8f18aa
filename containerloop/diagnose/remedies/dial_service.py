"""Use a service by its name and container port. Pure."""

from __future__ import annotations

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.reference_change import setting, written_as
from containerloop.diagnose.remedies.relay_trials import once_open, relayed
from containerloop.diagnose.rule_facts.servers import Server
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Dial, Trial, Untriable
from containerloop.facts import Address, Container
from containerloop.topology.inventory import Inventory


def sibling(symptom: Symptom, client: Container, server: Server, inventory: Inventory) -> Proposal:
    """Dial another service by its name and its container port."""
    assert server.container is not None
    name = inventory.dial_name(client, server.container)
    shared = inventory.shared_networks(client, server.container)
    named = [n for n in shared if n != "bridge"]
    transport = symptom.expectation.address.transport
    address = Address(host=name, port=server.port, transport=transport)
    patch, override = written_as(symptom, client, address)
    vantage = symptom.expectation.vantage
    trial: Trial = relayed(server, vantage, address, inventory, named) or Dial(
        vantage=vantage, address=address
    )
    if not server.container.state.running:
        trial = Untriable(reason=f"{name} is not running")
    elif not named:
        trial = Untriable(
            reason=f"{inventory.label(client)} and {name} share no network with names"
        )
    return Proposal(
        summary=f"dial {address} instead of {symptom.expectation.address}{setting(symptom)}"
        + once_open(server, name),
        address=address,
        patch=patch,
        override=override,
        trial=trial,
    )
