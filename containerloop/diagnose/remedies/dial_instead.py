"""The remedy of another address: nothing changes but what is dialled. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.trials import Dial
from containerloop.facts import Address


def instead(case: Case, address: Address) -> Proposal:
    """Dial another address from where the call was made; the client's reference is changed."""
    patch, override = written_as(case, address)
    return Proposal(
        summary=f"dial {address} instead of {case.address}",
        address=address,
        patch=patch,
        override=override,
        trial=Dial(vantage=case.vantage, address=address),
    )
