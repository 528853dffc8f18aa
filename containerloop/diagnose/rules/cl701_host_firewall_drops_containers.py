"""CL701: the host's firewall blocks what containers send to the host."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, listening_socket, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.open_firewall import opening
from containerloop.facts import Control, Listener, Outcome

SHOWS_AGAIN = {"ufw": "sudo ufw status verbose", "firewalld": "sudo firewall-cmd --list-all-zones"}


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

    DROP looks like silence, REJECT like a port where nothing listens, or like a host
    that cannot be reached. Published ports still work from other machines: those
    packets are forwarded by the host and never meet these rules.

    ## How containerloop knows

    By an experiment. A test listener was opened on the same address of the host, on a
    free port; the host itself reached it, and the container failed as it does with
    the real server. So the server is not the cause. (A rule in OUTPUT that blocks the
    replies looks the same.)

    ## Remedy

    One rule for the port and the containers' network:

        sudo ufw allow from 172.18.0.0/16 to any port 11434 proto tcp

    A recreated network may get another subnet. A bridge with a fixed name keeps its
    rule (`-i br-shop`, `in on br-shop`):

    ```yaml
    networks:
      default:
        driver_opts:
          com.docker.network.bridge.name: br-shop
    ```
    """
    if control is None or case.client is None or control.far.outcome is not case.outcome:
        return None
    address, name = case.address, case.label(case.client)
    firewall = case.inventory.survey.machine.firewall
    return Finding(
        summary=f"the host's firewall{f' ({firewall})' if firewall else ''} stops what {name}"
        f" sends to {control.host}: a probe that listened on another port there fared alike",
        subject=f"{name} {control.host}",
        location=reference_location(case.symptom),
        evidence=(
            Evidence(
                saw=f"a probe listened on {control.near.address} of the host: reached from the"
                f" host, {control.far.outcome} from {name}",
                command=SHOWS_AGAIN.get(firewall or "", "sudo iptables -S INPUT"),
            ),
            failed_attempt(case.symptom),
            *(listening_socket(x, None) for x in host_listeners if x.port == address.port),
        ),
        remedies=(opening(case, control.host, address.port),),
    )
