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
def default_bridge_has_no_names(case: Case, attempts: tuple[Attempt, ...]) -> Finding | None:
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
    if (
        case.client is None
        or asks_docker(case.client, case.inventory)
        or "bridge" not in networks_of(case.client, case.inventory)
    ):
        return None
    called = containers_named(case.address, case.client, case.inventory)
    there = [c for c in called if c.state.running and "bridge" in networks_of(c, case.inventory)]
    if not there:
        return None
    server, name = there[0], case.label(case.client)
    return Finding(
        summary=f"{name} and {case.label(server)} are on the default bridge,"
        " where no container has a name",
        subject=f"{name} {server.name}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            *(
                configured(c, f"{c.name} is on bridge", "NetworkSettings.Networks")
                for c in (
                    case.inventory.namespace_owner(case.client),
                    case.inventory.namespace_owner(server),
                )
            ),
            *_by_number(case, server, attempts),
        ),
        remedies=(off_the_bridge(case, server),),
    )


def _by_number(
    case: Case, server: Container, attempts: tuple[Attempt, ...]
) -> tuple[Evidence, ...]:
    """What the same call came to by the server's address, where it was made."""
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
