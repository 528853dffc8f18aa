"""CL506: the healthcheck takes localhost for an address on which its server does not listen."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import listening_socket
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.mend_check import check_location, dial_in_check
from containerloop.diagnose.rule_facts.failing_checks import FailingCheck, HeldBack
from containerloop.diagnose.state_evidence import check_said
from containerloop.facts import FAILURES, Maybe, Unobserved, literal


@diagnosis(
    "CL506",
    "healthcheck-dials-ipv6",
    explains=FAILURES,
    explains_wrong_answer=True,
    warns_when_met=True,
)
def healthcheck_dials_ipv6(
    case: Case, failing_check: FailingCheck | None, held_back: HeldBack | None
) -> Maybe[Finding | None]:
    """The healthcheck connects to localhost over IPv6, where the server does not listen.

    ## What it means

    Since Docker Engine 26, localhost in every container also stands for ::1. Some
    small clients, such as the wget of busybox, try ::1 and stop there. A server on
    0.0.0.0 does not listen on ::1, so the check fails although the server is well:

        healthcheck: wget http://localhost:3000/ --> [::1]:3000     --x
        a client:                                --> 127.0.0.1:3000  answers

    The container is "unhealthy", services that wait for it are never started, and
    some proxies leave it out. The reverse is rarer: a server on ::1 alone, and a
    check that takes localhost for 127.0.0.1.

    ## How containerloop knows

    The engine calls the container unhealthy, the check's own last words say that it
    was refused on that one address (or are those of busybox, which tries only the
    first), and the listening sockets in the container are all of the other family.
    Most programs try both addresses: where one of these fails, the cause is another.

    ## Remedy

    Write the address in the check, or let the server listen on `[::]` as well:

        healthcheck:
          test: ["CMD", "wget", "-qO-", "http://127.0.0.1:3000/"]
    """
    if failing_check is None:
        return None
    if held_back is None and not case.own_check and not case.symptom.met:
        return None
    if isinstance(failing_check.listeners, Unobserved):
        return failing_check.listeners
    if failing_check.wrong_family is None:
        return None
    server = failing_check.container
    sockets = (listening_socket(x, server) for x in failing_check.there)
    return Finding(
        summary=_summary(case, failing_check, None if case.own_check else held_back),
        subject=f"{server.name} healthcheck",
        location=check_location(failing_check.dialled),
        evidence=(check_said(server), *sockets),
        remedies=(dial_in_check(case, failing_check, held_back),),
    )


def _summary(case: Case, check: FailingCheck, held: HeldBack | None) -> str:
    taken, other = ("::1", "IPv4") if check.wrong_family == "IPv6" else ("127.0.0.1", "IPv6")
    written = check.dialled.host if check.dialled else taken
    as_taken = f"{written} as {taken}" if literal(written) is None else taken
    why = f"{case.label(check.container)}'s healthcheck connects to {as_taken}"
    why += f", but port {check.port} is open on {other} only"
    return f"{case.label(held.waiting)} was not started: {why}" if held else why
