"""What containers were seen to call: sockets under way, and what their logs complain of. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import (
    Address,
    Complaint,
    Container,
    Maybe,
    Unobserved,
    View,
    is_loopback,
)
from containerloop.plan.reference_matching import is_local
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.hosts import is_place
from containerloop.topology.inventory import Inventory

Views = dict[str, Maybe[View]]
Complaints = dict[str, Maybe[tuple[Complaint, ...]]]


def called(views: Views, complaints: Complaints, inventory: Inventory) -> list[Expectation]:
    """The addresses that containers were calling, unanswered, and those their logs complain of.

    None that is beyond this machine.
    """
    found = []
    for vantage, view in views.items():
        if not is_place(vantage) and not isinstance(view, Unobserved):
            dialling = () if isinstance(view.dialling, Unobserved) else view.dialling
            for address in dialling:
                if (told := _as_called(address, view)) is not None:
                    found.append((vantage, told, Strength.DIALLED))
    for vantage, said in complaints.items():
        for each in () if isinstance(said, Unobserved) else said:
            if (told := _as_called(each.address, views.get(vantage))) is not None:
                found.append((vantage, told, Strength.COMPLAINED))
    return [
        Expectation(vantage=vantage, address=address, strength=strength)
        for vantage, address, strength in found
        if is_local(address.host, inventory)
    ]


def of_a_spare(call: Expectation, inventory: Inventory) -> bool:
    """Whether a proxy called a server that serves nobody while another does, to see if it lives.

    An address that nobody has was the one of a server that is gone, if all such are spare ones.
    """
    client = inventory.at(call.vantage)
    upstreams = client.upstreams if client is not None else ()
    every = () if isinstance(upstreams, Unobserved) else upstreams
    there = [u for u in every if u.reference.port == call.address.port]
    owner = inventory.owning(call.address.host)
    named = [(u, inventory.named(u.reference.host, client)) for u in there]
    meant = [u for u, owners in named if (owner in owners if owner else not _any_runs(owners))]
    return bool(meant) and all(u.spare for u in meant)


def _any_runs(containers: Iterable[Container]) -> bool:
    return any(c.state.running for c in containers)


def _as_called(address: Address, view: Maybe[View] | None) -> Address | None:
    """The address; None where it was called by a name as well, which says more than the number.

    The caller's own loopback is told by its name: that may have been tried only as a guess.
    """
    made = view.attempts if isinstance(view, View) else ()
    there = [a for a in made if a.resolved == address.host and a.address.port == address.port]
    names = [a.address for a in there if a.address != address]
    if not names:
        return address
    return names[0] if is_loopback(address.host) else None
