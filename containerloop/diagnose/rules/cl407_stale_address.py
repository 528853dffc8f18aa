"""CL407: the address is one that the server no longer has."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.restart_client import restart_or_rename
from containerloop.diagnose.rule_facts.address_lease import AddressLease
from containerloop.diagnose.rule_facts.servers import ContainerServer, Servers
from containerloop.facts import UNHEARD, Listener, Maybe, Outcome, Port
from containerloop.topology.ports import declared_ports


@diagnosis("CL407", "stale-address", explains={*UNHEARD, Outcome.REFUSED})
def stale_address(
    case: Case,
    target_listeners: tuple[Listener, ...],
    servers: Servers,
    servers_in_reach: tuple[ContainerServer, ...],
    address_lease: AddressLease | None,
) -> Maybe[Finding | None]:
    """The address is one that the server no longer has.

    ## What it means

    Docker gives a container a free address each time it starts. A client that uses an
    old one (written down, or resolved once) reaches nobody, or whoever has it now:

        api --> 172.18.0.5:5432     (nobody; "no route to host" after 3 s)
        db   =  172.18.0.3:5432     since it was recreated

    ## How containerloop knows

    The address is of a network of the client's. Nobody has it, nor this machine's local
    network or VPN the range, and nothing answered; or a container has it that neither
    listens on the port nor is configured to, while another one does.

    ## Remedy

    Use the name: `db:5432`. Restart a program that remembers addresses (nginx resolves
    a name once, when it starts), or configure it to resolve the name again.
    """
    if (lease := address_lease) is None or not _is_stale(case, lease, target_listeners):
        return None
    meant = [s for s in servers_in_reach if s.container is not lease.holder]
    if lease.holder is not None and not meant:
        return servers.container_unseen
    return Finding(
        summary=_summary(case, lease),
        subject=f"{case.label(case.caller)} {case.address}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), _holders(case, lease)),
        remedies=restart_or_rename(case, meant),
    )


def _is_stale(case: Case, lease: AddressLease, listeners: tuple[Listener, ...]) -> bool:
    """Whether nobody is there, or a container that does not listen, nor is configured to."""
    if lease.holder is None:
        return case.outcome in UNHEARD and not lease.ambiguous
    wanted = Port(number=case.address.port, transport=case.address.transport)
    serves = bool(listeners) or wanted in declared_ports(lease.holder)
    return case.outcome is Outcome.REFUSED and not serves


def _summary(case: Case, lease: AddressLease) -> str:
    host, port = case.address.host, case.address.port
    if lease.holder is None:
        return f"no container on {lease.network.name} has the address {host}"
    name = case.label(lease.holder)
    return f"{host} is now the address of {name}, which does not listen on port {port}"


def _holders(case: Case, lease: AddressLease) -> Evidence:
    return Evidence(
        saw=_summary(case, lease),
        command="docker network inspect --format '{{json .Containers}}' " + lease.network.name,
    )
