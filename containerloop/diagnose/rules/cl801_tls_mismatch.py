"""CL801: one side speaks TLS and the other does not."""

from __future__ import annotations

from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.protocol_mismatch import demand, with_other_scheme
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Container, Outcome
from containerloop.protocols.mismatch import Mismatch
from containerloop.topology.destination import Destination
from containerloop.topology.inventory import Inventory


@diagnosis(
    "CL801",
    "tls-mismatch",
    explains={Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET, Outcome.SILENT},
    explains_wrong_answer=True,
)
def tls_mismatch(
    symptom: Symptom,
    client: Container | None,
    destination: Destination,
    inventory: Inventory,
) -> Finding | None:
    """One side speaks TLS and the other does not.

    ## What it means

    The network is fine: a server answers. But a TLS connection begins with other
    bytes than a plain one, and neither side understands the other's:

        api --> https://web:80   "wrong version number", "first record does not look
                                 like a TLS handshake"
        api --> http://web:443   "400 The plain HTTP request was sent to HTTPS port",
                                 "Empty reply from server"

    PostgreSQL begins without TLS and is asked whether it has it. One that does not is
    fine unless the client says `sslmode=require` ("server does not support SSL").

    ## How containerloop knows

    It sends what the written scheme asks for (`https:`, `rediss:`: a TLS greeting)
    and reads the reply; a server that closes the connection is asked again without
    TLS, or with it. That PostgreSQL answers "without TLS" counts only if the setting
    demands TLS.

    ## Remedy

    Write the scheme that the server speaks: `http` for `https`, or the reverse.
    Inside a project's network plain is usual; a certificate for a service's name is
    seldom there, and the client must trust it. Or give the server TLS, if it is meant
    to have it.
    """
    wants_tls = symptom.mismatch is Mismatch.SERVER_WANTS_TLS
    if not wants_tls and symptom.mismatch is not Mismatch.SERVER_SPEAKS_PLAIN:
        return None
    address = symptom.expectation.address
    name = inventory.label(destination.container) if destination.container else "the server"
    said = "speaks TLS" if wants_tls else "speaks no TLS"
    done = "begins without it" if wants_tls else "asks for it"
    return Finding(
        summary=f"{name} {said} on port {destination.port}, and {demand(symptom)} {done}",
        subject=f"{symptom.expectation.vantage} {address}",
        location=reference_location(symptom),
        evidence=(failed_attempt(symptom),),
        remedies=(with_other_scheme(symptom, client),),
    )
