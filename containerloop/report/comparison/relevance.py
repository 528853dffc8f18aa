"""Which difference explains a cause that only one of two snapshots has. Pure.

A cause is about one rung (its hundreds digit: the engine, the container, the network, the name, the
listener, the publication, the path) and about few things. A difference on that rung, in one of
those things, is what made the outcome another; any other is told after it.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.facts import HOST
from containerloop.report.comparison.values import Difference
from containerloop.report.v1 import Report, ReportedFinding

_ABOUT = {
    "1": ("platform",),
    "2": ("container", "service", "publication"),
    "3": ("network", "container", "service", "route"),
    "4": ("value", "name", "container", "service"),
    "5": ("listener", "container"),
    "6": ("publication", "service", "listener", "value"),
    "7": ("platform", "network", "route"),
    "8": ("value", "listener", "container"),
}
"""By the rung of a cause the kinds of what it is about, the nearest first."""

_WHOSE = {"value": "client", "name": "client", "listener": "server", "publication": "server"}

_ORDER = (
    *("platform", "container", "service", "network", "value", "name"),
    *("listener", "publication", "route", "attempt"),
)
"""The order of repair."""


def explained(differences: Iterable[Difference], a: Report, b: Report) -> tuple[Difference, ...]:
    """The differences, each with the cause that it explains; those that explain one first."""
    causes = [(f, r) for f, r in _only_one_has(a, b)]
    told = [_of_a_cause(each, causes) for each in differences]
    return tuple(sorted(told, key=lambda each: _rank(each, [f for f, _ in causes])))


def _only_one_has(a: Report, b: Report) -> list[tuple[ReportedFinding, Report]]:
    """The causes of one report that the other has not, in the order of repair."""
    codes_a, codes_b = ({f.code for f in report.causes} for report in (a, b))
    own_b = [(f, b) for f in b.causes if f.code not in codes_a]
    return own_b + [(f, a) for f in a.causes if f.code not in codes_b]


def _of_a_cause(each: Difference, causes: list[tuple[ReportedFinding, Report]]) -> Difference:
    for found, report in causes:
        if each.kind in _kinds(found) and each.where in _things(found, report, each.kind):
            return replace(each, explains=found.code)
    return each


def _kinds(found: ReportedFinding) -> tuple[str, ...]:
    return _ABOUT.get(found.code[2:3], ())


def _things(found: ReportedFinding, report: Report, kind: str) -> frozenset[str]:
    """Whom a cause is about: its client for what is written there, its server for what is open."""
    clients, servers = _clients(found), _servers(found, report)
    named = {"client": clients, "server": servers}.get(_WHOSE.get(kind, ""), clients | servers)
    vantages = {f"{at}:{name}" for name in named for at in ("service", "container")}
    machine = {"engine", HOST} if kind in ("platform", "route") else set()
    _, mark, at = found.vantage.partition("@")
    there = {f"{name}@{at}" for name in (*named, *vantages, *machine)} if mark else set()
    return frozenset(named | vantages | machine | there)


def _clients(found: ReportedFinding) -> set[str]:
    key = found.shown_at.key.split(".") if found.shown_at else []
    written = {key[1]} if key[:1] == ["services"] and len(key) > 1 else set()
    return {found.vantage.partition(":")[2] or found.vantage} | written


def _servers(found: ReportedFinding, report: Report) -> set[str]:
    tries = (a for a in report.attempts if a.address == found.address)
    offered = {_host(r.address) for r in found.remedies if r.address}
    return (
        {a.server for a in tries if a.server} | offered | _clients(found) | {_host(found.address)}
    )


def _host(address: str) -> str:
    return address.removesuffix("/udp").rpartition(":")[0].strip("[]")


def _rank(each: Difference, causes: list[ReportedFinding]) -> tuple[int, int, int, str, str]:
    if each.explains is None:
        return (len(causes), _ORDER.index(each.kind), 0, each.where, each.what)
    at = next(i for i, found in enumerate(causes) if found.code == each.explains)
    found = causes[at]
    said = {side for side in (each.a, each.b) if side}
    names_it = any(found.address.removesuffix("/udp") in side for side in said)
    nearest = _kinds(found).index(each.kind)
    return (at, nearest, 0 if names_it else 1, each.where, each.what)
