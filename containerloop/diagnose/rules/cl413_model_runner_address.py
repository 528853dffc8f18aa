"""CL413: Docker Model Runner is called at the address of another engine."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.model_runner import through_the_gateway
from containerloop.facts import NO_SUCH_NAME, Listener, Outcome
from containerloop.platforms.traits import Platform
from containerloop.topology.hosts import MODEL_RUNNER, MODEL_RUNNER_PORT


@diagnosis("CL413", "model-runner-address", explains=NO_SUCH_NAME | {Outcome.REFUSED})
def model_runner_address(
    case: Case, platform: Platform, host_listeners: tuple[Listener, ...]
) -> Finding | None:
    """Docker Model Runner is not at the address that this container uses.

    ## What it means

    Docker Model Runner is reached at an address that depends on the engine:

        Docker Desktop   in a container    http://model-runner.docker.internal/
                         on this machine   http://localhost:12434/  (TCP switched on)
        Docker Engine    in a container    http://172.17.0.1:12434/ (the host gateway)
                         on this machine   http://localhost:12434/

    On Docker Engine the name model-runner.docker.internal does not exist unless it is
    added, and then the port is needed too.

    ## How containerloop knows

    The engine is Docker Engine, and a container calls that name: it does not resolve
    there, or it does and another port than 12434 is refused.

    ## Remedy

    On Docker Engine, add the name and use `http://model-runner.docker.internal:12434/`:

        extra_hosts: ["model-runner.docker.internal:host-gateway"]

    On Docker Desktop, leave the port out in containers. For programs on this machine
    switch TCP on: `docker desktop enable model-runner --tcp 12434`.

    Not tested live: the runner itself (another server stood in its place), and the
    lines for Docker Desktop, which rest on Docker's documentation of Model Runner.
    """
    client, port = case.client, case.address.port
    if client is None or case.address.host.lower() != MODEL_RUNNER or platform.family != "docker":
        return None
    resolved = case.outcome is Outcome.REFUSED
    if resolved and port == MODEL_RUNNER_PORT:
        return None
    name = case.label(client)
    lines = configured(client, f"extra_hosts of {name}, as the engine has it", _HOSTS)
    return Finding(
        summary=_summary(name, port, resolved),
        subject=name,
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), lines),
        remedies=(through_the_gateway(case, host_listeners),),
        alone=True,
    )


_HOSTS = "HostConfig.ExtraHosts"


def _summary(name: str, port: int, resolved: bool) -> str:
    at = f"{name} calls Docker Model Runner as on Docker Desktop"
    why = f"port {port} of this machine is not it" if resolved else "the name does not exist here"
    return f"{at}: with Docker Engine {why}, and its port is {MODEL_RUNNER_PORT}"
