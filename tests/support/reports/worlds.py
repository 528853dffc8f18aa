"""Reports of recorded snapshots: every sentence is one that the program prints.

How long anything took is left out of a recording, so it is filled in here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from containerloop.facts import REACHED, Outcome, Question, Snapshot, Unobserved
from containerloop.pipeline.plan_step import NO_PROBE
from containerloop.pipeline.report_step import answer
from containerloop.report.v1 import AttemptLine, Remedy, Report, ReportedFinding
from tests.support import recorded
from tests.support.reports.parts import HOST, TIMINGS, postgres

SAVED = Path(__file__).parents[2] / "data" / "saved"

# so that a new rule changes no sample
RULES = frozenset(
    [
        "CL201",
        "CL202",
        "CL203",
        "CL204",
        "CL205",
        "CL206",
        "CL208",
        "CL212",
        "CL301",
        "CL302",
        "CL304",
        "CL401",
        "CL402",
        "CL403",
        "CL404",
        "CL405",
        "CL407",
        "CL408",
        "CL410",
        "CL501",
        "CL502",
        "CL503",
        "CL504",
        "CL507",
        "CL601",
        "CL602",
        "CL603",
        "CL604",
        "CL605",
        "CL606",
        "CL611",
        "CL701",
        "CL801",
        "CL804",
        "CL809",
    ]
)


def localhost_in_container(**changes: Any) -> Report:
    """CL401, the README's example: api calls localhost, the database is its neighbour."""
    return replace(_recorded("cl401-localhost-is-this-container"), **changes)


def localhost_finding(**changes: Any) -> ReportedFinding:
    """The only finding of that."""
    return replace(localhost_in_container().findings[0], **changes)


def sibling_remedy(**changes: Any) -> Remedy:
    """The only remedy of that: use db:5432, proven."""
    return replace(localhost_finding().remedies[0], **changes)


def loopback_listener() -> Report:
    """CL501: the server in the container listens on its own loopback only."""
    return _recorded("cl501-loopback-listener")


def not_published() -> Report:
    """CL601: nothing publishes the database's port."""
    return _recorded("cl601-port-not-published")


def two_findings() -> Report:
    """Two causes and a warning, of three recorded worlds that are put into one."""
    names = ("localhost-is-this-container", "unknown-name", "exposed-beyond-this-machine")
    numbers = ("cl401", "cl402", "cl611")
    worlds = [_recorded(f"{n}-{name}") for n, name in zip(numbers, names, strict=True)]
    attempts: dict[tuple[str, str], AttemptLine] = {}
    for each in (attempt for world in worlds for attempt in world.attempts):
        attempts.setdefault((each.vantage, each.address), each)
    return replace(
        worlds[0],
        findings=tuple(found for world in worlds for found in world.findings),
        attempts=tuple(attempts.values()),
    )


def refuted_remedy() -> Report:
    """CL212 without an engine: one address nearby works, and another was tried and does not."""
    return _told(recorded.read(SAVED / "cl212-no-engine.json"))


def untried_remedy() -> Report:
    """CL202: what would help was not tried, so what was seen stands beside it."""
    return _recorded("cl202-restart-loop")


def reachable() -> Report:
    """Nothing is wrong."""
    return _recorded("healthy+plain.1")


def inconclusive() -> Report:
    """CL501 again with --no-probe: it fails, and nothing that was seen explains it."""
    return _told(unprobed(recorded.read(recorded.FOLDER / "26.1" / "cl501-loopback-listener.json")))


def no_container() -> Report:
    """A plain local server, no engine in sight."""
    seen = recorded.read(SAVED / "cl212-no-engine.json")
    works = next(p.attempt for p in seen.proofs.values() if p.status == "proven")
    host = seen.views[HOST]
    assert works is not None
    assert not isinstance(host, Unobserved)
    local = replace(works.address, host="localhost")
    question = Question(target=str(local), host=local.host, port=local.port)
    views = {HOST: replace(host, attempts=(replace(works, address=local),))}
    return _told(replace(seen, question=question, views=views, proofs={}))


def forty_vantages() -> Report:
    """More columns than any terminal has, which no recorded world has."""
    sample = localhost_in_container()
    crowd = [f"service:worker-{number:02}" for number in range(40)]
    attempts = (*sample.attempts, *(postgres(each, "db:5432", 0.7) for each in crowd))
    return replace(sample, attempts=attempts)


def unprobed(snapshot: Snapshot) -> Snapshot:
    """What would have been seen of it with --no-probe."""
    unseen = Unobserved(NO_PROBE)
    views = {name: view if name == HOST else unseen for name, view in snapshot.views.items()}
    return replace(snapshot, views=views, controls=(), proofs={})


@cache
def _recorded(name: str) -> Report:
    return _told(recorded.read(recorded.FOLDER / "26.1" / f"{name}.json"))


def _told(snapshot: Snapshot) -> Report:
    report = answer(snapshot)
    return replace(
        report,
        ruled_out=tuple(code for code in report.ruled_out if code in RULES),
        not_checked=tuple(each for each in report.not_checked if each.code in RULES),
        attempts=tuple(map(_timed, report.attempts)),
        findings=tuple(map(_timed_finding, report.findings)),
        timings=TIMINGS,
    )


def _timed_finding(finding: ReportedFinding) -> ReportedFinding:
    remedies = [
        replace(r, proof=replace(r.proof, attempt=r.proof.attempt and _timed(r.proof.attempt)))
        for r in finding.remedies
    ]
    return replace(finding, remedies=tuple(remedies))


def _timed(attempt: AttemptLine) -> AttemptLine:
    if attempt.outcome == Outcome.NOT_TRIED:
        return attempt
    late = attempt.outcome == Outcome.TIMED_OUT
    return replace(attempt, ms=3500.0 if late else 0.6 if attempt.outcome in REACHED else 0.1)
