"""CL405: several servers answer to one name."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.trials import Dial
from containerloop.facts import NO_SUCH_NAME, Address, Container, Outcome


@diagnosis(
    "CL405",
    "alias-collision",
    explains={o for o in Outcome if not o.reached} - NO_SUCH_NAME - {Outcome.NOT_TRIED},
)
def alias_collision(
    case: Case,
    name_holders: tuple[Container, ...],
) -> Finding | None:
    """Several servers answer to one name.

    ## What it means

    Compose makes a service's name an alias on every network the service is on. If two
    projects with a `db` share a network, `db` resolves to both:

        api --> db:5432 --> shop-db-1
                       \\-> blog-db-1   each connection may reach either

    Passwords are wrong every other time, tables are missing, connections are refused.

    ## How containerloop knows

    Docker's resolver gave the client addresses of containers of different services,
    and not all of them answer as the one that is meant. Replicas of one service share
    a name on purpose and do not count.

    ## Remedy

    Use a name that only one of them has, such as its container's name; or disconnect
    `db` from the shared network if only its own project needs it.
    """
    if len({(c.project, c.service or c.id) for c in name_holders}) < 2:
        return None
    host = case.address.host
    return Finding(
        summary=_summary(case, name_holders),
        subject=f"{case.label(case.caller)} {case.address}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            *(
                configured(c, f"{c.name} answers to {host}", "NetworkSettings.Networks")
                for c in name_holders
            ),
        ),
        remedies=tuple(_by_own_name(case, c) for c in _meant(case, name_holders)),
    )


def _meant(case: Case, holders: tuple[Container, ...]) -> list[Container]:
    """Those that were reached, else all; the client's own project first."""
    reached = [a.resolved or "" for a in case.symptom.attempts if a.outcome.reached]
    serving = [case.inventory.owning(address) for address in reached]
    meant = [c for c in holders if c in serving] or holders
    return sorted(meant, key=lambda c: c.project != case.caller.project)


def _summary(case: Case, holders: tuple[Container, ...]) -> str:
    two, whose = len(holders) == 2, ", ".join(c.name for c in holders)
    return (
        f"on {case.label(case.caller)}'s networks, {case.address.host} resolves to"
        f" {'two' if two else len(holders)} different servers ({whose});"
        f" each connection may reach {'either' if two else 'any of them'}"
    )


def _by_own_name(case: Case, server: Container) -> Proposal:
    asked = case.address
    address = Address(host=server.name, port=asked.port, transport=asked.transport)
    patch, override = written_as(case, address)
    return Proposal(
        summary=f"use {address}, a name that only {case.label(server)} has",
        address=address,
        patch=patch,
        override=override,
        trial=Dial(vantage=case.vantage, address=address),
    )
