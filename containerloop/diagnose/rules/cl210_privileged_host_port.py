"""CL210: the engine has no permission to open host ports below 1024."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.engine_evidence import engine_is_rootless, first_free_to_users
from containerloop.diagnose.evidence import failed_attempt, setting_location, state_of
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.move_host_port import allowed, moved_up
from containerloop.diagnose.rule_facts.privileged_port import PrivilegedPort
from containerloop.facts import FAILURES, Listener


@diagnosis("CL210", "privileged-host-port", explains=FAILURES, explains_wrong_answer=True)
def privileged_host_port(
    case: Case, privileged_port: PrivilegedPort | None, own_listeners: tuple[Listener, ...]
) -> Finding | None:
    """The engine has no permission to open host ports below 1024.

    ## What it means

    A rootless engine runs as an ordinary user, and on Linux such a user cannot listen
    on ports below 1024. With slirp4netns, and with Podman, the container is created
    and does not start; with pasta it starts, and nothing of this machine listens:

        ports: ["80:80"]     cannot expose privileged port 80 ... permission denied
        ports: ["8080:80"]   works

    Only the left number, the host port, matters. Ports inside the container are free.

    ## How containerloop knows

    The engine says that it is rootless, the host port is below the kernel's limit
    (`sysctl net.ipv4.ip_unprivileged_port_start`), and either the engine was denied it
    when it started the container, or the container runs and nothing listens there.

    ## Remedy

    Publish on a port from 1024 up, such as `"8080:80"`. Or lower the limit for the
    whole machine; every user may then listen on port 80 and above:

        sudo sysctl net.ipv4.ip_unprivileged_port_start=80

    Put the setting into a file in `/etc/sysctl.d` to keep it after a restart.
    """
    if privileged_port is None:
        return None
    container, wanted = privileged_port.container, privileged_port.wanted
    name = case.label(container)
    return Finding(
        summary=f"a rootless engine may not open host port {wanted.host_port} for {name}: ports"
        f" below {privileged_port.first} are kept for root",
        subject=name,
        location=setting_location(case.inventory.config(container), "ports"),
        evidence=(
            state_of(container),
            engine_is_rootless(),
            first_free_to_users(privileged_port.first),
            failed_attempt(case.symptom),
        ),
        remedies=(
            moved_up(privileged_port, own_listeners, case.inventory),
            allowed(privileged_port, case.inventory),
        ),
    )
