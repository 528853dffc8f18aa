"""CL403: containers on the default bridge cannot find each other by name."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import (
    configured,
    failed_attempt,
    other_attempt,
    reference_location,
)
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.leave_default_bridge import off_the_bridge
from containerloop.facts import NO_SUCH_NAME, Attempt, Container, Outcome
from containerloop.topology.dns import asks_docker, containers_named, networks_of


@diagnosis("CL403", "default-bridge-has-no-names", explains=NO_SUCH_NAME)
def default_bridge_has_no_names(case: Case, attempts: tuple[Attempt, ...]) -> Finding | None:
    """Containers on the default bridge cannot find each other by name.

    ## What it means

    A plain `docker run` connects a container to the network `bridge`, where containers
    reach each other by address only. Every user-defined network has names:

        bridge:   app --> 172.17.0.2:6379   works    app --> cache:6379   no such name
        my-net:   app --> cache:6379        works

    ## How containerloop knows

    Both run and share no network but `bridge`; the name did not resolve in the client.

    ## Remedy

    Create a network and connect each container to it; that needs no restart:

        docker network create app-net && docker network connect app-net CONTAINER

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
            *(other_attempt(a) for a in attempts if _is_by_number(case, server, a)),
        ),
        remedies=(off_the_bridge(case, server),),
    )


def _on_bridge(case: Case, container: Container) -> bool:
    return "bridge" in networks_of(container, case.inventory)


def _is_by_number(case: Case, server: Container, attempt: Attempt) -> bool:
    """Whether the same call was made to the server's address."""
    if attempt.vantage != case.vantage or attempt.outcome is Outcome.NOT_TRIED:
        return False
    rows = case.inventory.namespace_owner(server).attachments
    return attempt.address.host in {a.ipv4 for a in rows}
