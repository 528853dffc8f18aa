"""Reports to be shown: of recorded snapshots, or made by hand where no engine can show it."""

from tests.support.reports.harm import NAMES, hostile
from tests.support.reports.parts import API, attempt, postgres, refused, report
from tests.support.reports.worlds import (
    forty_vantages,
    inconclusive,
    localhost_finding,
    localhost_in_container,
    loopback_listener,
    no_container,
    not_published,
    reachable,
    refuted_remedy,
    sibling_remedy,
    two_findings,
    untried_remedy,
)

__all__ = [
    "API",
    "NAMES",
    "attempt",
    "forty_vantages",
    "hostile",
    "inconclusive",
    "localhost_finding",
    "localhost_in_container",
    "loopback_listener",
    "no_container",
    "not_published",
    "postgres",
    "reachable",
    "refused",
    "refuted_remedy",
    "report",
    "sibling_remedy",
    "two_findings",
    "untried_remedy",
]
