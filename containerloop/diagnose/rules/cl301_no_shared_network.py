"""CL301: client and server have no network in common."""

from __future__ import annotations

from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.join_network import join
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import NO_SUCH_NAME, Container, Network, Outcome
from containerloop.topology.destination import Destination
from containerloop.topology.dns import containers_named, networks_of
from containerloop.topology.inventory import Inventory

MOST = 3


@diagnosis(
    "CL301",
    "no-shared-network",
    explains=NO_SUCH_NAME
    | {Outcome.TIMED_OUT, Outcome.HOST_UNREACHABLE, Outcome.NETWORK_UNREACHABLE},
)
def no_shared_network(
    symptom: Symptom,
    client: Container | None,
    destination: Destination,
    containers: tuple[Container, ...],
    networks: tuple[Network, ...],
    inventory: Inventory,
) -> Finding | None:
    """The two containers have no network in common.

    ## What it means

    Docker's networks are separate: names are answered and packets pass only inside
    one of them. Between two networks the name does not resolve, and a call to the
    address gets no answer at all:

        +-- shop_default --+     +-- shop_back -----+
        |  api             |  x  |  db :5432        |
        +------------------+     +------------------+

    Every compose project has a `default` network of its own. A service that lists
    `networks:` is on those only and not on `default`.

    ## How containerloop knows

    The engine lists no network that both containers are connected to, and the name
    did not resolve (or the address did not answer).

    ## Remedy

    Connect the client to the server's network too:

        api:
          networks: [default, back]

    For another project's network, name it with `external: true` at the end of the
    file.
    """
    if client is None or not networks_of(client, inventory):
        return None
    apart = [
        c for c in _meant(symptom, client, destination, inventory) if networks_of(c, inventory)
    ]
    if not apart or any(_meet(client, c, inventory) for c in apart):
        return None
    name, servers = inventory.label(client), apart[:MOST]
    theirs = " and ".join(f"{inventory.label(c)} on {_list(c, inventory)}" for c in servers)
    return Finding(
        summary=f"{name} is on {_list(client, inventory)}, {theirs}: no network has both",
        subject=f"{name} {servers[0].name}",
        location=reference_location(symptom),
        evidence=(failed_attempt(symptom), *(_stands(c, inventory) for c in (client, *servers))),
        remedies=tuple(join(symptom, client, c, inventory) for c in servers),
    )


def _meant(
    symptom: Symptom, client: Container, destination: Destination, inventory: Inventory
) -> tuple[Container, ...]:
    if symptom.outcome in NO_SUCH_NAME:
        return containers_named(symptom.expectation.address, client, inventory)
    there = destination.container if destination.by == "address" else None
    return (there,) if there else ()


def _meet(client: Container, server: Container, inventory: Inventory) -> bool:
    """Whether they share a network, or would if they were made again as the file is now."""
    one, other = inventory.config(client), inventory.config(server)
    planned = set(one.networks) & set(other.networks) if one and other else ()
    return bool(planned or inventory.shared_networks(client, server))


def _list(container: Container, inventory: Inventory) -> str:
    return " and ".join(networks_of(container, inventory))


def _stands(container: Container, inventory: Inventory) -> Evidence:
    owner = inventory.namespace_owner(container)
    return configured(
        owner, f"{owner.name} is on {_list(owner, inventory)}", "NetworkSettings.Networks"
    )
