"""CL702: the engine's host drops packets that it should forward."""

from __future__ import annotations

from containerloop.diagnose import evidence
from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.open_forwarding import let_through
from containerloop.diagnose.rule_facts.dropped import Dropped, beside_nftables
from containerloop.facts import UNHEARD, Engine


@diagnosis("CL702", "forwarding-dropped", explains=UNHEARD)
def forwarding_dropped(case: Case, engine: Engine, dropped: Dropped | None) -> Finding | None:
    """The host's firewall drops forwarded packets, or Docker's rules are gone.

    ## What it means

    What containers send to other machines is forwarded by the host, and what they
    send to each other on one bridge meets the same rules (br_netfilter). Docker writes
    rules that allow it when the engine or a container starts. A tool that loads its own
    later can remove them, or drop packets first:

        container --> FORWARD --x        other machine, or a neighbour
        host      -------------------->  both work

    ## How containerloop knows

    By a test: the engine's host reached the same address (or, in the neighbour, a test
    listener on a free port), and the container on the bridge did not; the kernel's
    forwarding is on. A firewall inside the container itself (a VPN's "kill switch")
    shows in a datagram that its kernel refuses to send, and is not this. (Policy
    routing, `ip rule`, looks the same, and so does a firewall inside the neighbour that
    lets in only the host.) That other machines cannot reach a published port for this
    reason cannot be seen from here.

    ## Remedy

    Find the rule, whose counter grows with each try: `sudo iptables -vnL DOCKER-USER`,
    and the same of FORWARD.

    Or let the network through before it, in FORWARD and in DOCKER-USER: Docker moves
    its jump to DOCKER-USER to FORWARD's head whenever a network is created. If FORWARD
    has no such jump, Docker's rules were flushed: `sudo systemctl restart docker`
    writes them again (containers stop, unless live-restore is on).
    """
    if dropped is None or beside_nftables(dropped, engine):
        return None
    name, network = case.label(case.caller), dropped.network
    where = "other machines" if dropped.beyond else "its neighbours"
    return Finding(
        summary=f"the engine's host drops what {name} sends to {where} on the bridge of"
        f" {network.name}: a firewall rule stops it, or Docker's own rules are gone",
        subject=f"forwarding {network.name}",
        location=evidence.reference_location(case.symptom),
        evidence=(_compared(name, dropped), evidence.failed_attempt(case.symptom)),
        remedies=let_through(case, dropped),
    )


def _compared(name: str, found: Dropped) -> Evidence:
    far = evidence.in_words(found.test.far.outcome)
    there = "" if found.beyond else "a test listener at "
    said = f"{there}{found.test.near.address}: reached from the engine's host, {far} from {name}"
    return Evidence(saw=said, command="sudo iptables -vnL FORWARD")
