"""The remedy of another address: nothing changes but what is dialled. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.trials import Dial
from containerloop.facts import Address, Container


def instead(
    case: Case,
    address: Address,
    summary: str | None = None,
    *,
    writer: Container | None = None,
) -> Proposal:
    """Dial another address from where the call was made; the reference to it is changed.

    `summary` is what to say where another reason is to be told; `writer` the container whose
    setting has the reference, the client where none is given.
    """
    patch, override = written_as(case, address, writer)
    return Proposal(
        summary=summary or f"use {address} instead of {case.address}",
        address=address,
        patch=patch,
        override=override,
        trial=Dial(vantage=case.vantage, address=address),
    )


def guessed(case: Case, address: Address, summary: str | None = None) -> Proposal:
    """The same for an address of which only the trial tells whether the server meant is there."""
    return replace(instead(case, address, summary), guess=True)
