"""CL403: containers on the default bridge cannot find each other by name."""

from __future__ import annotations

from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, dialled, written_at
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.leave_default_bridge import off_the_bridge
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import NO_SUCH_NAME, Attempt, Container, Outcome
from containerloop.topology.dns import asks_docker, carriers, on
from containerloop.topology.inventory import Parties


@diagnosis("CL403", "default-bridge-has-no-names", explains=NO_SUCH_NAME)
def default_bridge_has_no_names(
    symptom: Symptom,
    client: Container | None,
    attempts: tuple[Attempt, ...],
    containers: tuple[Container, ...],
    parties: Parties,
) -> Finding | None:
    """Containers on the default bridge cannot find each other by name.

    ## What it means

    A plain `docker run` puts a container on the network `bridge`. It is older than
    Docker's resolver: containers there reach each other by address, and names do not
    resolve. Every user-defined network has names:

        bridge:   app --> 172.17.0.2:6379   works    app --> cache:6379   no such name
        my-net:   app --> cache:6379        works

    ## How containerloop knows

    Client and server run, and both are on `bridge` and on no other network in common;
    the name was looked up from inside the client and did not resolve.

    ## Remedy

    Create a network and connect both to it; that needs no restart:

        docker network create app-net
        docker network connect app-net app
        docker network connect app-net cache

    An address of the bridge works too, until one of them is started again.
    """
    if client is None or asks_docker(client, parties) or "bridge" not in on(client, parties):
        return None
    called = carriers(symptom.expectation.address, client, parties)
    there = [c for c in called if c.state.running and "bridge" in on(c, parties)]
    if not there:
        return None
    server, name = there[0], parties.label(client)
    return Finding(
        summary=f"{name} and {parties.label(server)} are on the default bridge,"
        " where no container has a name",
        subject=f"{name} {server.name}",
        location=written_at(symptom),
        evidence=(
            dialled(symptom),
            *(
                configured(c, f"{c.name} is on bridge", "NetworkSettings.Networks")
                for c in (parties.namespace_owner(client), parties.namespace_owner(server))
            ),
            *_by_number(symptom, server, attempts, parties),
        ),
        remedies=(off_the_bridge(client, server, symptom, parties),),
    )


def _by_number(
    symptom: Symptom, server: Container, attempts: tuple[Attempt, ...], parties: Parties
) -> tuple[Evidence, ...]:
    """What the same call came to by the server's address, where it was made."""
    own = {a.ipv4 for a in parties.namespace_owner(server).attachments}
    return tuple(
        Evidence(
            saw=f"by its address, {a.address}: {a.outcome}",
            command=f"containerloop why {a.address} --from {a.vantage}",
        )
        for a in attempts
        if a.vantage == symptom.expectation.vantage
        and a.address.host in own
        and a.outcome is not Outcome.NOT_TRIED
    )
