"""The remedy of another address: nothing changes but what is dialled. Pure."""

from __future__ import annotations

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Dial
from containerloop.facts import Address, Container


def instead(symptom: Symptom, address: Address, client: Container | None = None) -> Proposal:
    """Dial another address from where the symptom was; the client's reference is changed."""
    patch, override = written_as(symptom, client, address) if client else (None, None)
    return Proposal(
        summary=f"dial {address} instead of {symptom.expectation.address}",
        address=address,
        patch=patch,
        override=override,
        trial=Dial(vantage=symptom.expectation.vantage, address=address),
    )
