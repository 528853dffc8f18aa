"""CL206: the container was created before the compose file was changed."""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.drift import difference
from containerloop.diagnose.evidence import failed_attempt
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.facts import FAILURES, Container, Listener, Maybe


@diagnosis("CL206", "stale-container", explains=FAILURES)
def stale_container(
    case: Case,
    stale: frozenset[str],
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
) -> Finding | None:
    """The container was created before the compose file was changed.

    ## What it means

    A container gets its ports, environment, networks and extra hosts when it is
    created. Editing the file changes no container, and restarting one does not
    either:

        docker compose restart db     the same container again, as it was
        docker compose up -d db       a new one, from the current file

    ## How containerloop knows

    Compose notes on each container a hash of the configuration it was created from;
    the file's hash is another one now. And what differs is just what the failing call
    needs: the port that is used or published, the address, a network, a name.

    ## Remedy

        docker compose up -d db

    This recreates the container. Data in volumes stays; what was written elsewhere in
    the container is lost.
    """
    found = difference(case, stale, listeners_by_container)
    if found is None:
        return None
    name = case.label(found.container)
    return Finding(
        summary=f"{name} is older than the compose file, which now {found.what}",
        subject=name,
        location=found.location,
        evidence=(_older(case, found.container), failed_attempt(case.symptom)),
        remedies=(
            Proposal(
                summary=f"recreate {name} from the current compose file",
                host_command=compose(case.inventory, "up", "-d", name),
                trial=found.trial,
            ),
        ),
    )


def _older(case: Case, container: Container) -> Evidence:
    name = case.label(container)
    asked = f"docker inspect {container.name} | grep config-hash"
    return Evidence(
        saw=f"{container.name} was created from an older version of service {name}",
        command=f"{asked}; {compose(case.inventory, 'config', '--hash', name)}",
    )
