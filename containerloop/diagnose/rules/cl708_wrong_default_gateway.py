"""CL708: a container's default gateway is on another network than its published port."""

from __future__ import annotations

from containerloop.diagnose import gateways
from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.rule_facts.gateway_network import GatewayNetwork
from containerloop.diagnose.rule_facts.own_address import OwnAddress
from containerloop.facts import UNHEARD, Maybe, Outcome, Unobserved


@diagnosis("CL708", "wrong-default-gateway", explains=UNHEARD | {Outcome.REFUSED})
def wrong_default_gateway(
    case: Case, gateway_network: GatewayNetwork | None, own_address: OwnAddress | None
) -> Maybe[Finding | None]:
    """The container answers through another network than the one it was asked on.

    ## What it means

    A container on several networks has one default gateway. If that is on a macvlan or
    ipvlan network, the engine publishes none of its ports, without a word. If a program
    in it (a VPN client) changed the route, answers to other machines are lost:

        phone --> host:8080 --> front --> web
                                tun0  <-- answer --x

    A container on the same network is answered, because that needs no gateway, and so
    is 127.0.0.1 of the host, through Docker's proxy.

    ## How containerloop knows

    From the container's routes. In the first form it asks for a port, the engine
    published none, and the default route leads into such a network beside a bridge. In
    the second the container answered this machine, and not this machine's network
    address, to which its route does not lead over the bridge.

    ## Remedy

    Say which network gives the default gateway (Docker Engine 28, Compose 2.33):

        services:
          web:
            networks:
              front:
                gw_priority: 1
              back:

    With older ones the name that comes first in the alphabet decides: give the network
    such a `name:`. A VPN client has a setting for local networks (Gluetun:
    FIREWALL_OUTBOUND_SUBNETS).
    """
    server = case.destination.container
    if server is None:
        return None
    if gateway_network is not None:
        return gateways.publishes_nothing(case, server, gateway_network)
    lost = own_address is not None and own_address.by_another_way
    if own_address is None or not lost or isinstance(lost, Unobserved):
        return lost if isinstance(lost, Unobserved) else None
    return gateways.answers_elsewhere(case, server, own_address)
