"""Another network for a container's default gateway. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.gateway_network import GatewayNetwork
from containerloop.diagnose.rule_facts.own_address import OwnAddress
from containerloop.diagnose.trials import Publish, Untriable
from containerloop.facts import Container


def bridge_first(case: Case, server: Container, found: GatewayNetwork) -> Proposal:
    """The bridge before the other one by its name, which every engine goes by."""
    project, name = case.inventory.project, found.bridge.network
    key = {n: k for k, n in project.networks.items()}.get(name) if project else None
    owner = case.inventory.namespace_owner(server)
    trial = Publish(container=owner.id, port=case.destination.port)
    newer = "from Docker Engine 28 and Compose 2.33 on, gw_priority: 1 does it"
    if project is None or key is None or server.project != project.name or not server.service:
        return Proposal(
            summary=f"make {name} the default gateway: let its name come before"
            f" {found.network.name} in the alphabet; {newer}",
            trial=trial,
        )
    return Proposal(
        summary=f'make the network "{key}" the default gateway: by a name that comes before'
        f" {found.network.name} in the alphabet ({newer})",
        override={
            "services": {},
            "networks": {key: {"name": f"0-${{COMPOSE_PROJECT_NAME}}-{key}"}},
        },
        address=case.address,
        host_command=compose(case.inventory, "up", "-d", "--force-recreate", server.service),
        trial=trial,
    )


def route_back(case: Case, server: Container, found: OwnAddress) -> Proposal:
    """A route of the container's to this machine's network; the program that took it away is known
    to the user only."""
    return Proposal(
        summary=f"let {case.label(server)} answer this machine's network by {found.way.network}:"
        " what changed its routes (a VPN client, as a rule) has a setting for local networks",
        address=case.address,
        trial=Untriable(reason="containerloop does not change routes in your containers"),
    )
