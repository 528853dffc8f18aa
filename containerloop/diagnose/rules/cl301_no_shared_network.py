"""CL301: client and server have no network in common."""

from __future__ import annotations

from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, dialled, written_at
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.join_network import join
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import NO_SUCH_NAME, Container, Network, Outcome
from containerloop.topology.destination import Addressed
from containerloop.topology.dns import carriers, on
from containerloop.topology.inventory import Parties

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
    addressed: Addressed,
    containers: tuple[Container, ...],
    networks: tuple[Network, ...],
    parties: Parties,
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
    if client is None or not on(client, parties):
        return None
    apart = [c for c in _meant(symptom, client, addressed, parties) if on(c, parties)]
    if not apart or any(_meet(client, c, parties) for c in apart):
        return None
    name, servers = parties.label(client), apart[:MOST]
    theirs = " and ".join(f"{parties.label(c)} on {_list(c, parties)}" for c in servers)
    return Finding(
        summary=f"{name} is on {_list(client, parties)}, {theirs}: no network has both",
        subject=f"{name} {servers[0].name}",
        location=written_at(symptom),
        evidence=(dialled(symptom), *(_stands(c, parties) for c in (client, *servers))),
        remedies=tuple(join(symptom, client, c, parties) for c in servers),
    )


def _meant(
    symptom: Symptom, client: Container, addressed: Addressed, parties: Parties
) -> tuple[Container, ...]:
    if symptom.outcome in NO_SUCH_NAME:
        return carriers(symptom.expectation.address, client, parties)
    there = addressed.container if addressed.by == "address" else None
    return (there,) if there else ()


def _meet(client: Container, server: Container, parties: Parties) -> bool:
    """Whether they share a network, or would if they were made again as the file is now."""
    one, other = parties.config(client), parties.config(server)
    planned = set(one.networks) & set(other.networks) if one and other else ()
    return bool(planned or parties.shared_networks(client, server))


def _list(container: Container, parties: Parties) -> str:
    return " and ".join(on(container, parties))


def _stands(container: Container, parties: Parties) -> Evidence:
    owner = parties.namespace_owner(container)
    return configured(
        owner, f"{owner.name} is on {_list(owner, parties)}", "NetworkSettings.Networks"
    )
