"""Reports made by hand, as `diagnose` would make them. Only such values may live here."""

from tests.support.reports.answers import forty_vantages, inconclusive, no_container, reachable
from tests.support.reports.faults import (
    loopback_listener,
    not_published,
    refuted_remedy,
    two_findings,
    untried_remedy,
)
from tests.support.reports.harm import NAMES, hostile
from tests.support.reports.parts import (
    API,
    attempt,
    localhost_finding,
    localhost_in_container,
    postgres,
    refused,
    report,
    sibling_remedy,
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
