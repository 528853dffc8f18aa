"""CL801: one side speaks TLS and the other does not."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.over_tls_only import over_tls_only
from containerloop.diagnose.remedies.protocol_mismatch import demand, with_other_scheme
from containerloop.diagnose.remedies.tls_names import known_name, unknown_tls_name
from containerloop.facts import Outcome
from containerloop.protocols.mismatch import Mismatch


@diagnosis(
    "CL801",
    "tls-mismatch",
    explains={Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET, Outcome.SILENT},
    explains_wrong_answer=True,
)
def tls_mismatch(here: Case) -> Finding | None:
    """One side speaks TLS and the other does not.

    ## What it means

    The network is fine: a server answers. But a TLS connection begins with other
    bytes than a plain one, and neither side understands the other's:

        api --> https://web:80   "wrong version number", "first record does not look
                                 like a TLS handshake"
        api --> http://web:443   "400 The plain HTTP request was sent to HTTPS port",
                                 "Empty reply from server"

    PostgreSQL begins without TLS and is asked whether it has it. One that does not is
    fine unless the client says `sslmode=require` ("server does not support SSL"). MySQL
    may want it (error 3159, "insecure transport"). Or the server has no certificate for
    the name that the client calls (alert 112, "unrecognized name").

    ## How containerloop knows

    It sends what the written scheme asks for (`https:`, `rediss:`: a TLS greeting) and
    reads the reply; a server that closes is asked again without TLS, or with it. That
    PostgreSQL answers "without TLS" counts only if the setting demands TLS. Of MySQL's
    refusal tells its client's log of the last half minute.

    ## Remedy

    Write the scheme that the server speaks: `http` for `https`, or the reverse. Inside
    a project's network plain is usual; a certificate for a service's name is seldom
    there. For an unknown name, call the server by one of its certificate.
    """
    wants_tls = here.symptom.mismatch is Mismatch.SERVER_WANTS_TLS
    plain = here.symptom.mismatch is Mismatch.SERVER_SPEAKS_PLAIN
    no_name = here.symptom.mismatch is None and unknown_tls_name(here.symptom.best)
    if found := over_tls_only(here):
        return found
    if not (wants_tls or plain or no_name):
        return None
    return Finding(
        summary=_unknown_name(here) if no_name else _summary(here, wants_tls),
        subject=f"{here.vantage} {here.address}",
        location=reference_location(here.symptom),
        evidence=(failed_attempt(here.symptom),),
        remedies=(known_name(here) if no_name else with_other_scheme(here),),
    )


def _summary(here: Case, wants_tls: bool) -> str:
    server, port = here.destination.container, here.destination.port
    name = here.label(server) if server else "the server"
    speaks = "expects TLS" if wants_tls else "does not use TLS"
    return f"{name} {speaks} on port {port}, but the client uses {demand(here.symptom)}"


def _unknown_name(here: Case) -> str:
    server, said = here.destination.container, here.symptom.best.opening.name
    name = here.label(server) if server else "the server"
    asked = said or here.address.host
    return f'{name} ends the TLS handshake: it has no certificate for the name "{asked}"'
