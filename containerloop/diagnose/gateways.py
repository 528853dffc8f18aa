"""What there is to say of a default gateway on the wrong network, in its two forms. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import within
from containerloop.diagnose.evidence import (
    configured,
    failed_attempt,
    in_words,
    other_attempt,
    reference_location,
    setting_location,
)
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.network_evidence import kind_of, network_driver
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.gateway_first import bridge_first, route_back
from containerloop.diagnose.rule_facts.gateway_network import GatewayNetwork
from containerloop.diagnose.rule_facts.own_address import OwnAddress
from containerloop.facts import Container, Route, Unobserved


def publishes_nothing(case: Case, server: Container, found: GatewayNetwork) -> Finding:
    """The engine published no port, since the default gateway is on a network that has none."""
    name, network = case.label(server), found.network
    asks = f"{server.name} asks for port {case.address.port} and publishes none"
    return Finding(
        summary=f"{name} has its default gateway on {network.name}, {kind_of(network)}, and so none"
        f" of its ports is published from {found.bridge.network}",
        subject=f"{name} gateway",
        location=setting_location(case.inventory.config(server), "networks"),
        evidence=(
            failed_attempt(case.symptom),
            configured(server, asks, "NetworkSettings.Ports"),
            _route(server, found.route),
            network_driver(network),
        ),
        remedies=(bridge_first(case, server, found),),
    )


def answers_elsewhere(case: Case, server: Container, found: OwnAddress) -> Finding:
    """The container's answer to this machine's own address takes another way, and is lost."""
    name, source, there = case.label(server), found.test.host, found.test.far.address
    back = None if isinstance(found.back, Unobserved) else found.back
    lost = f"called at {there} from {source}: {in_words(found.test.far.outcome)}; from the bridge's"
    return Finding(
        summary=f"{name} does not answer this machine's network address by {found.way.network}, by"
        f" which the call comes: {_leads(back)}",
        subject=f"{name} gateway",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            other_attempt(found.works),
            Evidence(saw=f"{lost} own address: open", command=f"curl --interface {source} {there}"),
            _route(server, back),
        ),
        remedies=(instead(case, found.works.address), route_back(case, server, found)),
    )


def _leads(route: Route | None) -> str:
    if route is None:
        return "it has no route there"
    return f"its route there leads {f'to {route.gateway} ' if route.gateway else ''}over" + (
        f" {route.interface}"
    )


def _route(server: Container, route: Route | None) -> Evidence:
    said = f"{server.name} has no default route"
    if route is not None:
        way = f" via {route.gateway}" if route.gateway else ""
        said = f"{server.name} has the route {route.destination}{way} dev {route.interface}"
    return Evidence(saw=said, command=within(server, "ip", "route"))
