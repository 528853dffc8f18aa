"""Put a container into the network that it is meant to share. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import recreate, restart
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.left_behind import LeftBehind
from containerloop.diagnose.trials import DialAs, Trial, Untriable
from containerloop.topology.lodgers import home_of


def rejoined(case: Case, left: LeftBehind) -> Proposal:
    """Recreate it by its file; without one, restart it as long as its owner's id is there."""
    name, home = case.label(left.lodger), left.home
    again = recreate(left.lodger, case.inventory)
    still_there = home is not None and home.id == home_of(left.lodger)
    whose = f"the network that {case.label(home)} has now" if home else "another one's network"
    doing = "recreate" if again or not still_there else "restart"
    whole = home is None or home.state.running
    return Proposal(
        first=() if whole else (f"start {case.label(home)}" if home else "",),
        whole=whole,
        summary=f"{doing} {name}, so that it shares {whose}",
        address=case.address,
        host_command=again or (restart(left.lodger, case.inventory) if still_there else None),
        trial=_trial(case, left, doing),
    )


def _trial(case: Case, left: LeftBehind, doing: str) -> Trial:
    """Where the client would stand again; nobody else can be put there for a trial."""
    home = left.home
    if left.part == "client" and home is not None and home.state.running:
        networks = tuple(a.network for a in home.attachments)
        if networks and case.destination.container not in (home, left.lodger):
            return DialAs(
                vantage=case.vantage,
                networks=networks,
                address=case.address,
                extra_hosts=home.extra_hosts,
            )
    return Untriable(
        reason=f"{'recreating' if doing == 'recreate' else 'restarting'} a container"
        " would change your project"
    )
