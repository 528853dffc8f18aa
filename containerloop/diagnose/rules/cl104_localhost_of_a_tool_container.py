"""CL104: the command runs in a container, and the port is published on the engine's machine."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.from_here import ways_from_here
from containerloop.diagnose.rule_facts.published_elsewhere import PublishedElsewhere
from containerloop.facts import Container, Outcome


@diagnosis(
    "CL104",
    "localhost-of-a-tool-container",
    explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def localhost_of_a_tool_container(
    case: Case, published_elsewhere: PublishedElsewhere | None
) -> Finding | None:
    """The tool runs in a container, and ports are published on the engine's host.

    ## What it means

    A container with `/var/run/docker.sock` mounted controls the engine outside. The
    containers it starts are its siblings, and their ports are published on the host:

        +-- job ------------------+
        |  tests --> localhost:P  --x  (nobody: this is job itself)
        |  docker.sock            |
        +-------------------------+      host:P --> db

    Testcontainers, Jenkins agents and dev containers are often set up like this.

    ## How containerloop knows

    It runs in such a container itself: its control group or its hosts file has the id
    of one of the engine's containers. Localhost was called, nobody serves the port in
    this container, and another one publishes it on the engine's machine.

    ## Remedy

    Use the gateway's address, at which the engine's machine has the port, or join the
    network of the containers and use their names and their own ports:

        docker network connect shop_default "$(hostname)"

    Or give the tool's container `extra_hosts: ["host.docker.internal:host-gateway"]`.
    The port must not be published on 127.0.0.1 only for either. Testcontainers reads
    TESTCONTAINERS_HOST_OVERRIDE.
    """
    found, own = published_elsewhere, case.inventory.survey.machine.in_container
    tool = case.inventory.by_id(own) if own else None
    if found is None or tool is None or found.because != "command-in-container":
        return None
    name, port = case.label(found.container), found.publication.host_port
    return Finding(
        summary=f"containerloop runs in a container itself ({tool.name}), and port {port} of"
        f" {name} is published on the engine's machine, not in that container",
        subject=f"tool {tool.name}",
        evidence=(
            failed_attempt(case.symptom),
            _runs_in(tool),
            configured(found.container, f"{name} publishes {port} there", "NetworkSettings.Ports"),
        ),
        remedies=ways_from_here(case, found),
    )


def _runs_in(tool: Container) -> Evidence:
    words = f"docker inspect --format '{{{{.Id}}}}' {tool.name}"
    return Evidence(saw=f"this process is in the container {tool.name}", command=words)
