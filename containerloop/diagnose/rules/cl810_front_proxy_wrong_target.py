"""CL810: a proxy passes requests on to where nobody takes them."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, place, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.another_target import another_target
from containerloop.facts import FAILURES, NO_SUCH_NAME, UNHEARD, Maybe, Outcome


@diagnosis(
    "CL810",
    "front-proxy-wrong-target",
    explains=FAILURES,
    last_resort=True,
)
def front_proxy_wrong_target(case: Case) -> Maybe[Finding | None]:
    """A proxy in front passes requests on to where nobody takes them.

    ## What it means

    The 502, 503 or 504 in the browser comes from the proxy. It is reached; the server
    that its configuration names is not:

        browser --> nginx --> app:3000 --x     nothing listens there

    ## How containerloop knows

    The proxy answered so, or kept its client waiting. The servers that its
    configuration names, where it is mounted from the project's folder, were called from
    the proxy's own place. Where a narrower cause explains why that fails (CL401, CL402,
    CL501, CL502, …), it is told instead of this one.

    A proxy of plain connections (nginx's stream, HAProxy's mode tcp) and PgBouncer
    hang up or keep silent instead. Traefik and nginx-proxy are read alike, and were
    not tested live.

    ## Remedy

    Name the server and the port that it listens on in the proxy's configuration,
    then restart the proxy. Servers of the kind that it asks for are offered.
    """
    reference = case.reference
    if case.client is None or reference is None or reference.host_part.place.where != "proxy":
        return case.unread
    return Finding(
        summary=_summary(case),
        subject=f"{case.label(case.client)} {case.address}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom),),
        remedies=another_target(case),
    )


def _summary(case: Case) -> str:
    name, address = place(case.vantage), case.address
    said = f"it passes requests on to {address}"
    if case.destination.by == "loopback" and case.outcome is Outcome.REFUSED:
        return f"{said}, which is {name} itself, and nothing listens there"
    return f"{said}, {_came_of_it(case.outcome)}"


def _came_of_it(outcome: Outcome) -> str:
    if outcome in NO_SUCH_NAME:
        return "a name that it cannot resolve"
    if outcome is Outcome.REFUSED:
        return "where nothing listens"
    if outcome in UNHEARD:
        return "from where nothing comes back"
    if outcome is Outcome.SILENT:
        return "which accepts connections and does not answer"
    return f"and the connection ends there ({str(outcome).replace('-', ' ')})"
