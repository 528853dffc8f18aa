"""Use a service by its name and container port. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.reference_change import setting, written_as
from containerloop.diagnose.remedies.relay_trials import opened_first, relayed
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import Dial, Trial, Untriable
from containerloop.facts import Address


def sibling(case: Case, server: ContainerServer) -> Proposal:
    """Dial another service by its name and its container port."""
    name = case.inventory.dial_name(case.caller, server.container)
    shared = case.inventory.shared_networks(case.caller, server.container)
    named = [n for n in shared if n != "bridge"]
    transport = case.address.transport
    address = Address(host=name, port=server.port, transport=transport)
    patch, override = written_as(case, address)
    vantage = case.vantage
    trial: Trial = relayed(server, vantage, address, case.inventory, named) or Dial(
        vantage=vantage, address=address
    )
    if not server.container.state.running:
        trial = Untriable(reason=f"{name} is not running")
    elif not named:
        trial = Untriable(
            reason=f"{case.label(case.caller)} and {name} share no user-defined network"
        )
    made = Proposal(
        summary=f"use {address} instead of {case.address}{setting(case.symptom)}",
        address=address,
        patch=patch,
        override=override,
        trial=trial,
    )
    return opened_first(made, server, case.inventory)
