"""Reports without a cause, and one with more vantages than any terminal has columns."""

from __future__ import annotations

from containerloop.diagnose.finding import NotChecked
from containerloop.report.v1 import Report, Verdict
from tests.support.reports.parts import (
    API,
    HOST,
    INSIDE_OUTSIDE,
    attempt,
    localhost_in_container,
    postgres,
    refused,
    report,
)


def reachable() -> Report:
    """Nothing is wrong."""
    return report(
        verdict=Verdict.REACHABLE,
        reach_it_at={API: "db:5432", HOST: "127.0.0.1:15432"},
        attempts=(
            postgres(API, "db:5432", 0.6),
            refused(API, "localhost:15432"),
            postgres(HOST, "127.0.0.1:15432"),
        ),
        ruled_out=("CL201", "CL212", "CL401", "CL404", "CL501", "CL503", "CL601"),
    )


def inconclusive() -> Report:
    """It fails, and nothing that could be looked at explains it."""
    blind = "the probe cannot join api: api has exited"
    return report(
        attempts=(
            attempt(
                HOST, "127.0.0.1:5432", "timed-out", ms=3500.0, errno="ETIMEDOUT", relied_on=True
            ),
            attempt(API, "db:5432", "not-tried", reason="api has exited"),
        ),
        ruled_out=("CL201", "CL212", "CL404", "CL503", "CL601"),
        not_checked=(
            NotChecked(code="CL401", reason=blind),
            NotChecked(code="CL501", reason=blind),
            NotChecked(code="CL701", reason="reading the firewall needs root"),
        ),
    )


def no_container() -> Report:
    """A plain local server, no container in sight."""
    return report(
        target="localhost:3000",
        host="localhost",
        port=3000,
        verdict=Verdict.REACHABLE,
        reach_it_at={HOST: "localhost:3000"},
        attempts=(
            attempt(
                HOST, "localhost:3000", "refused", resolved="::1", errno="ECONNREFUSED", ms=0.1
            ),
            attempt(
                HOST, "localhost:3000", "answered", resolved="127.0.0.1", protocol="http", ms=2.2
            ),
        ),
        not_checked=(NotChecked(code="CL201", reason="no container engine answers here"),),
        notes=("node (pid 4242, user eva) listens on 127.0.0.1:3000 and on no IPv6 address",),
    )


def forty_vantages() -> Report:
    """More columns than any terminal has."""
    crowd = [f"service:worker-{number:02}" for number in range(40)]
    return localhost_in_container(
        attempts=(*INSIDE_OUTSIDE, *(postgres(each, "db:5432", 0.7) for each in crowd)),
    )
