"""CL204: the server has been started and is not ready yet."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, nothing_listens
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.wait_for_health import wait_for_health, wait_now
from containerloop.diagnose.rule_facts.failing_checks import HeldBack
from containerloop.diagnose.rule_facts.servers import Target
from containerloop.diagnose.state_evidence import waits_for
from containerloop.facts import FAILURES, Container


@diagnosis("CL204", "still-starting", explains=FAILURES)
def still_starting(
    case: Case, starting: Target | None, held_back: HeldBack | None
) -> Finding | None:
    """The server is not ready yet, and its client did not wait for it.

    ## What it means

    A container that runs is not yet a server that listens: a database may need
    seconds, and minutes at its first start. A client that connects meanwhile is
    refused:

        db    started ...... reads its files ...... listens
        api   started - connects to db:5432 - refused - exits

    `depends_on: [db]` waits until db is started, not until it is ready.

    ## How containerloop knows

    The container's own healthcheck still says `starting`, and no socket in it listens
    on the port; or compose has not started it yet, as what it waits for says
    `starting`. One that answers on another port has started.

    ## Remedy

    Wait, once by hand (`docker compose up -d --wait db`) and always in the file:

        depends_on:
          db: {condition: service_healthy}

    A healthcheck should connect as clients do (`pg_isready -h 127.0.0.1`).
    """
    if held_back is not None and held_back.block.soon:
        return _waiting(case, held_back)
    if starting is None:
        return None
    server, port = starting.container, starting.port
    name, transport = case.label(server), case.address.transport
    said = f"the healthcheck of {server.name} says starting"
    return Finding(
        summary=f"{name} is still starting: nothing in it listens on {port} yet{_age(server)}",
        subject=name,
        evidence=(
            configured(server, said, "State.Health"),
            nothing_listens(server, port, transport),
            failed_attempt(case.symptom),
        ),
        remedies=(wait_now(case, server), *wait_for_health(case, server)),
    )


def _waiting(case: Case, held: HeldBack) -> Finding:
    name, needed = case.label(held.waiting), held.block.container
    wants = "to be healthy" if needed.state.health else "to end"
    return Finding(
        summary=f"{name} is waiting for {case.label(needed)} {wants}{_age(needed)}",
        subject=name,
        evidence=(waits_for(held.waiting, held.block), failed_attempt(case.symptom)),
        remedies=(wait_now(case, held.waiting),),
    )


def _age(server: Container) -> str:
    age = server.state.up_s
    return "" if age is None else f", {age:.0f} s after its start"
