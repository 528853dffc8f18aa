"""CL215: a service is not started, because what it waits for does not get ready."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import state_of
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.mend_check import blocked_location, mend_block
from containerloop.diagnose.rule_facts.failing_checks import HeldBack
from containerloop.diagnose.rule_facts.why_not_ready import why_not_ready
from containerloop.diagnose.state_evidence import check_said, waits_for
from containerloop.facts import FAILURES


@diagnosis("CL215", "waits-for-unhealthy", explains=FAILURES, explains_wrong_answer=True)
def waits_for_unhealthy(case: Case, held_back: HeldBack | None) -> Finding | None:
    """A service was never started, because what it waits for does not become ready.

    ## What it means

    `depends_on` with `condition: service_healthy` starts a service only when the
    other's healthcheck passes; `service_completed_successfully` waits until it has
    ended with status 0. If that does not happen, Compose gives up:

        dependency failed to start: container shop-db-1 is unhealthy

    The service that waits has a container in the state "created", so its name does
    not resolve and its ports are closed. To start it by hand does not help for long:
    the next `docker compose up` waits again.

    ## How containerloop knows

    Compose never started the container (the engine has no error of it), and one that
    it waits for is unhealthy, has no healthcheck, or ended with another status than
    0. Of a chain the last one is named. What listens is compared
    with what the check connects to, and its last words are quoted. While a check
    says `starting`, it is CL204.

    ## Remedy

    Run the check by hand, repair it or the server, and start again:

        docker compose exec db pg_isready -h 127.0.0.1
        docker compose up -d --wait

    A slow server needs `start_period` and more `retries`.
    """
    if held_back is None or held_back.block.soon:
        return None
    check, block = held_back.check, held_back.block
    if check is not None and check.wrong_family:  # CL506
        return None
    seen = check_said(block.container) if check else state_of(block.container)
    return Finding(
        summary=_summary(case, held_back),
        subject=f"{block.container.name} {block.condition}",
        location=blocked_location(held_back, case.inventory),
        evidence=(waits_for(held_back.waiting, block), seen),
        remedies=mend_block(case, held_back),
    )


def _summary(case: Case, held: HeldBack) -> str:
    name, block = case.label(held.waiting), held.block
    wants = {"service_healthy": "to be healthy", "service_started": "to be started"}
    what = f"{case.label(block.container)} {wants.get(block.condition, 'to end with status 0')}"
    chain = f" (through {case.label(block.by)})" if block.by is not held.waiting else ""
    state = "never started" if held.waiting.state.status == "created" else "not started again"
    return f"{name} was {state}: it waits for {what}{chain}, and {why_not_ready(case, held)}"
