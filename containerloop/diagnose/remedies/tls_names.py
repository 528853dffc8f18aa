"""A TLS server that has no certificate for the name that it was called by. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Attempt

_UNRECOGNIZED_NAME = "112"
"""The alert of RFC 6066, section 3."""


def unknown_tls_name(attempt: Attempt) -> bool:
    """Whether the server ended the handshake because of the name alone."""
    return attempt.protocol == "tls" and attempt.code == _UNRECOGNIZED_NAME


def known_name(here: Case) -> Proposal:
    """Another name, or a certificate for this one."""
    host = here.symptom.best.opening.name or here.address.host
    return Proposal(
        summary=f"call it by a name of its certificate (a network alias can give it one), or give"
        f" it a certificate for {host}",
        trial=Untriable(reason="the names of its certificates are not told to a client"),
    )
