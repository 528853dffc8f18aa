"""CL301: client and server have no network in common."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.join_network import join
from containerloop.facts import LOST, Container
from containerloop.topology.dns import networks_of
from containerloop.topology.inventory import Inventory

MOST = 3
"""How many servers of one name are shown."""


@diagnosis("CL301", "no-shared-network", explains=LOST)
def no_shared_network(case: Case, separated_servers: tuple[Container, ...]) -> Finding | None:
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
    if not separated_servers:
        return None
    servers = separated_servers[:MOST]
    return Finding(
        summary=_summary(case, servers),
        subject=f"{case.label(case.caller)} {servers[0].name}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            *(_connected(c, case.inventory) for c in (case.caller, *servers)),
        ),
        remedies=tuple(join(case, c) for c in servers),
    )


def _summary(case: Case, servers: tuple[Container, ...]) -> str:
    client, names = case.label(case.caller), " or ".join(case.label(c) for c in servers)
    where = (f"{case.label(c)}: {_networks(c, case.inventory)}" for c in (case.caller, *servers))
    one = f"{client} and {names} share no network"
    said = one if len(servers) == 1 else f"{client} shares no network with {names}"
    return f"{said} ({', '.join(where)})"


def _networks(container: Container, inventory: Inventory) -> str:
    return " and ".join(networks_of(container, inventory))


def _connected(container: Container, inventory: Inventory) -> Evidence:
    owner = inventory.namespace_owner(container)
    said = f"{owner.name} is connected to {_networks(owner, inventory)}"
    return configured(owner, said, "NetworkSettings.Networks")
