"""CL108: the Docker sandbox that the command runs in is another machine, behind a proxy."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, place
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.sandbox_policy import call_outside, let_it_out
from containerloop.diagnose.rule_facts.out_of_the_sandbox import OutOfTheSandbox
from containerloop.facts import FAILURES


@diagnosis("CL108", "sandbox-has-its-own-engine", explains=FAILURES, explains_wrong_answer=True)
def sandbox_has_its_own_engine(
    here: Case, out_of_the_sandbox: OutOfTheSandbox | None
) -> Finding | None:
    """The sandbox is a machine of its own, and a proxy is between it and this machine.

    ## What it means

    Sandboxes for coding assistants are small virtual machines with a private Docker
    engine. What is started in there is in no list outside, and localhost in there is
    the sandbox. Traffic out of it passes a proxy with a list of what is allowed:

        this machine        docker ps: nothing       localhost:8080 --x
        +-- sandbox -----------------------------+
        |  its own engine --> web :8080          |
        |  host.docker.internal:11434 --> proxy -|--> this machine's localhost:11434
        +----------------------------------------+

    ## How containerloop knows

    It runs in a Docker sandbox: SANDBOX_NAME and the proxy at port 3128 are in its
    environment. Asked for the port of the machine outside, that proxy says
    "Blocked by ..." (403); or the port is refused in the sandbox, nobody in it has it,
    and through the proxy host.docker.internal serves it. That a port is blocked does
    not show that anybody has it. From outside (`sbx ls`), a sandbox is not seen.

    ## Remedy

    Outside the sandbox, publish its port, or allow one of yours:

        sbx ports my-sandbox --publish 8080:3000
        sbx policy allow network --sandbox my-sandbox localhost:11434

    A server in the sandbox must listen on 0.0.0.0. For a server outside use
    `host.docker.internal:11434`. What an organization blocks, only it can allow.

    Not tested live: this page rests on Docker's documentation of Docker Sandboxes and
    on threads of docker/sbx-releases (211, 546, 567, 611).
    """
    found = out_of_the_sandbox
    if found is None:
        return None
    remedy = let_it_out(found) if found.kept_in else call_outside(here, found)
    return Finding(
        summary=_summary(found),
        subject=f"{found.sandbox} {found.there}",
        evidence=(failed_attempt(here.symptom), _said(found)),
        remedies=(remedy,),
        alone=True,
    )


def _summary(found: OutOfTheSandbox) -> str:
    if found.kept_in:
        return f"the network policy of the sandbox {found.sandbox} does not let {found.there} out"
    port = found.there.port
    return f"the server on port {port} runs outside the sandbox {found.sandbox}: {found.there}"


def _said(found: OutOfTheSandbox) -> Evidence:
    said, there = found.said, found.there
    by = f"{said.address} asked for {there}" if said.address != there else f"{there}"
    return Evidence(
        saw=f"from {place(said.vantage)}, {by}: {said.refusal or said.banner}",
        command=f"curl -sS http://{there}/",
    )
