"""CL418: the container does not ask Docker's resolver."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import within
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, setting_location
from containerloop.diagnose.finding import Evidence, Finding, Location
from containerloop.diagnose.remedies.own_resolver import by_dockers_resolver
from containerloop.facts import FAILURES, Container
from containerloop.facts.parsers.procnet import DOCKER_RESOLVER


@diagnosis("CL418", "resolver-replaced", explains=FAILURES)
def resolver_replaced(
    case: Case, replaced_resolver: tuple[str, ...] | None, hidden_servers: tuple[Container, ...]
) -> Finding | None:
    """The container does not ask Docker's resolver, so service names are unknown to it.

    ## What it means

    On a user-defined network `/etc/resolv.conf` names Docker's resolver, 127.0.0.11.
    If that file is mounted over or rewritten, service names are asked outside and do
    not exist there:

        resolv.conf: 127.0.0.11   db = 172.18.0.3
        resolv.conf: 8.8.8.8      db = no such name

    ## How containerloop knows

    The client is on a user-defined network, where a running container that listens on
    the port has the name, and the first name server in the client's resolv.conf is not
    127.0.0.11. A program that asks a server of its own (nginx's `resolver`, DNS over
    HTTPS) is not seen in this way.

    ## Remedy

    Remove the mount, or whatever rewrites the file (VPN clients do). To choose the
    servers for names outside Docker use `dns: [192.168.1.1]`; Docker's resolver stays
    before them.
    """
    if replaced_resolver is None or not hidden_servers:
        return None
    mounted = "/etc/resolv.conf" in case.inventory.namespace_owner(case.caller).mounted_over
    return Finding(
        summary=_summary(case, replaced_resolver, "is mounted over" if mounted else "was changed"),
        subject=case.vantage,
        location=_location(case) if mounted else None,
        evidence=(
            failed_attempt(case.symptom),
            _read(case, replaced_resolver),
            *(_named(case, c) for c in hidden_servers),
        ),
        remedies=(by_dockers_resolver(case, mounted=mounted),),
    )


def _summary(case: Case, servers: tuple[str, ...], why: str) -> str:
    asks = f"asks {servers[0]} for names" if servers else "has no name server"
    return (
        f"{case.label(case.caller)} {asks} instead of Docker's resolver ({DOCKER_RESOLVER}):"
        f" its /etc/resolv.conf {why}"
    )


def _location(case: Case) -> Location | None:
    return setting_location(case.inventory.config(case.caller), "volumes")


def _read(case: Case, servers: tuple[str, ...]) -> Evidence:
    said = f"its resolv.conf names {' and '.join(servers) or 'no server'}"
    return Evidence(saw=said, command=within(case.caller, "cat", "/etc/resolv.conf"))


def _named(case: Case, server: Container) -> Evidence:
    said = f"{server.name} has the name {case.address.host}"
    return configured(server, said, "NetworkSettings.Networks")
