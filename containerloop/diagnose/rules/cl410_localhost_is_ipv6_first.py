"""CL410: ::1 is used, and the port is published on IPv4 only."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import (
    configured,
    failed_attempt,
    other_attempt,
    reference_location,
)
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.facts import HOST, Address, Attempt, Outcome, literal


@diagnosis(
    "CL410",
    "localhost-is-ipv6-first",
    explains={Outcome.REFUSED, Outcome.TIMED_OUT, Outcome.ADDRESS_UNAVAILABLE},
)
def localhost_is_ipv6_first(case: Case, attempts: tuple[Attempt, ...]) -> Finding | None:
    """::1 is used, and the port is published on IPv4 only.

    ## What it means

    `localhost` has two addresses, and many systems name ::1 first. A port published
    on 127.0.0.1 (or on 0.0.0.0, or by a forwarder without IPv6) is not open on ::1:

        localhost --> ::1        --x  (nobody)      connect ECONNREFUSED ::1:5432
                  --> 127.0.0.1 ----> db :5432

    Most clients try the second address as well, and nobody notices. Those that do not
    (Node.js 17 to 19, some drivers) fail, and show ::1 in their message.

    ## How containerloop knows

    A connection to ::1 from this machine, or from a container with host networking,
    failed; the same port answered on 127.0.0.1 at the same moment, and a container
    publishes it. A `localhost` of which one address answers is reachable and not a
    finding; the table shows both addresses.

    ## Remedy

    Use 127.0.0.1. Or publish for both families: `"5432:5432"` for every address of
    this machine, or one more line, `"[::1]:5432:5432"`. In Node.js,
    `--dns-result-order=ipv4first` has the same effect.
    """
    address = case.address
    host = literal(address.host)
    vantage, container = case.vantage, case.destination.container
    if vantage != HOST and not (case.client and case.inventory.in_host_mode(case.client)):
        return None
    if host is None or host.version != 6 or not host.is_loopback or container is None:
        return None
    other = Address(host="127.0.0.1", port=address.port, transport=address.transport)
    there = [a for a in attempts if a.vantage == vantage and a.address == other]
    there = [a for a in there if a.outcome.reached]
    if not there:
        return None
    name, owner = case.label(container), case.inventory.namespace_owner(container)
    return Finding(
        summary=f"port {address.port} of {name} is published for IPv4 only, and ::1 is IPv6's"
        " localhost",
        subject=f"{name} {address.port}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            other_attempt(there[0]),
            configured(owner, f"{owner.name} publishes it for IPv4 only", "NetworkSettings.Ports"),
        ),
        remedies=(instead(case, other),),
    )
