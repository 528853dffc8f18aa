"""The rules that let a container network's packets through the engine's host. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.dropped import Dropped
from containerloop.diagnose.trials import Untriable

# Docker puts its jump to DOCKER-USER back at FORWARD's head whenever a network is made: a rule of
# FORWARD alone is then behind the one that drops. Before Docker's jump, a rule may drop as well.
_CHAINS = ("FORWARD", "DOCKER-USER")
_UNTRIED = Untriable(reason="containerloop does not change firewalls")


def let_through(case: Case, found: Dropped) -> tuple[Proposal, ...]:
    """A rule before all others; where Docker's own are gone, a restart that writes them again."""
    bridge, name = found.network.bridge or found.network.name, found.network.name
    matches = [f"-i {bridge} -o {bridge}"]
    if found.beyond:
        matches = [f"-i {bridge}", f"-o {bridge} -m conntrack --ctstate RELATED,ESTABLISHED"]
    command = " && ".join(
        f"sudo iptables -I {chain} {match} -j ACCEPT" for chain in _CHAINS for match in matches
    )
    what = "what it sends to other machines" if found.beyond else "what its containers send"
    first = Proposal(
        summary=f"let the host's firewall forward {what} on {name} (bridge {bridge}), until the"
        " rule that drops it is found: sudo iptables -vnL FORWARD, and DOCKER-USER",
        address=case.address,
        host_command=command,
        trial=_UNTRIED,
    )
    again = Proposal(
        summary="if Docker's own rules are gone (sudo iptables -S FORWARD shows no jump to"
        " DOCKER-USER), restart the engine, which writes them again",
        address=case.address,
        host_command="sudo systemctl restart docker",
        trial=_UNTRIED,
    )
    return first, again
