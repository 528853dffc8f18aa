"""A published port that fails at this machine's own address and answers at its loopback. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.facts import (
    HOST,
    UNHEARD,
    Attachment,
    Attempt,
    Control,
    Listener,
    Maybe,
    Outcome,
    Route,
    Unobserved,
    Value,
)
from containerloop.plan.return_tests import return_test
from containerloop.topology.hosts import way_to


class OwnAddress(Value, frozen=True):
    """The port answered at the loopback (`works`), and the container was called directly (`test`).

    `way` is the bridge by which it should answer; `back` its own route to this machine's address,
    of those that were seen, and `over` tells whether that leads over the bridge.
    """

    works: Attempt
    test: Control
    way: Attachment
    back: Maybe[Route | None]
    over: bool

    @property
    def answers(self) -> bool:
        """Whether the container's answer to that address comes back."""
        return self.test.far.outcome is Outcome.OPEN

    @property
    def by_another_way(self) -> Maybe[bool]:
        """Whether its answer is lost, and its route does not lead over the bridge."""
        if self.test.far.outcome not in UNHEARD or self.over:
            return False
        return self.back if isinstance(self.back, Unobserved) else True


def _over(way: Attachment, back: Route | None, routes: tuple[Route, ...]) -> bool:
    """Whether a route leads to the gateway of this bridge, or directly into it."""
    if back is None or way.gateway is None or back.gateway:
        return back is not None and back.gateway == way.gateway
    there = way_to(way.gateway, routes)
    return there is not None and there.interface == back.interface


def own_address(
    case: Case,
    attempts: tuple[Attempt, ...],
    controls: tuple[Control, ...],
    listeners: Maybe[tuple[Listener, ...]],
    routes: Maybe[tuple[Route, ...]],
) -> Maybe[OwnAddress | None]:
    """What is known of the call; None where it was none of this machine to itself.

    None as well where the loopback fails, too, or a process of this machine has the address.
    """
    wanted = return_test(case.symptom.best, case.inventory)
    if wanted is None:
        return None
    loopback = replace(case.address, host="127.0.0.1")
    there = [a for a in attempts if a.vantage == HOST and a.address == loopback]
    works = next((a for a in there if a.outcome.reached), None)
    if works is None:
        return None
    if isinstance(listeners, Unobserved):
        return listeners
    if any((x.port, x.address) == (case.address.port, wanted.source) for x in listeners):
        return None
    made = (c for c in controls if (c.vantage, c.host) == (HOST, wanted.source))
    test = next((c for c in made if c.near.address == wanted.there), None)
    if test is None or test.near.outcome is not Outcome.OPEN:
        return Unobserved("the container was not reached from this machine for comparison")
    if isinstance(routes, Unobserved):
        return OwnAddress(works, test, wanted.way, routes, over=False)
    back = way_to(wanted.source, routes)
    return OwnAddress(works, test, wanted.way, back, _over(wanted.way, back, routes))
