"""Put a container back on its own networks. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import recreate
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.detached import Detached
from containerloop.diagnose.trials import DialAs, Trial, Untriable


def reattached(case: Case, lost: Detached) -> tuple[Proposal, ...]:
    """Recreate it, which compose does by its file; and connect it as it is, by hand."""
    container = lost.container
    name, networks = case.label(container), lost.wanted
    command = recreate(container, case.inventory)
    missing = [n for n in networks if case.inventory.network(n) is None]
    alias = ("--alias", container.service) if command and container.service else ()
    connect = [
        shlex.join(("docker", "network", "connect", *alias, network, container.name))
        for network in networks
    ]
    by_hand = Proposal(
        summary=f"connect {name} to {' and '.join(networks)} again",
        address=case.address,
        host_command=None if missing else " && ".join(connect),
        trial=_trial(case, lost, "connecting"),
    )
    if command is None:
        return (by_hand,)
    anew = Proposal(
        summary=f"recreate {name}, which connects it to its networks"
        + (" and publishes its ports" if container.asked else ""),
        address=case.address,
        host_command=command,
        trial=_trial(case, lost, "recreating"),
    )
    return (anew,) if missing else (anew, by_hand)


def _trial(case: Case, lost: Detached, doing: str) -> Trial:
    """Where the client would stand again; nobody else can be put there for a trial."""
    owner = case.inventory.namespace_owner(case.client) if case.client else None
    there = all(case.inventory.network(n) for n in lost.wanted)
    if owner is lost.container and there:
        return DialAs(
            vantage=case.vantage,
            networks=lost.wanted,
            address=case.address,
            extra_hosts=owner.extra_hosts,
        )
    return Untriable(reason=f"{doing} a container would change your project")
