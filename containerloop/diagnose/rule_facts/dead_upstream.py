"""Whether the name servers behind Docker's resolver answer where it asks them. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Attempt, Maybe, Outcome, Unobserved, Value, View
from containerloop.plan.further.upstream_servers import asked_at, passed_on


class DeadUpstream(Value, frozen=True):
    """None of the name servers behind Docker's resolver answers: the calls that show it."""

    calls: tuple[Attempt, ...]


def dead_upstream(
    case: Case, view: Maybe[View] | None, attempts: tuple[Attempt, ...]
) -> Maybe[DeadUpstream | None]:
    """What came of asking them; None where one answered, or Docker passed nothing on."""
    client = case.client
    if client is None or view is None or not passed_on(case.address.host, client, case.inventory):
        return None
    servers = view if isinstance(view, Unobserved) else view.upstream_servers
    if isinstance(servers, Unobserved):
        return servers
    wanted = [asked_at(each, case.vantage) for each in servers]
    calls = [a for a in attempts if (a.vantage, a.address) in wanted]
    if any(a.outcome is Outcome.ANSWERED for a in calls):
        return None
    if not calls or len({(a.vantage, a.address) for a in calls}) < len(set(wanted)):
        return Unobserved("the servers behind Docker's resolver were not asked")
    if any(a.outcome is Outcome.NOT_TRIED for a in calls):
        return Unobserved("the servers behind Docker's resolver were not asked")
    return DeadUpstream(tuple(calls))
