"""What containers were seen to call: sockets under way, and what their logs complain of. Pure."""

from __future__ import annotations

from containerloop.facts import Address, Complaint, Maybe, Unobserved, View, is_loopback
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
