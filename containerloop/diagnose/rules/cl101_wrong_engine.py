"""CL101: the server is on another engine than the one that was asked, or on its machine."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.another_engine import choose, runs_there, where_it_is
from containerloop.diagnose.remedies.from_here import ways_from_here
from containerloop.diagnose.rule_facts.published_elsewhere import PublishedElsewhere
from containerloop.diagnose.rule_facts.running_elsewhere import RunningElsewhere
from containerloop.facts import NO_SUCH_NAME, Outcome


@diagnosis("CL101", "wrong-engine", explains=NO_SUCH_NAME | {Outcome.REFUSED})
def wrong_engine(
    case: Case,
    published_elsewhere: PublishedElsewhere | None,
    running_elsewhere: RunningElsewhere | None,
) -> Finding | None:
    """The command line talks to another engine than the one the container runs on.

    ## What it means

    A machine can have several engines: Docker Engine, Docker Desktop, Podman, Colima,
    one on a server behind `ssh://`. Each has containers and published ports of its
    own, and a port is published on the machine where its engine runs:

        this machine    localhost:5432 --x  (nobody)
        build-server    docker context "build" --> db, published on build-server:5432

    `docker ps` then shows no containers, or other ones than you expect.

    ## How containerloop knows

    Nothing of the project runs on the engine that was asked, but on that of another
    Docker context with a socket on this machine; other machines are not asked. Or:
    the engine's host is another machine (its kernel or its network differ from this
    one's), the container runs and publishes the port there, and localhost was called.

    ## Remedy

    Choose the engine that has the container:

        docker context use default
        unset DOCKER_HOST

    Where the engine is meant to be on another machine, use that machine's name
    instead of localhost, or forward the port:
    `ssh -L 5432:127.0.0.1:5432 build-server`.
    """
    if running_elsewhere is not None:
        return _missed(case, running_elsewhere)
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


def _missed(case: Case, found: RunningElsewhere) -> Finding | None:
    if (container := found.called(case.address)) is None:
        return None
    return Finding(
        summary=where_it_is(found, container, case.port),
        subject=f"engine {found.engine.context}",
        evidence=(failed_attempt(case.symptom), runs_there(found, container)),
        remedies=(choose(found),),
        alone=not case.inventory.scope,
    )
