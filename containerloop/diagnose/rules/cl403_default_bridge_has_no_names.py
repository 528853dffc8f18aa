"""CL403: containers on the default bridge cannot find each other by name."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.leave_default_bridge import off_the_bridge
from containerloop.facts import NO_SUCH_NAME, Attempt, Container, Outcome
from containerloop.topology.dns import asks_docker, containers_named, networks_of


@diagnosis("CL403", "default-bridge-has-no-names", explains=NO_SUCH_NAME)
def default_bridge_has_no_names(
    case: Case,
    attempts: tuple[Attempt, ...],
) -> Finding | None:
    """Containers on the default bridge cannot find each other by name.

    ## What it means

    A plain `docker run` connects a container to the network `bridge`, where containers
    reach each other by address only. Every user-defined network has names:

        bridge:   app --> 172.17.0.2:6379   works    app --> cache:6379   no such name
        my-net:   app --> cache:6379        works

    ## How containerloop knows

    Client and server run and share no network but `bridge`; the name did not resolve
    inside the client.

    ## Remedy

    Create a network and connect both to it; that needs no restart:

        docker network create app-net
        docker network connect app-net app
        docker network connect app-net cache

    An address of the bridge works too, until the server is started again.
    """
    client = case.client
    if client is None or asks_docker(client, case.inventory) or not _on_bridge(case, client):
        return None
    named = containers_named(case.address, client, case.inventory)
    server = next((c for c in named if c.state.running and _on_bridge(case, c)), None)
    if server is None:
        return None
    name, owner = case.label(client), case.inventory.namespace_owner
    return Finding(
        summary=f"{name} and {case.label(server)} are on the default bridge,"
        " where container names do not resolve",
        subject=f"{name} {server.name}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            *(
                configured(c, f"{c.name} is on bridge", "NetworkSettings.Networks")
                for c in (owner(client), owner(server))
            ),
            *_by_number(case, server, attempts),
        ),
        remedies=(off_the_bridge(case, server),),
    )


def _on_bridge(case: Case, container: Container) -> bool:
    return "bridge" in networks_of(container, case.inventory)


def _by_number(
    case: Case, server: Container, attempts: tuple[Attempt, ...]
) -> tuple[Evidence, ...]:
    """What came of the same call to the server's address, where it was made."""
    own = {a.ipv4 for a in case.inventory.namespace_owner(server).attachments}
    return tuple(
        Evidence(
            saw=f"by its address, {a.address}: {a.outcome}",
            command=f"containerloop why {a.address} --from {a.vantage}",
        )
        for a in attempts
        if a.vantage == case.vantage
        and a.address.host in own
        and a.outcome is not Outcome.NOT_TRIED
    )
