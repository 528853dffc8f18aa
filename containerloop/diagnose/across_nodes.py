"""A call to a server on another node of a swarm, judged by what that node's engine shows. Pure.

Only the rules that are about the server's own container, its sockets and its state are asked of
such a case: everything between the nodes, and around the client, is this engine's matter.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case, case_of
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.trials import Publish, Rebind, Untriable
from containerloop.facts import AwayServer, Snapshot, Unobserved, Value
from containerloop.topology.away_tasks import away_server
from containerloop.topology.inventory import Inventory

SERVERS_OWN = frozenset({"CL201", "CL209", "CL501", "CL502", "CL504", "CL505", "CL507"})
"""The causes that a server's own container shows, wherever its client is."""


class AcrossNodes(Value, frozen=True):
    """The case and the snapshot with the server in them, as if it were one of this engine's."""

    server: AwayServer
    snapshot: Snapshot
    case: Case


def across_nodes(case: Case, snapshot: Snapshot) -> AcrossNodes | None:
    """The case with its server on another node; None where that was not looked into."""
    survey, call = snapshot.survey, case.symptom.best
    server = away_server(call, snapshot.away, case.inventory)
    if server is None or isinstance(survey.containers, Unobserved):
        return None
    survey = replace(survey, containers=(*survey.containers, server.container))
    inventory = Inventory(survey)
    views = {**snapshot.views, inventory.vantage(server.container): server.view}
    made = case_of(case.symptom, inventory)
    if made.destination.container is not inventory.by_id(server.container.id):
        return None
    return AcrossNodes(server, replace(snapshot, survey=survey, views=views), made)


def told_across(finding: Finding, there: AcrossNodes) -> Finding:
    """The finding, with where the server is, and without trials that would have to stand there."""
    name, node = there.server.container.name, there.server.node
    where = Evidence(
        saw=f"{name} is on {node}",
        command=f"docker ps --all --filter name={name} --format '{{{{.Names}}}} {{{{.Status}}}}'",
    )
    remedies = tuple(_untried_there(each, there.server) for each in finding.remedies)
    return replace(finding, evidence=(*finding.evidence, where), remedies=remedies)


def _untried_there(remedy: Proposal, server: AwayServer) -> Proposal:
    trial = remedy.trial
    if not isinstance(trial, Publish | Rebind) or trial.container != server.container.id:
        return remedy
    reason = f"the server is on {server.node}, and its client on another node"
    return replace(remedy, trial=Untriable(reason=reason))
