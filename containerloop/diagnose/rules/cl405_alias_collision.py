"""CL405: several servers answer to one name."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.own_name import by_own_name
from containerloop.facts import NO_SUCH_NAME, Container, Outcome


@diagnosis(
    "CL405",
    "alias-collision",
    explains={o for o in Outcome if not o.reached} - NO_SUCH_NAME - {Outcome.NOT_TRIED},
    explains_wrong_answer=True,
)
def alias_collision(case: Case, name_holders: tuple[Container, ...]) -> Finding | None:
    """Several servers answer to one name.

    ## What it means

    A service's name is an alias on each of its networks. If two projects with a `db`
    share one, `db` resolves to both:

        api --> db:5432 --> shop-db-1
                        \\-> blog-db-1   each connection may reach either

    Passwords are wrong now and then, tables are missing, connections are refused.

    ## How containerloop knows

    The name resolved in the client to containers of different services, and not all
    serve it alike, or one is of another project. Replicas of one service do not count.

    ## Remedy

    Use a name that only one has, such as its own service's; or disconnect `db` from
    the shared network if only its own project needs it.
    """
    several = len({(c.project, c.service or c.id) for c in name_holders}) > 1
    if not several or (case.outcome.reached and not case.symptom.answered_by_another):
        return None
    return Finding(
        summary=_summary(case, name_holders),
        subject=f"{case.label(case.caller)} {case.address}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), *(_has_name(c, case) for c in name_holders)),
        remedies=tuple(by_own_name(case, c) for c in _meant(case, name_holders)),
    )


def _has_name(server: Container, case: Case) -> Evidence:
    said = f"{server.name} answers to {case.address.host}"
    return configured(server, said, "NetworkSettings.Networks")


def _meant(case: Case, holders: tuple[Container, ...]) -> list[Container]:
    """The client's own project's; without any those that serve it, else all."""
    served = (a for a in case.symptom.attempts if not case.symptom.rank(a)[0])
    serving = [case.inventory.owning(a.resolved or "") for a in served]
    meant = [c for c in holders if c in serving] or holders
    return [c for c in meant if c.project == case.caller.project] or list(meant)


def _summary(case: Case, holders: tuple[Container, ...]) -> str:
    several, any_of = ("two", "either") if len(holders) == 2 else (len(holders), "any of them")
    return (
        f"on {case.label(case.caller)}'s networks, {case.address.host} resolves to {several}"
        f" different servers ({', '.join(c.name for c in holders)});"
        f" each connection may reach {any_of}"
    )
