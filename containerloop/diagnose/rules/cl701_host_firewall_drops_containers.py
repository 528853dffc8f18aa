"""CL701: the host's firewall blocks what containers send to the host."""

from __future__ import annotations

from containerloop.diagnose import evidence
from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.open_firewall import opening
from containerloop.facts import Control, Listener, Outcome


@diagnosis(
    "CL701",
    "host-firewall-drops-containers",
    explains={Outcome.TIMED_OUT, Outcome.REFUSED, Outcome.HOST_UNREACHABLE},
)
def host_firewall_drops_containers(
    case: Case, control: Control | None, host_listeners: tuple[Listener, ...]
) -> Finding | None:
    """The host's firewall blocks what containers send to the host.

    ## What it means

    To the host a container is another machine: its packets arrive on a bridge and
    meet the rules for incoming traffic (INPUT). A firewall that lets nothing in
    blocks them:

        api --> 172.17.0.1:11434 --> INPUT rules --x     ollama 0.0.0.0:11434
        the host itself --------------- (lo) ----------> ollama

    DROP looks like silence, REJECT like a port where nothing listens or a host that
    cannot be reached. Published ports still work from other machines: the host
    forwards those packets, and they never meet these rules.

    ## How containerloop knows

    By an experiment: on a free port of the same address of the host, the host reached a
    test listener, and the container failed as it does with the real server. So the
    server is not the cause. (A rule in OUTPUT that blocks the replies looks the same. A
    rule inside the container shows in a datagram that its kernel refuses to send.)

    ## Remedy

    One rule for the port and the containers' network:

        sudo ufw allow from 172.18.0.0/16 to any port 11434 proto tcp

    A recreated network may get another subnet. A bridge with a fixed name keeps its
    rule (`-i br-shop`, `in on br-shop`):

    ```yaml
    networks:
      default: {driver_opts: {com.docker.network.bridge.name: br-shop}}
    ```
    """
    if control is None or case.client is None or control.far.outcome is not case.outcome:
        return None
    port, name = case.address.port, case.label(case.client)
    firewall = case.inventory.survey.machine.firewall
    return Finding(
        summary=_summary(firewall, name, control.host),
        subject=f"{name} {control.host}",
        location=evidence.reference_location(case.symptom),
        evidence=(
            evidence.reached_by_host_alone(control, name, firewall),
            evidence.failed_attempt(case.symptom),
            *(evidence.listening_socket(x, None) for x in host_listeners if x.port == port),
        ),
        remedies=(opening(case, control.host, port),),
    )


def _summary(firewall: str | None, client: str, host: str) -> str:
    named = f" ({firewall})" if firewall else ""
    return (
        f"the host's firewall{named} blocks {client} from reaching {host}:"
        " a test listener on another port there was blocked too"
    )
