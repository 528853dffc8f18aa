"""CL101: the engine is on another machine, and the port is published there."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.from_here import ways_from_here
from containerloop.diagnose.rule_facts.published_elsewhere import PublishedElsewhere
from containerloop.facts import Outcome


@diagnosis("CL101", "wrong-engine", explains={Outcome.REFUSED})
def wrong_engine(case: Case, published_elsewhere: PublishedElsewhere | None) -> Finding | None:
    """The command line talks to another engine than the one the container runs on.

    ## What it means

    A machine can have several engines: Docker Engine, Docker Desktop, Podman, Colima,
    one on a server behind `ssh://`. Each has containers and published ports of its
    own, and a port is published on the machine where its engine runs:

        this machine    localhost:5432 --x  (nobody)
        build-server    docker context "build" --> db, published on build-server:5432

    `docker ps` then shows no containers, or other ones than you expect.

    ## How containerloop knows

    The engine's host is another machine (its kernel or its network differ from this
    one's), the container runs and publishes the port there, and localhost was called.

    ## Remedy

    Choose the engine that has the container:

        docker context use default
        unset DOCKER_HOST

    Where the engine is meant to be on another machine, use that machine's name
    instead of localhost, or forward the port:
    `ssh -L 5432:127.0.0.1:5432 build-server`.
    """
    found = published_elsewhere
    if found is None or found.because != "other-machine":
        return None
    name, port = case.label(found.container), found.publication.host_port
    return Finding(
        summary=f"port {port} of {name} is published on the engine's machine"
        f" ({found.at or 'elsewhere'}), not on this one",
        subject=f"engine {found.at or 'elsewhere'}",
        evidence=(
            failed_attempt(case.symptom),
            configured(found.container, f"{name} publishes {port} there", "NetworkSettings.Ports"),
        ),
        remedies=ways_from_here(case, found),
    )
