"""What a test showed of packets that the engine's host should have forwarded. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.beyond import way_out
from containerloop.diagnose.rule_facts.control import KEPT_IN
from containerloop.facts import (
    ARRIVED,
    HEARD,
    UNHEARD,
    Control,
    Engine,
    Maybe,
    Network,
    Unobserved,
    Value,
)
from containerloop.plan.forwarding_tests import forwarding_test, may_test


class Dropped(Value, frozen=True):
    """The host does not pass on what comes by the bridge of `network`, as `test` has shown.

    `beyond`: to another machine; else to a neighbour on the same network.
    """

    network: Network
    test: Control
    beyond: bool


NFTABLES = "nftables"


def beside_nftables(found: Dropped, engine: Engine) -> bool:
    """Whether only rules beside Docker's own can have dropped it: those are of nftables.

    They let neighbours call each other, and without them nothing of Docker's drops. Of what is
    sent to other machines, the missing masquerading looks the same.
    """
    return engine.firewall_backend == NFTABLES and not found.beyond


def dropped(case: Case, controls: tuple[Control, ...]) -> Maybe[Dropped | None]:
    """What the host dropped of a lost call; None where it was not the one to pass it on."""
    wanted = forwarding_test(case.symptom.best, case.inventory)
    if wanted is None:
        way = way_out(case) if case.outcome in UNHEARD else None
        if way is not None and ":" in way.address:
            return Unobserved("what the engine's host forwards of IPv6 was not tested")
        return None
    if not may_test(case.inventory):
        return Unobserved("on this kind of engine its host makes no call for comparison")
    beyond = wanted.server is None
    if beyond and (forwards := _forwards(case)) is not True:
        return forwards if isinstance(forwards, Unobserved) else None
    for test in controls:
        if (test.vantage, test.host) == (wanted.call.vantage, wanted.call.resolved):
            if test.near.outcome not in (HEARD | ARRIVED if beyond else HEARD):
                return Unobserved("the engine's host could not reach it either")
            lost = test.far.outcome in UNHEARD
            if lost and test.kept_in:
                return KEPT_IN
            return Dropped(wanted.network, test, beyond) if lost else None
    return Unobserved("the engine's host did not call the same place for comparison")


def _forwards(case: Case) -> Maybe[bool]:
    """Whether the kernel of the engine's host forwards at all: without that no rule is to blame."""
    engine = case.inventory.survey.engine
    if isinstance(engine, Engine) and engine.same_machine is True:
        return case.inventory.survey.machine.forwarding
    return Unobserved("the kernel settings of the engine's host were not read")
