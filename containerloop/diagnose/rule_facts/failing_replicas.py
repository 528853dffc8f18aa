"""The containers of one service that do not serve while others of it do. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.starting import may_still_start
from containerloop.facts import Attempt, Container, Outcome, Value


class FailingReplica(Value, frozen=True):
    """A container that the name stands for, and the attempt at it that did not come through.

    `serving` are those beside it that served the same call, each with its attempt.
    """

    container: Container
    attempt: Attempt
    serving: tuple[tuple[Attempt, Container], ...]


def failing_replicas(case: Case) -> tuple[FailingReplica, ...]:
    """Those that fail for good, as far as can be told: one that may still start is left out."""
    failing = case.symptom.failing_replicas
    at = {a.resolved: case.inventory.owning(a.resolved or "") for a in case.symptom.attempts}
    bad = {owner.id for a in failing if (owner := at[a.resolved]) is not None}
    served: dict[str, tuple[Attempt, Container]] = {}
    for attempt in case.symptom.attempts:
        owner = at[attempt.resolved]
        if owner is not None and owner.id not in bad and attempt.outcome.reached:
            served.setdefault(owner.id, (attempt, owner))
    return tuple(
        FailingReplica(owner, attempt, tuple(served.values()))
        for attempt in failing
        if (owner := at[attempt.resolved]) is not None and not _may_come(owner, attempt)
    )


def _may_come(container: Container, attempt: Attempt) -> bool:
    """Whether it may serve in a moment: one that accepts listens already, unless it says so."""
    if container.state.health == "starting":
        return True
    return attempt.outcome is Outcome.REFUSED and may_still_start(container)
