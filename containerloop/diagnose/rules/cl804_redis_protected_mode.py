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


@diagnosis(
    "CL804",
    "redis-protected-mode",
    explains={Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
    explains_wrong_answer=True,
)
def redis_protected_mode(here: Case) -> Finding | None:
    """Redis answers, and its protected mode refuses everybody but localhost.

    ## What it means

    A Redis without a password accepts clients from its own loopback only. Other
    containers and this machine are refused:

        api --PING--> cache     -DENIED Redis is running in protected mode ...
        inside cache --PING-->  +PONG

    The official image has protected mode off by default, other builds of Redis have it
    on. `protected-mode yes` in a redis.conf or an option turns it on.

    ## How containerloop knows

    From the server's reply: it answers a connection with -DENIED.

    ## Remedy

    Set a password (`requirepass`, and `redis://:PASSWORD@cache:6379` for the
    clients). Or, if nobody else reaches the network, turn it off: `--protected-mode no`
    in its command or its file. The command offered does so until the next start.
    """
    best, server = here.symptom.best, here.destination.container
    if best.protocol != "redis" or best.code != "DENIED":
        return None
    if here.symptom.mismatch or here.symptom.answered_by_another:
        return None
    return Finding(
        summary=_summary(here.label(server) if server else None),
        subject=here.label(server) if server else str(here.address),
        location=reference_location(here.symptom),
        evidence=(_reply(here), failed_attempt(here.symptom)),
        remedies=(_switched_off(server, here.inventory),) if server else (),
    )


def _summary(name: str | None) -> str:
    return (
        f"Redis{f' in {name}' if name else ''} is in protected mode: without a password it"
        " accepts connections from its own localhost only"
    )


def _reply(here: Case) -> Evidence:
    return Evidence(
        saw=f"Redis replied: {here.symptom.best.refusal}",
        command=f"redis-cli -h {here.address.host} -p {here.address.port} ping",
    )


def _switched_off(server: Container, inventory: Inventory) -> Proposal:
    until = f"until {inventory.label(server)} restarts"
    return Proposal(
        summary=f"set a password; or turn protected mode off {until}, and for good with"
        " --protected-mode no in its command",
        host_command=within(server, "redis-cli", "config", "set", "protected-mode", "no"),
        trial=Untriable(reason="it would change a setting of your server"),
    )
