"""CL804: Redis answers, and its protected mode refuses everybody but localhost."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import within
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container, Outcome
from containerloop.topology.inventory import Inventory

CODE = "DENIED"


@diagnosis(
    "CL804",
    "redis-protected-mode",
    explains={Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
    explains_wrong_answer=True,
)
def redis_protected_mode(here: Case) -> Finding | None:
    """Redis answers, and its protected mode refuses everybody but localhost.

    ## What it means

    A Redis without a password that listens to the network refuses every client that
    does not come from its own loopback. Other containers and this machine do not:

        api --PING--> cache     -DENIED Redis is running in protected mode ...
        inside cache --PING-->  +PONG

    The official image switches protected mode off, by a changed default in the server
    that it contains. A redis.conf or an option that says `protected-mode yes`
    switches it on again, and other builds of Redis have it on.

    ## How containerloop knows

    From the server's reply: it answers a connection with -DENIED.

    ## Remedy

    Set a password (`requirepass`, and `redis://:PASSWORD@cache:6379` for the
    clients). Or, if nobody else reaches the network, switch it off:
    `--protected-mode no` in its command or its file. The command offered does so
    until the next start.
    """
    best = here.symptom.best
    if (
        best.protocol != "redis"
        or best.code != CODE
        or here.symptom.mismatch
        or here.symptom.answered_by_another
    ):
        return None
    server = here.destination.container
    whose = f"Redis of {here.label(server)}" if server else "Redis"
    address = here.address
    said = Evidence(
        saw=f"it says: {best.refusal}",
        command=f"redis-cli -h {address.host} -p {address.port} ping",
    )
    return Finding(
        summary=f"{whose} answers, and is in protected mode: without a password it serves its own"
        " localhost only",
        subject=here.label(server) if server else str(here.address),
        location=reference_location(here.symptom),
        evidence=(said, failed_attempt(here.symptom)),
        remedies=(_switched_off(server, here.inventory),) if server else (),
    )


def _switched_off(server: Container, inventory: Inventory) -> Proposal:
    return Proposal(
        summary="give it a password; or switch the mode off until the next start of"
        f" {inventory.label(server)}, and for good with --protected-mode no in its command",
        host_command=within(server, "redis-cli", "config", "set", "protected-mode", "no"),
        trial=Untriable(reason="it changes a setting of your server, so it is left to you"),
    )
