"""CL103: the program that brings published ports out of the virtual machine does not work."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import recreate
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.engine_evidence import engine_is
from containerloop.diagnose.evidence import failed_attempt, other_attempt
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Attempt, Outcome
from containerloop.platforms.traits import Platform


@diagnosis("CL103", "vm-forwarder-down", explains={Outcome.REFUSED, Outcome.TIMED_OUT})
def vm_forwarder_down(
    case: Case, platform: Platform, answered_inside: Attempt | None
) -> Finding | None:
    """The program that brings published ports out of the virtual machine does not work.

    ## What it means

    Where the engine runs in a virtual machine, a forwarder on this computer listens
    on the published port and passes connections on. After sleep, an update or a crash
    it may be gone or may accept and close at once, while the container is well:

        this machine --> localhost:8080 --x  forwarder      VM: web :80 answers

    Forwarders also have limits that depend on product and version: UDP, IPv6, ports
    below 1024, containers with host networking.

    ## How containerloop knows

    A running container publishes the port, this machine was refused there or heard
    nothing, and the same port answered a probe inside the virtual machine, which needs
    no forwarder.

    ## Remedy

    Restart Docker Desktop, or the virtual machine (`colima restart`,
    `podman machine stop` and `start`). For one port, recreate its container:

        docker compose up -d --force-recreate web

    Not tested live: this page rests on issue threads of docker/for-mac,
    docker/for-win, abiosoft/colima and lima-vm/lima.
    """
    server = case.destination.container
    if answered_inside is None or server is None:
        return None
    name = case.label(server)
    return Finding(
        summary=f"{name} answers at its published port inside the virtual machine of"
        f" {platform.name}, whose program on this machine does not pass the port on",
        subject=f"{name} {case.address.port}",
        evidence=(
            failed_attempt(case.symptom),
            other_attempt(answered_inside),
            engine_is(platform.name),
        ),
        remedies=(
            Proposal(
                summary=f"recreate {name}; if other published ports fail too, restart"
                f" {platform.name}",
                host_command=recreate(server, case.inventory),
                trial=Untriable(reason="it restarts your containers"),
            ),
        ),
    )
