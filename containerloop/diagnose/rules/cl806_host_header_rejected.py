"""CL806: a web server rejects the host name in the request, and serves it under another."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.host_list import host_name_remedies
from containerloop.diagnose.rule_facts.host_names import RejectedName
from containerloop.facts import Outcome


@diagnosis(
    "CL806",
    "host-header-rejected",
    explains={Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
    explains_wrong_answer=True,
)
def host_header_rejected(here: Case, rejected_name: RejectedName | None) -> Finding | None:
    """The web server does not accept the host name by which it was called.

    ## What it means

    The network is fine. Development servers, frameworks and proxies compare the Host
    header of a request (with TLS, the server name) with a list, and a service's name
    is not on it:

        api --> http://web:5173/        403 Blocked request. This host is not allowed.
        api --> with Host: localhost    200

    Vite and webpack do this, Django (400), Rails (403), MCP servers (421), and web
    servers with several sites (404, 421, or no answer). A name with an underscore is
    not valid there: Django and Tomcat refuse it whatever their list says.

    ## How containerloop knows

    It repeats the request with another host name, `localhost` first. The name is the
    cause if that is served and the client's own is refused again, or if the server
    says so in words.

    ## Remedy

    Add the name to the list of the server:

        Vite      server: { allowedHosts: ["web"] }
        Django    ALLOWED_HOSTS = ["localhost", "web"]
        Rails     config.hosts << "web"
        webpack   devServer: { allowedHosts: ["web"] }
        MCP       TransportSecuritySettings(allowed_hosts=["web:*"])
        nginx     server_name web;

    Do not switch the check off where others can reach the server. Where the name has
    an underscore, give the service an alias without one.
    """
    if rejected_name is None:
        return None
    return Finding(
        summary=_summary(here, rejected_name),
        subject=f"{here.vantage} {here.address}",
        location=reference_location(here.symptom),
        evidence=(failed_attempt(here.symptom), *rejected_name.shown),
        remedies=host_name_remedies(here, rejected_name),
    )


def _summary(here: Case, rejected: RejectedName) -> str:
    server = here.destination.container
    who = here.label(server) if server else "the server"
    if here.symptom.best.protocol == "tls":
        return f'{who} refuses TLS for the name "{rejected.name}" and not for {rejected.served_as}'
    name = f'the host name "{rejected.name}"'
    if rejected.served_as is None:
        return f"{who} rejects {name} in the request"
    return f"{who} rejects {name} and serves the same request for {rejected.served_as}"
