"""CL402: no container has this name."""

from __future__ import annotations

from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.correct_name import likely, renamed
from containerloop.diagnose.rule_facts.servers import Server
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import NO_SUCH_NAME, Container
from containerloop.topology.dns import (
    asks_docker,
    containers_named,
    is_planned_name,
    names_visible_to,
)
from containerloop.topology.inventory import Inventory


@diagnosis("CL402", "unknown-name", explains=NO_SUCH_NAME)
def unknown_name(
    symptom: Symptom,
    client: Container | None,
    containers: tuple[Container, ...],
    servers: tuple[Server, ...],
    inventory: Inventory,
) -> Finding | None:
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
    host = symptom.expectation.address.host
    if client is None or not asks_docker(client, inventory):
        return None
    if not _is_single_label(host) and not inventory.named(host, client):
        return None
    if host.lower() in names_visible_to(client, inventory) or is_planned_name(host, inventory):
        return None
    if any(not _within_reach(c, client, inventory) for c in containers_named(
        symptom.expectation.address, client, inventory
    )):  # fmt: skip
        return None
    name = inventory.label(client)
    offers = likely(symptom.expectation.address, client, servers, inventory)
    nobody = f"no container on {name}'s networks is called {host}"
    return Finding(
        summary=(offers[0].because if offers else "") or nobody,
        subject=f"{name} {host.lower()}",
        location=reference_location(symptom),
        evidence=(failed_attempt(symptom), _names(client, inventory)),
        remedies=tuple(renamed(symptom, client, offer) for offer in offers),
    )


def _is_single_label(host: str) -> bool:
    """Whether only Docker can be meant: names with dots are also other people's."""
    return "." not in host.rstrip(".")


def _within_reach(server: Container, client: Container, inventory: Inventory) -> bool:
    """Whether a server called so has another name that the client can dial."""
    owner = inventory.namespace_owner(server)
    shared = inventory.shared_networks(client, owner)
    return owner.state.running and any(n != "bridge" for n in shared)


def _names(client: Container, inventory: Inventory) -> Evidence:
    owner = inventory.namespace_owner(client)
    known = sorted(
        {inventory.label(c) for held in names_visible_to(client, inventory).values() for c in held}
    )
    network = next(a.network for a in owner.attachments if a.network != "bridge")
    return Evidence(
        saw=f"the containers with names there: {', '.join(known)}",
        command=f"docker network inspect {network}",
    )
