"""CL407: the address is one that the server no longer has."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.rule_facts.servers import ContainerServer, Servers
from containerloop.facts import UNHEARD, Container, Listener, Maybe, Network, Outcome, Port
from containerloop.topology.dns import bridge_of
from containerloop.topology.hosts import contains
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports


@diagnosis("CL407", "stale-address", explains={*UNHEARD, Outcome.REFUSED})
def stale_address(
    case: Case, target_listeners: tuple[Listener, ...], servers: Servers
) -> Maybe[Finding | None]:
    """The address is one that the server no longer has.

    ## What it means

    Docker gives a container any free address of the network each time it starts. A
    client that has the address written down, or resolved the name once and remembers
    it, reaches nobody, or whatever has the address now:

        api --> 172.18.0.5:5432     (nobody; "no route to host" after 3 s)
        db   =  172.18.0.3:5432     since it was recreated

    ## How containerloop knows

    The address belongs to a network of the client's. No container has it and nothing
    answered there; or a container has it that neither listens on the port nor is
    configured to, while another one does. If this machine has an address of its own
    in the same range, its local network or VPN overlaps, and a machine there may be
    meant.

    ## Remedy

    Use the name: `db:5432`. A server that remembers addresses (nginx resolves a name
    once, when it starts) has to be restarted, or configured to resolve it again.
    """
    address = case.address
    network = bridge_of(address.host, case.client, case.inventory) if case.client else None
    if case.client is None or network is None or case.inventory.is_engine_host(address.host):
        return None
    wanted = Port(number=address.port, transport=address.transport)
    holder = case.inventory.owning(address.host)
    if holder is None and (case.outcome not in UNHEARD or _overlaps(network, case.inventory)):
        return None
    if holder is not None:
        serves = wanted in declared_ports(holder) or bool(target_listeners)
        if case.outcome is not Outcome.REFUSED or serves:
            return None
    meant = _instead(case, holder, servers)
    if holder is not None and not meant:
        return servers.container_unseen
    now = f"no container on {network.name} has the address {address.host}"
    if holder is not None:
        whose = case.label(holder)
        now = f"{address.host} is the address of {whose} now, which does not serve {address.port}"
    return Finding(
        summary=now,
        subject=f"{case.label(case.client)} {address}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), _holders(network, now)),
        remedies=tuple(sibling(case, server) for server in meant),
    )


def _overlaps(network: Network, inventory: Inventory) -> bool:
    """Whether a network of this machine has the same addresses: Docker's hides it then."""
    own = set(inventory.survey.machine.addresses) - set(network.gateways)
    return any(contains(s, address) for s in network.subnets for address in own)


def _instead(case: Case, holder: Container | None, servers: Servers) -> list[ContainerServer]:
    """Who serves the port on a network of the client's, and has a name there."""
    own = case.inventory.namespace_owner(case.caller).id
    return [
        s
        for s in servers.containers
        if s.container is not holder
        and s.container.state.running
        and case.inventory.namespace_owner(s.container).id != own
        and any(n != "bridge" for n in case.inventory.shared_networks(case.caller, s.container))
    ]


def _holders(network: Network, now: str) -> Evidence:
    return Evidence(
        saw=now,
        command=f"docker network inspect --format '{{{{json .Containers}}}}' {network.name}",
    )
