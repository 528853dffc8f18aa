"""CL213: the engine says that a host port is taken, and nothing is seen to have it."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, setting_location, state_of
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.move_host_port import given_back, moved
from containerloop.diagnose.rule_facts.unowned_port import UnownedPort
from containerloop.facts import FAILURES, Listener


@diagnosis("CL213", "port-held-by-nobody", explains=FAILURES, explains_wrong_answer=True)
def port_held_by_nobody(
    case: Case, unowned_port: UnownedPort | None, own_listeners: tuple[Listener, ...]
) -> Finding | None:
    """The engine says that the host port is in use, but nothing can be found that uses it.

    ## What it means

    The container fails with "port is already allocated" or "address already in use",
    and no owner is in sight:

        ss -ltnp            no line with :5432
        docker ps -a        no container that publishes 5432
        docker compose up   port is already allocated

    The first is said of the engine's own list, to which a crash or a race of two starts
    can leave a port. The second is the kernel's: a process has the port and does not
    listen on it (it only bound it, or calls from it), or it had it and is gone.

    ## How containerloop knows

    The engine's message of the last start names a port that the container asks for. No
    container publishes it, and no socket of this machine listens on it.

    ## Remedy

    Publish on another host port. Or look for a socket that does not listen (`-B`, in
    iproute2 6.8 and later, shows those that are only bound):

        sudo ss -tanp 'sport = :5432'

    If there is none, start the container again. If the engine says the same, restart
    it, which clears its list; containers stop with it unless live-restore is on:

        sudo systemctl restart docker

    Ports of `sysctl net.ipv4.ip_local_port_range` are taken now and then by programs
    that call out: publish below that range.
    """
    if unowned_port is None:
        return None
    idle, wanted = unowned_port.container, unowned_port.wanted
    port, name = wanted.host_port, case.label(idle)
    who = "the engine's own list" if unowned_port.listed else "the kernel"
    return Finding(
        summary=f"{name} could not start: by {who} host port {port} is in use, and no container and"
        " no listening process has it",
        subject=name,
        location=setting_location(case.inventory.config(idle), "ports"),
        evidence=(
            state_of(idle),
            Evidence(
                saw=f"nothing listens on port {port} here", command=f"ss -ltnp 'sport = :{port}'"
            ),
            Evidence(saw="no container has it", command=f"docker ps -a --filter publish={port}"),
            failed_attempt(case.symptom),
        ),
        remedies=(
            moved(idle, wanted, own_listeners, case.inventory),
            given_back(idle, wanted, case.inventory),
        ),
        alone=True,
    )
