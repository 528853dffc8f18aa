"""CL402: no container has this name."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.correct_name import likely
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.servers import Servers
from containerloop.facts import NO_SUCH_NAME, Container
from containerloop.topology.dns import (
    asks_docker,
    containers_named,
    is_planned_name,
    names_visible_to,
)


@diagnosis("CL402", "unknown-name", explains=NO_SUCH_NAME)
def unknown_name(case: Case, servers: Servers) -> Finding | None:
    """No container has this name.

    ## What it means

    On a user-defined network a container has these names, each also with the
    network's name behind it (`db.shop_default`), and no others:

        db           the service              shop-db-1      the container
        primary      an alias                 my-host        its hostname
        4c1d0a8f2b7e the first 12 digits of its id
        shop-db, postgres                     (not names of it)

    `links` add names for the one client that has them. Docker forwards any other name
    to the host's name server. If that one answers, the error is "name not found"; if
    it does not, the same typo is a "temporary failure in name resolution" or "server
    misbehaving".

    ## How containerloop knows

    The name was looked up from inside the client and did not resolve, and no
    container has it: neither on the client's networks nor elsewhere. A name with dots
    may be known outside Docker, so nothing is concluded from it unless a container of
    the project has that name.

    ## Remedy

    Write the name that exists. The nearest are offered, those whose server has the
    port first, and each is tried from the client.
    """
    host = case.address.host
    if case.client is None or not asks_docker(case.client, case.inventory):
        return None
    if not _is_single_label(host) and not case.inventory.named(host, case.client):
        return None
    if host.lower() in names_visible_to(case.client, case.inventory) or is_planned_name(
        host, case.inventory
    ):
        return None
    if any(not _within_reach(case, c) for c in containers_named(
        case.address, case.client, case.inventory
    )):  # fmt: skip
        return None
    name = case.label(case.client)
    offers = likely(case, servers)
    nobody = f"no container on {name}'s networks is called {host}"
    return Finding(
        summary=(offers[0].because if offers else "") or nobody,
        subject=f"{name} {host.lower()}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), _names(case)),
        remedies=tuple(instead(case, offer.address) for offer in offers),
    )


def _is_single_label(host: str) -> bool:
    """Whether only Docker can be meant: names with dots are also other people's."""
    return "." not in host.rstrip(".")


def _within_reach(case: Case, server: Container) -> bool:
    """Whether a server called so has another name that the client can dial."""
    owner = case.inventory.namespace_owner(server)
    shared = case.inventory.shared_networks(case.caller, owner)
    return owner.state.running and any(n != "bridge" for n in shared)


def _names(case: Case) -> Evidence:
    owner = case.inventory.namespace_owner(case.caller)
    known = sorted(
        {
            case.label(c)
            for held in names_visible_to(case.caller, case.inventory).values()
            for c in held
        }
    )
    network = next(a.network for a in owner.attachments if a.network != "bridge")
    return Evidence(
        saw=f"the containers with names there: {', '.join(known)}",
        command=f"docker network inspect {network}",
    )
