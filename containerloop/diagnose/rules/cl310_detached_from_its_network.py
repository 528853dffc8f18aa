"""CL310: the container is on none of its networks."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, setting_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.reattach import reattached
from containerloop.diagnose.rule_facts.detached import Detached
from containerloop.facts import LOST, Container, Outcome


@diagnosis("CL310", "detached-from-its-network", explains=LOST | {Outcome.REFUSED})
def detached_from_its_network(case: Case, detached: Detached | None) -> Finding | None:
    """The container runs, but it is on none of the networks its project gives it.

    ## What it means

    `docker network disconnect`, a network that was removed by force, or a failed
    start can leave a running container without the network that its compose file
    names. It keeps running, and no other service can find or reach it:

        the file      web: [default]
        the engine    shop-web-1: no network

    Its published ports are gone with the network, though `ports:` still has them.

    ## How containerloop knows

    The engine lists none of the networks of its service for the running container,
    or not the one on which it would meet the other party, and it is not older than the
    file; or, for one that no file describes, no network at all where it had one.

    ## Remedy

    Recreate the container:

        docker compose up -d --force-recreate web

    Or connect it as it is. Give the service's name along, which Compose would add:

        docker network connect --alias web shop_default shop-web-1
    """
    if detached is None:
        return None
    container = detached.container
    said = f"{container.name} is on {' and '.join(detached.on) or 'no network'}"
    return Finding(
        summary=_summary(_named(case, container), detached),
        subject=container.name,
        location=setting_location(case.inventory.config(container), "networks"),
        evidence=(
            failed_attempt(case.symptom),
            configured(container, said, "NetworkSettings.Networks"),
        ),
        remedies=reattached(case, detached),
    )


def _named(case: Case, container: Container) -> str:
    """Its service's name; of several copies its own as well."""
    copies = [c for c in case.inventory.scope if c.service == container.service and not c.one_off]
    label = case.label(container)
    return f"{label} ({container.name})" if container.service and len(copies) > 1 else label


def _summary(name: str, detached: Detached) -> str:
    networks = " or ".join(detached.wanted)
    instead = f" (only to {' and '.join(detached.on)})" if detached.on else ""
    return f"{name} runs, but is no longer connected to its network {networks}{instead}"
