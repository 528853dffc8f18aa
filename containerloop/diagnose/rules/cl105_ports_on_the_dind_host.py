"""CL105: the engine runs in a container, on which the port is published."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.from_here import ways_from_here
from containerloop.diagnose.rule_facts.published_elsewhere import PublishedElsewhere
from containerloop.facts import Outcome


@diagnosis("CL105", "ports-on-the-dind-host", explains={Outcome.REFUSED})
def ports_on_the_dind_host(
    case: Case, published_elsewhere: PublishedElsewhere | None
) -> Finding | None:
    """The engine is in a container itself, and published ports are on that container.

    ## What it means

    In CI jobs the engine is often a service container (`docker:dind`). A port that it
    publishes is opened in the engine's container, not in the job's:

        +-- job ---------------+        +-- docker (dind) -----------+
        |  curl localhost:8080 --x      |  :8080 --> web :80         |
        |  curl docker:8080  ---------> |                            |
        +----------------------+        +----------------------------+

    ## How containerloop knows

    The engine's name is that of a container, its network is not this machine's, a
    container publishes the port there, and localhost was called.

    ## Remedy

    Use the host part of DOCKER_HOST instead of localhost: `http://docker:8080`. For
    Testcontainers set `TESTCONTAINERS_HOST_OVERRIDE=docker`. The port must be
    published on all addresses, not on 127.0.0.1.

    Service containers of GitHub Actions are another case: a job with `container:`
    uses the service's label (`postgres:5432`); a job that runs on the runner itself
    needs `ports:` and uses localhost.
    """
    found = published_elsewhere
    if found is None or found.because != "engine-in-container":
        return None
    name, port = case.label(found.container), found.publication.host_port
    return Finding(
        summary=f"the engine runs in a container itself ({found.at or 'elsewhere'}), and port"
        f" {port} of {name} is published there, not on this machine",
        subject=f"engine {found.at or 'elsewhere'}",
        evidence=(
            failed_attempt(case.symptom),
            configured(found.container, f"{name} publishes {port} there", "NetworkSettings.Ports"),
        ),
        remedies=ways_from_here(case, found),
    )
