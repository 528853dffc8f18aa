"""The rules that let a container network's packets through the engine's host. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.dropped import NFTABLES, Dropped
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Engine

# Docker puts its jump to DOCKER-USER back at FORWARD's head whenever a network is made: a rule of
# FORWARD alone is then behind the one that drops. Before Docker's jump, a rule may drop as well.
_CHAINS = ("FORWARD", "DOCKER-USER")
_UNTRIED = Untriable(reason="containerloop does not change firewalls")


def let_through(case: Case, found: Dropped) -> tuple[Proposal, ...]:
    """A rule before all others; where Docker's own are gone, a restart that writes them again."""
    engine = case.inventory.survey.engine
    backend = engine.firewall_backend if isinstance(engine, Engine) else ""
    chains = _CHAINS[:1] if backend == NFTABLES else _CHAINS
    bridge, name = found.network.bridge or found.network.name, found.network.name
    matches = [f"-i {bridge} -o {bridge}"]
    if found.beyond:
        matches = [f"-i {bridge}", f"-o {bridge} -m conntrack --ctstate RELATED,ESTABLISHED"]
    command = " && ".join(
        f"sudo iptables -I {chain} {match} -j ACCEPT" for chain in chains for match in matches
    )
    what = "what it sends to other machines" if found.beyond else "what its containers send"
    first = Proposal(
        summary=f"let the host's firewall forward {what} on {name} (bridge {bridge}), until the"
        f" rule that drops it is found: sudo {_shown(backend)}",
        address=case.address,
        host_command=command,
        trial=_UNTRIED,
    )
    gone = "sudo iptables -S FORWARD shows no jump to DOCKER-USER"
    if backend == NFTABLES:
        gone = "sudo nft list table ip docker-bridges shows none"
    again = Proposal(
        summary=f"if Docker's own rules are gone ({gone}), restart the engine, which writes them"
        " again",
        address=case.address,
        host_command="sudo systemctl restart docker",
        trial=_UNTRIED,
    )
    return first, again


def _shown(backend: str) -> str:
    return "nft list ruleset" if backend == NFTABLES else "iptables -vnL FORWARD, and DOCKER-USER"


def past_nftables(case: Case, found: Dropped) -> tuple[Proposal, ...]:
    """A rule where the drop is likely to be; a table of nftables has to let it through itself."""
    bridge = found.network.bridge or found.network.name
    first = Proposal(
        summary=f"let iptables forward what containers send on {found.network.name}; where sudo"
        " iptables -S FORWARD shows neither a policy DROP nor such a rule, it is another table of"
        " sudo nft list ruleset that has to",
        address=case.address,
        host_command=f"sudo iptables -I FORWARD -i {bridge} -o {bridge} -j ACCEPT",
        trial=_UNTRIED,
    )
    policy = Proposal(
        summary="where nothing else needs it, remove the policy that the engine left behind when"
        " it used iptables",
        address=case.address,
        host_command="sudo iptables -P FORWARD ACCEPT",
        trial=_UNTRIED,
    )
    return first, policy
