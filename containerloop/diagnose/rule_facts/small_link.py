"""A call of another machine that is answered in small packets, and not in large ones. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Maybe, Network, Outcome, SizeTest, Unobserved, Value
from containerloop.plan.size_tests import wide_network


class SmallLink(Value, frozen=True):
    """Large packets are lost on the way to the address, as `test` shows; `network` makes them."""

    network: Network
    test: SizeTest


def small_link(case: Case, tests: tuple[SizeTest, ...]) -> Maybe[SmallLink | None]:
    """What the same call showed in small packets; None where its packets cannot be too large."""
    call = case.symptom.best
    network = wide_network(call, case.inventory)
    if network is None:
        return None
    for test in tests:
        tried = test.small
        if (tried.vantage, tried.address, tried.resolved) == (
            call.vantage, call.address, call.resolved,
        ):  # fmt: skip
            return SmallLink(network, test) if test.only_small else None
    if call.outcome is Outcome.SILENT:
        return Unobserved("the call was not repeated in small packets")
    return None
