"""CL301: client and server have no network in common."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.join_network import join
from containerloop.facts import NO_SUCH_NAME, Container, Outcome
from containerloop.topology.dns import containers_named, networks_of
from containerloop.topology.inventory import Inventory

MOST = 3


@diagnosis(
    "CL301",
    "no-shared-network",
    explains=NO_SUCH_NAME
    | {Outcome.TIMED_OUT, Outcome.HOST_UNREACHABLE, Outcome.NETWORK_UNREACHABLE},
)
def no_shared_network(case: Case) -> Finding | None:
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
    if case.client is None or not networks_of(case.client, case.inventory):
        return None
    apart = [c for c in _meant(case) if networks_of(c, case.inventory)]
    if not apart or any(_meet(case, c) for c in apart):
        return None
    name, servers = case.label(case.client), apart[:MOST]
    theirs = " and ".join(f"{case.label(c)} on {_list(c, case.inventory)}" for c in servers)
    return Finding(
        summary=f"{name} is on {_list(case.client, case.inventory)}, {theirs}: no network has both",
        subject=f"{name} {servers[0].name}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            *(_stands(c, case.inventory) for c in (case.client, *servers)),
        ),
        remedies=tuple(join(case, c) for c in servers),
    )


def _meant(case: Case) -> tuple[Container, ...]:
    if case.outcome in NO_SUCH_NAME:
        return containers_named(case.address, case.caller, case.inventory)
    there = case.destination.container if case.destination.by == "address" else None
    return (there,) if there else ()


def _meet(case: Case, server: Container) -> bool:
    """Whether they share a network, or would if they were made again as the file is now."""
    one, other = case.inventory.config(case.caller), case.inventory.config(server)
    planned = set(one.networks) & set(other.networks) if one and other else ()
    return bool(planned or case.inventory.shared_networks(case.caller, server))


def _list(container: Container, inventory: Inventory) -> str:
    return " and ".join(networks_of(container, inventory))


def _stands(container: Container, inventory: Inventory) -> Evidence:
    owner = inventory.namespace_owner(container)
    return configured(
        owner, f"{owner.name} is on {_list(owner, inventory)}", "NetworkSettings.Networks"
    )
