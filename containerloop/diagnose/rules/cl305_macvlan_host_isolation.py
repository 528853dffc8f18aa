"""CL305: a macvlan or ipvlan network keeps a container and its own host apart."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.network_evidence import kind_of, network_driver
from containerloop.diagnose.remedies.beside_the_host import on_a_bridge_too
from containerloop.diagnose.rule_facts.host_isolation import HostIsolation
from containerloop.facts import UNHEARD, Container, Network, Outcome


@diagnosis(
    "CL305",
    "macvlan-host-isolation",
    explains=UNHEARD | {Outcome.NETWORK_UNREACHABLE, Outcome.REFUSED},
)
def macvlan_host_isolation(case: Case, host_isolation: HostIsolation | None) -> Finding | None:
    """A macvlan or ipvlan container and its own host cannot talk to each other.

    ## What it means

    These drivers put a container on the local network directly. The kernel passes no
    packets between such an interface and the host's one that it is built on:

        another machine --> 192.168.1.50:80 --> web      works
        the host itself <--x--> 192.168.1.50             no answer

    `ports:` has no effect there. Since Docker Engine 29 the network has no default
    gateway unless one is named. (ipvlan and Engine 29: not tested live.)

    ## How containerloop knows

    The engine names the driver, and the host called the container's address by a route
    into the parent interface, or a port the container asks to publish; or the container
    called its host.

    ## Remedy

    Connect the container to a bridge network too (`networks: [lan, default]`), and
    publish its port there. Or give the host an interface on the same parent:

        sudo ip link add shim link eth0 type macvlan mode bridge
        sudo ip addr add 192.168.1.250/32 dev shim && sudo ip link set shim up
        sudo ip route add 192.168.1.50/32 dev shim
    """
    party = case.client or case.destination.container
    if host_isolation is None or party is None:
        return None
    owner, network = case.inventory.namespace_owner(party), host_isolation.network
    return Finding(
        summary=_summary(case, party, network),
        subject=f"{owner.name} {network.name}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            network_driver(network),
            configured(owner, f"{owner.name} is on {network.name}", "NetworkSettings.Networks"),
        ),
        remedies=(on_a_bridge_too(case, owner, host_isolation.listeners),),
    )


def _summary(case: Case, party: Container, network: Network) -> str:
    named = f"{case.label(party)} is on {network.name}, {kind_of(network)}"
    if case.client is not None:
        return f"{named}: it cannot reach its own host from there"
    if case.destination.by == "publication":
        return f"{named}, where published ports do not work and its own host cannot reach it"
    return f"{named}: its own host cannot reach it there"
