"""A MySQL that serves its clients over TLS only, as the client's log has it. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container

_SAID = (
    "Connections using insecure transport are prohibited while --require_secure_transport=ON (3159)"
)


def over_tls_only(case: Case) -> Finding | None:
    """That the client was refused for want of TLS a moment ago; None without such a line."""
    refused, server, client = case.symptom.refused_log_in, case.destination.container, case.client
    if refused is None or refused.why != "tls" or client is None:
        return None
    name, whom = case.label(server) if server else "the server", case.label(client)
    return Finding(
        summary=f"{name} serves its clients over TLS only, and {whom} uses none",
        subject=f"{case.vantage} {case.address}",
        location=reference_location(case.symptom),
        evidence=(_said(case, client), failed_attempt(case.symptom)),
        remedies=(_connect_over_tls(case, whom),),
    )


def _said(case: Case, client: Container) -> Evidence:
    saw = f"the log of {case.label(client)}, a moment ago: {_SAID}"
    return Evidence(saw=saw, command=logs(client, case.inventory))


def _connect_over_tls(case: Case, whom: str) -> Proposal:
    """TLS in the client's own setting, which every driver calls otherwise.

    Measured with PyMySQL and MariaDB's own certificate: `ssl={}` is no TLS at all, and a client
    that verifies ends with "self-signed certificate".
    """
    return Proposal(
        summary=f"make {whom} connect over TLS (mysql: --ssl-mode=REQUIRED, JDBC:"
        " sslMode=REQUIRED; one that verifies needs the server's CA, PyMySQL: ssl={'ca': ...}),"
        " or start the server without require_secure_transport",
        address=case.address,
        trial=Untriable(reason="MySQL turns to TLS within a log-in, and none is made"),
    )
