"""CL504: the server listens on IPv4 only and its client uses IPv6, or the reverse."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, listening_socket, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.published_over_ipv6 import published_over_ipv6
from containerloop.diagnose.remedies.change_ip_family import ways
from containerloop.diagnose.rule_facts.ip_families import (
    OTHER_VERSION,
    families,
    made_inside,
    met_on_port,
    version_dialled,
)
from containerloop.diagnose.rule_facts.passed_on import HUNG_UP
from containerloop.facts import Attempt, Listener, Maybe, Outcome, Publication


@diagnosis(
    "CL504",
    "address-family-mismatch",
    explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE, *HUNG_UP},
)
def address_family_mismatch(
    here: Case,
    listeners: tuple[Listener, ...],
    attempts: tuple[Attempt, ...],
    published_apart: Publication | None,
) -> Maybe[Finding | None]:
    """The server listens on IPv4 only and its client uses IPv6, or the reverse.

    ## What it means

    IPv4 and IPv6 are two networks that share names and port numbers. A socket on
    0.0.0.0 does not take IPv6; one on [::] takes IPv4 too, unless it was configured
    not to (nginx's `listen [::]:80`, `ipv6only`, `IPV6_V6ONLY`):

        client --> 172.18.0.3:80 (IPv4) --x   web   [::]:80, IPv6 only
        client --> [::1]:8000    (IPv6) --x   app   0.0.0.0:8000

    ## How containerloop knows

    Every socket on the port, read where the address belongs, is of the other family
    than the one used. No table says whether [::] takes IPv4, so it is tried: from
    inside, 127.0.0.1 was refused and ::1 was not. Docker's proxy calls a container over
    IPv6 if it was called over IPv6 and the container has such an address. Or the port
    is published over IPv6 alone (the reverse is CL410). If a name resolved to both
    families and both failed, it is another fault (CL501, CL503).

    ## Remedy

    Use the family that the server listens on: 127.0.0.1 for ::1 and the reverse, a
    service's name for a number. Or make the server listen on both: 0.0.0.0 and [::].
    """
    server, port = here.destination.container, here.destination.port
    if published_apart is not None and server is not None:
        return published_over_ipv6(here, server, published_apart)
    version = version_dialled(here)
    on_port = met_on_port(here, listeners)
    tries = [a for a in attempts if a.address.port == port and made_inside(here, a)]
    if not on_port or version is None or version in families(on_port, tries):
        return here.unseen
    name = here.label(server) if server else "the server on the host"
    return Finding(
        summary=_summary(name, port, version),
        subject=f"{name} {port}",
        location=reference_location(here.symptom),
        evidence=(*(listening_socket(x, server) for x in on_port), failed_attempt(here.symptom)),
        remedies=ways(here, version, on_port[0], tries),
    )


def _summary(name: str, port: int, version: int) -> str:
    other = OTHER_VERSION[version]
    return (
        f"{name} listens on port {port} over IPv{other} only, but was contacted over IPv{version}"
    )
