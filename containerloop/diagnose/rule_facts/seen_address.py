"""From which address a server sees its client, where its refusal or a network tells. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Value, literal
from containerloop.facts.late_pattern import late
from containerloop.topology.hosts import contains

_ADDRESS = late(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+)(?![\w.])")


class SeenAddress(Value, frozen=True):
    """The client's address as the server sees it ("" where unknown), and its network.

    `network` is a subnet in CIDR notation: the container network's, or the address alone.
    """

    address: str
    network: str

    def __str__(self) -> str:
        return self.address or "the client's address"


def seen_address(case: Case) -> SeenAddress:
    """The address that the server names in its refusal; else the client's on a shared network."""
    found = _ADDRESS.findall(case.symptom.best.refusal or "")
    address = next((a for a in found if literal(a) is not None), None) or _own(case)
    return SeenAddress(address, _network(case, address))


def _own(case: Case) -> str:
    server = case.destination.container
    if case.client is None or server is None:
        return ""
    shared = case.inventory.shared_networks(case.client, server)
    return next((a.ipv4 for a in case.client.attachments if a.network in shared and a.ipv4), "")


def _network(case: Case, address: str) -> str:
    if not address:
        return "all"
    for network in case.inventory.networks:
        for subnet in network.subnets:
            if contains(subnet, address):
                return subnet
    return f"{address}/{128 if ':' in address else 32}"
