"""What of the matrix is worth showing: its addresses and vantages, and their order. Pure.

Read from what the report names; how a row looks is each format's own.
"""

from __future__ import annotations

from containerloop.facts import REACHED, literal
from containerloop.report.v1 import Report

MOST_COLUMNS = 4
MOST_ROWS = 8


def rows(report: Report, most: int | None = MOST_ROWS) -> list[str]:
    """The addresses, at most so many: those that the report names before the others."""
    named = [f.address for f in report.findings] + list(report.reach_it_at.values())
    reached = [a.address for a in report.attempts if a.outcome in REACHED]
    there = {a.address: None for a in report.attempts}
    wanted = [each for each in dict.fromkeys([*named, *reached, *there]) if each in there]
    kept = set(wanted[:most])
    return sorted((each for each in there if each in kept), key=_kind)


def _kind(address: str) -> int:
    """Loopback first, then names, then other addresses: from the near to the far."""
    host = address.rpartition(":")[0].strip("[]") or address
    ip = literal(host)
    if ip is None:
        return {"localhost": 2, "host.docker.internal": 4}.get(host, 3)
    return (0 if ip.version == 4 else 1) if ip.is_loopback else 5


def columns(report: Report) -> list[str]:
    """The vantages, all of them: those that the report names before the others."""
    there = {a.vantage: None for a in report.attempts}
    named = [f.vantage for f in report.findings] + list(report.question.vantages)
    serving = [a.vantage for a in report.attempts if a.outcome in REACHED]  # before bystanders
    wanted = dict.fromkeys([*named, "host", *report.reach_it_at, *serving, *there])
    return [each for each in wanted if each in there]
