"""CL311: the kernel does not balance calls, so virtual IPs and ingress ports are dead."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.past_the_balancing import ways_past
from containerloop.diagnose.rule_facts.swarm_call import Unbalanced
from containerloop.diagnose.swarm_evidence import no_ipvs, published_by
from containerloop.facts import LOST, Maybe, Outcome


@diagnosis("CL311", "swarm-without-ipvs", explains=LOST | {Outcome.REFUSED})
def swarm_without_ipvs(case: Case, unbalanced: Unbalanced | None) -> Maybe[Finding | None]:
    """The kernel does not balance calls, so virtual IPs and ingress ports are dead.

    ## What it means

    The name of a swarm's service leads to a virtual IP, which no container has. The
    kernel passes a call of it on to one of the tasks (IPVS, the module `ip_vs`), and a
    port published in mode ingress takes the same way:

        api --> web = 10.0.1.5 (virtual) --x            tasks.web = 10.0.1.8 --> web
        this node :8080 (ingress)        --x

    Small kernels of virtual machines, containers and WSL come without it. The engine
    says so in its log alone; services look healthy.

    ## How containerloop knows

    A manager has the address as a virtual IP, or the port as published in mode
    ingress; the service has a running task; the call came to nothing, and this
    machine's kernel has no table of IPVS.

    ## Remedy

    Load the module on every node, and restart the engine: `sudo modprobe ip_vs`. Where
    the kernel lacks it, use `tasks.web` or `endpoint_mode: dnsrr` among services, and
    `mode: host` for published ports.
    """
    if unbalanced is None:
        return None
    service, port = unbalanced.service, unbalanced.port
    what = f"ingress port {port.host_port}" if port else f"virtual IP {case.symptom.best.resolved}"
    return Finding(
        summary=f"the {what} of {service.name} leads nowhere: this node's kernel has no IPVS,"
        " by which a swarm passes calls on to tasks",
        subject=f"ipvs {service.name}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), published_by(service), no_ipvs()),
        remedies=ways_past(case, unbalanced),
    )
