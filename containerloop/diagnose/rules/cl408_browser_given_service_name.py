"""CL408: a browser was given a service name, which only containers can resolve."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.browser_address import for_the_browser
from containerloop.facts import NO_SUCH_NAME, Outcome


@diagnosis("CL408", "browser-given-service-name", explains=NO_SUCH_NAME)
def browser_given_service_name(case: Case, unknown_to_browsers: bool) -> Finding | None:
    """A browser was given a service name, which only containers can resolve.

    ## What it means

    The values of `VITE_…`, `NEXT_PUBLIC_…`, `REACT_APP_…` are used by a page's scripts,
    in a browser outside every container. Service names resolve in containers only:

        web (container) ------> api:8000           works
        browser (this machine)  api:8000 --x       ERR_NAME_NOT_RESOLVED
        browser (this machine)  localhost:8000 --> the published port of api

    ## How containerloop knows

    The variable's name says that its value is for a page; the host in it is a service
    and not in this machine's hosts file. No name server is asked: it should not see it.
    One is asked for a name with dots, since that may be a domain, too; it must say no.

    ## Remedy

    Use `http://localhost:PORT` with the published host port, and publish one if there
    is none. Such variables are mostly built in: build the page again. A variable for
    the development server itself (its proxy) keeps the service's name.
    """
    reference, address = case.reference, case.address
    if reference is None or not unknown_to_browsers:
        return None
    server = case.inventory.namespace_owner(case.inventory.named(address.host)[0])
    page = next((c for c in case.inventory.containers if reference in c.references), None)
    key = reference.host_part.place.key.rpartition(".")[2]
    return Finding(
        summary=_summary(key, address.host),
        subject=f"{key} {address}",
        location=reference_location(case.symptom),
        evidence=(_not_a_name(case),),
        remedies=(for_the_browser(case, page, server),) if page else (),
    )


def _summary(key: str, host: str) -> str:
    return f"{key} is used in the browser, where the service name {host} does not resolve"


def _not_a_name(case: Case) -> Evidence:
    host, best = case.address.host, case.symptom.best
    if best.outcome is Outcome.NAME_NOT_FOUND:
        saw = f"{host} is a service, and this machine's name server does not know it"
        return Evidence(saw=saw, command=f"getent hosts {host}")
    saw = f"{host} is a service, and is not in this machine's hosts file"
    return Evidence(saw=saw, command=f"grep -w {host} /etc/hosts")
