"""CL703: the kernel of the engine's host does not forward packets."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.rule_facts.beyond import WayOut
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Outcome


@diagnosis("CL703", "ip-forwarding-off", explains={Outcome.TIMED_OUT})
def ip_forwarding_off(case: Case, forwarding_off: WayOut | None) -> Finding | None:
    """The kernel of the host does not forward packets between networks.

    ## What it means

    Containers reach other machines, and are reached by them, because the host forwards
    packets. With `net.ipv4.ip_forward = 0` it does not:

        container    --> 203.0.113.7:443 --x
        phone        --> host:8080       --x  web
        the host     --> 127.0.0.1:8080       web   works (nothing is forwarded)

    Docker switches forwarding on when it starts. A hardening tool or a later sysctl
    file can switch it off again.

    ## How containerloop knows

    A container on a bridge network called an address beyond its host and got no answer,
    and the host's kernel says 0. Of an engine elsewhere only its own warning in
    `docker info` tells, which is as old as the engine's last start.

    ## Remedy

    Switch it on now, and keep it on:

        sudo sysctl -w net.ipv4.ip_forward=1
        echo net.ipv4.ip_forward=1 | sudo tee /etc/sysctl.d/99-forward.conf

    `grep -r ip_forward /etc/sysctl.conf /etc/sysctl.d` finds the file that sets it
    to 0. With its nftables backend Docker does not switch it on itself.
    """
    if forwarding_off is None:
        return None
    owner, network = case.inventory.namespace_owner(case.caller), forwarding_off.network
    here = case.inventory.survey.machine.forwarding is False
    says = "the host's kernel has net.ipv4.ip_forward=0" if here else "the engine warns of it"
    remedy = Proposal(
        summary="switch on IP forwarding on the engine's host (and keep it on in /etc/sysctl.d)",
        address=case.address,
        host_command="sudo sysctl -w net.ipv4.ip_forward=1",
        trial=Untriable(reason="containerloop does not change settings of the kernel"),
    )
    return Finding(
        summary="the engine's host does not forward packets (net.ipv4.ip_forward=0), so"
        " containers reach nothing beyond it",
        subject="net.ipv4.ip_forward",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            Evidence(saw=says, command="sysctl net.ipv4.ip_forward" if here else "docker info"),
            configured(owner, f"{owner.name} is on {network.name}", "NetworkSettings.Networks"),
        ),
        remedies=(remedy,),
    )
