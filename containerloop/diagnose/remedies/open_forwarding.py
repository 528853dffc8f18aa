"""The rules that let a container network's packets through the engine's host. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.dropped import Dropped
from containerloop.diagnose.trials import Untriable

_UNTRIED = Untriable(reason="containerloop does not change firewalls")


def let_through(case: Case, found: Dropped) -> tuple[Proposal, ...]:
    """A rule before all others; where Docker's own are gone, a restart that writes them again."""
    bridge, name = found.network.bridge or found.network.name, found.network.name
    insert = "sudo iptables -I FORWARD"
    if found.beyond:
        back = f"{insert} -o {bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
        command = f"{insert} -i {bridge} -j ACCEPT && {back}"
    else:
        command = f"{insert} -i {bridge} -o {bridge} -j ACCEPT"
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
