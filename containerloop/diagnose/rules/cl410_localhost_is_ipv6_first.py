"""CL410: ::1 is used, and the port is published on IPv4 only."""

from __future__ import annotations

from msgspec.structs import replace

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
from containerloop.facts import HOST, Attempt, Outcome, literal


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

    Most clients try the second address as well. Those that do not (Node.js 17 to 19,
    some drivers) fail, and show ::1 in their message.

    ## How containerloop knows

    ::1 failed on this machine, or in a container with host networking; the same port
    answered on 127.0.0.1, and a container publishes it. A `localhost` of which one
    address answers is reachable, not a finding; the table shows both addresses.

    ## Remedy

    Use 127.0.0.1. Or publish on both: `"5432:5432"` for every address of this machine,
    or one more line, `"[::1]:5432:5432"`. Node.js has `--dns-result-order=ipv4first`.
    """
    container, other = case.destination.container, replace(case.address, host="127.0.0.1")
    if container is None or literal(case.address.host) != literal("::1"):
        return None
    if not _on_this_machine(case):
        return None
    there = [a for a in attempts if a.vantage == case.vantage and a.address == other]
    answered = next((a for a in there if a.outcome.reached), None)
    if answered is None:
        return None
    port, name = case.address.port, case.label(container)
    owner = case.inventory.namespace_owner(container)
    return Finding(
        summary=f"port {port} of {name} is published on IPv4 only, and ::1 is the IPv6 loopback",
        subject=f"{name} {port}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            other_attempt(answered),
            configured(owner, f"{owner.name} publishes it on IPv4 only", "NetworkSettings.Ports"),
        ),
        remedies=(instead(case, other),),
    )


def _on_this_machine(case: Case) -> bool:
    """Whether the caller's loopback is this machine's."""
    host_mode = case.client is not None and case.inventory.in_host_mode(case.client)
    return host_mode or case.vantage == HOST
