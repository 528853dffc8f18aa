"""CL405: several servers answer to one name."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.facts import NO_SUCH_NAME, Attempt, Container, Outcome
from containerloop.topology.dns import names_visible_to
from containerloop.topology.inventory import Inventory


@diagnosis(
    "CL405",
    "alias-collision",
    explains={o for o in Outcome if not o.reached} - NO_SUCH_NAME - {Outcome.NOT_TRIED},
)
def alias_collision(case: Case) -> Finding | None:
    """Several servers answer to one name.

    ## What it means

    Compose makes a service's name an alias on every network the service is on, a
    shared one included. If two projects with a `db` meet there, `db` resolves to
    both, and each connection may reach either:

        +-- proxy (shared) -------------------------+
        |  shop-db-1  "db"  <--+                    |
        |                      +-- api uses db:5432 |
        |  blog-db-1  "db"  <--+                    |
        +-------------------------------------------+

    Passwords are wrong every other time, tables are missing, connections are refused.

    ## How containerloop knows

    Docker's resolver gave the client addresses of containers of different services,
    and not all of them answer as the one that is meant. Replicas of one service share
    a name on purpose and do not count.

    ## Remedy

    Use a name that only one of them has, its container's name for instance; or keep
    `db` off the shared network, where only its own project needs it.
    """
    asked = case.address
    if case.client is None:
        return None
    holders = names_visible_to(case.client, case.inventory).get(asked.host.rstrip(".").lower(), ())
    if len({(c.project, c.service or c.id) for c in holders}) < 2:
        return None
    meant = [c for c in holders if _reached(c, case.symptom.attempts, case.inventory)] or list(
        holders
    )
    meant.sort(key=lambda c: c.project != case.caller.project)
    whose = " and ".join(c.name for c in holders)
    return Finding(
        summary=f"{asked.host} is {whose} at once on {case.label(case.client)}'s networks,"
        " and a call gets any of them",
        subject=f"{case.label(case.client)} {asked}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            *(
                configured(c, f"{c.name} answers to {asked.host}", "NetworkSettings.Networks")
                for c in holders
            ),
        ),
        remedies=tuple(_by_own_name(case, c) for c in meant),
    )


def _reached(server: Container, attempts: tuple[Attempt, ...], inventory: Inventory) -> bool:
    return any(a.outcome.reached and inventory.owning(a.resolved or "") is server for a in attempts)


def _by_own_name(case: Case, server: Container) -> Proposal:
    address = replace(case.address, host=server.name)
    return instead(case, address, f"dial {address}, a name that only {case.label(server)} has")
