"""Snapshots of several engines: whose each thing is, so that two machines call it alike. Pure.

A Docker context is the user's own word for an engine; the name by which its swarm knows a node is
everybody's.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.facts import HOST, Maybe, Snapshot, Unobserved
from containerloop.report.comparison.rows import rows_of, unseen
from containerloop.report.comparison.views import OF_A_VANTAGE, Group, Groups, Rows
from containerloop.report.v1 import AttemptLine, Report

NOT_LOOKED = "nothing was measured from there"
NOT_ASKED = "its engine was not asked"


def named_alike(a: Snapshot, b: Snapshot) -> tuple[Snapshot, Snapshot]:
    """Both snapshots, with every engine of a swarm called after its node.

    The engine in use needs no name where one of the two has no other.
    """
    every = bool(a.further) and bool(b.further)
    return _by_nodes(a, every=every), _by_nodes(b, every=every)


def _by_nodes(snapshot: Snapshot, *, every: bool) -> Snapshot:
    further = tuple(replace(each, context=_called(each)) for each in snapshot.further)
    own = snapshot.context and _called(snapshot)
    return replace(snapshot, context=_called(snapshot) if every else own, further=further)


def _called(snapshot: Snapshot) -> str:
    swarm = snapshot.survey.swarm
    known = () if swarm is None or isinstance(swarm.nodes, Unobserved) else swarm.nodes
    own = (node.name for node in known if swarm is not None and node.id == swarm.node)
    return next(own, "") or snapshot.context


class Seen:
    """What one side saw, of all engines that it asked."""

    def __init__(self, snapshot: Snapshot, report: Report) -> None:
        self._reasons: dict[tuple[str, str], str] = {}
        self._asked = {each.context for each in snapshot.every}
        self.groups: Groups = {}
        for each in snapshot.every:
            at = each.context
            own = replace(report, attempts=tuple(_own(report.attempts, at)))
            rows = {_there(group, at): seen for group, seen in rows_of(each, own).items()}
            self.groups = rows | self.groups  # this machine is the same for all of them
            self._reasons |= {(kind, at): why for kind, why in unseen(each).items()}

    def look(self, group: Group) -> Maybe[Rows]:
        """The rows of a group, none where there is no such thing, or why it is unknown."""
        kind, where = group
        at = where.partition("@")[2]
        if group in self.groups:
            return self.groups[group]
        if at and at not in self._asked:
            return Unobserved(NOT_ASKED)
        if (kind, at) in self._reasons:
            return Unobserved(self._reasons[kind, at])
        return Unobserved(NOT_LOOKED) if kind in OF_A_VANTAGE else {}


def _own(attempts: tuple[AttemptLine, ...], at: str) -> list[AttemptLine]:
    """The attempts from one engine's vantages, as they are called there."""
    parted = [(each, each.vantage.partition("@")) for each in attempts]
    return [
        replace(each, vantage=vantage)
        for each, (vantage, _, where) in parted
        if where == at or vantage == HOST
    ]


def _there(group: Group, at: str) -> Group:
    kind, where = group
    return group if not at or where == HOST else (kind, f"{where}@{at}")
