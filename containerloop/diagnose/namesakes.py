"""Several who answer to one name: copies of a service, other services, strangers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from containerloop.facts import Attempt, Transport
from containerloop.plan.values import Expectation
from containerloop.topology.inventory import Inventory


def several_services(attempts: tuple[Attempt, ...], inventory: Inventory) -> bool:
    """Whether the addresses of one name belong to servers that have nothing in common."""
    owners = [inventory.owning(a.resolved) for a in attempts if a.resolved]
    return len({(o.project, o.service or o.id) for o in owners if o is not None}) > 1


def shared_with_a_stranger(
    expectation: Expectation, attempts: Iterable[Attempt], inventory: Inventory
) -> bool:
    """Whether the name is a service's of the client's own project, and a stranger's as well.

    All of them answer, each now and then. Names that services of one project share are meant so.
    """
    client = inventory.at(expectation.vantage)
    if client is None or client.project is None:
        return False
    wanted = expectation.address.host.rstrip(".").lower()
    owners = [o for a in attempts if a.resolved and (o := inventory.owning(a.resolved))]
    own = [o for o in owners if o.project == client.project and (o.service or "").lower() == wanted]
    return bool(own) and any(o.project != client.project for o in owners)


def divided(
    attempts: tuple[Attempt, ...], inventory: Inventory, served: Callable[[Attempt], bool]
) -> bool:
    """Whether a name is several services', and not all of them serve the client alike.

    One does not serve it, or they answer in different protocols.
    """
    if not several_services(attempts, inventory):
        return False
    spoken = {a.protocol for a in attempts if a.protocol is not None}
    return len(spoken) > 1 or not all(a.outcome.reached and served(a) for a in attempts)


def failing_copies(
    attempts: tuple[Attempt, ...],
    inventory: Inventory,
    rank: Callable[[Attempt], tuple[bool, int]],
) -> tuple[Attempt, ...]:
    """The best attempt at each container of a service that does not serve while others do.

    A container serves by any of its addresses. Over UDP silence tells nothing. `rank` says
    whether an attempt was not served, and then how far it got, the best first.
    """
    if any(a.address.transport is Transport.UDP for a in attempts):
        return ()
    reached: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        owner = inventory.owning(attempt.resolved or "")
        if owner is not None:
            reached.setdefault(owner.id, []).append(attempt)
    if several_services(attempts, inventory):
        return ()
    best = [min(each, key=rank) for each in reached.values()]
    failing = tuple(a for a in best if rank(a)[0])
    return failing if len(failing) < len(best) else ()
