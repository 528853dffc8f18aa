"""The address that a file gives the client's setting, where a stronger source has another. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.diagnose.case import Case
from containerloop.facts import (
    Address,
    Attempt,
    Overruled,
    Value,
)
from containerloop.topology.destination import destination_of
from containerloop.topology.overruled import weaker_addresses


class OverruledValue(Value, frozen=True):
    """What does not count, with its address, at which the server answered the client just now."""

    overruled: Overruled
    address: Address


def overruled_value(case: Case, attempts: Iterable[Attempt]) -> OverruledValue | None:
    """The weaker value of the failing setting, where that serves the client.

    Only where what counts leads to nobody, or to another port of the same server: a server of
    its own may be meant by it.
    """
    if case.reference is None or case.client is None:
        return None
    served = {
        str(a.address)
        for a in attempts
        if a.vantage == case.vantage and a.outcome.reached and case.symptom.served_by(a)
    }
    for each, address in weaker_addresses(case.reference, case.client, case.inventory):
        if str(address) in served and _no_other_server(case, address):
            return OverruledValue(each, address)
    return None


def _no_other_server(case: Case, address: Address) -> bool:
    """Whether the failing address means nobody else than the one that serves."""
    if case.destination.kind in ("self", "nobody"):
        return True
    served = destination_of(address, case.vantage, case.client, case.inventory)
    server = case.destination.container
    return server is not None and served.container is server
