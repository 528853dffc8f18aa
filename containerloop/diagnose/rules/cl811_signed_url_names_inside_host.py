"""CL811: a link that the server made contains a host name that only containers know."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.followed import LINKED
from containerloop.diagnose.lost_places import lost_finding, lost_place, written
from containerloop.diagnose.remedies.advertise import own_address
from containerloop.plan.further.discovery import discovery_opening


@diagnosis("CL811", "signed-url-names-inside-host", explains=set(), explains_wrong_answer=True)
def signed_url_names_inside_host(here: Case) -> Finding | None:
    """A link that the server made contains a host that its client cannot reach.

    ## What it means

    Some servers hand out complete addresses: redirects to a log-in, the keys of an
    OIDC issuer, links to files in an object store. They contain the name by which the
    server was configured or asked:

        browser --> localhost:8080   "302, go on to http://keycloak:8080/realms/..."
        browser --> keycloak --x     no such name

    Replacing the host in a signed link does not help: the answer is then
    `SignatureDoesNotMatch`.

    ## How containerloop knows

    It reads the redirect, the `WWW-Authenticate` of a registry or the keys of an OIDC
    discovery document (that of an issuer is asked for, as its clients do), and calls
    what is named from the same place, never beyond this machine. Links that an
    application signs by itself are not seen.

    ## Remedy

    Let the server know its address as this client writes it:

        MINIO_SERVER_URL: http://localhost:9000
        KC_HOSTNAME: http://localhost:8080

    Or use one name that works on both sides: a network alias, or a line in the hosts
    file of this machine and the port published under its own number.
    """
    lost = lost_place(here, LINKED)
    if lost is None:
        return None
    document = discovery_opening(here.symptom.expectation) if lost.place.by == "issuer" else None
    path = (document or here.symptom.best.opening).path or "/"
    return lost_finding(
        here,
        lost,
        who=str(here.address),
        sends=LINKED[lost.place.by],
        named=Evidence(
            saw=f"{here.address} {LINKED[lost.place.by]} {written(lost)}",
            command=f"curl -si http://{here.address}{path}",
        ),
        remedies=(own_address(here, lost),),
    )
