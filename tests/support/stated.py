"""Expectations as a file states them, judged in worlds made by hand."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.catalogue import entries
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.finding import Location
from containerloop.facts import Question, Stated
from containerloop.pipeline.survey_step import resolve_question
from containerloop.pipeline.verification import in_full
from containerloop.plan.expectations import expectations
from containerloop.question import parse_target
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.expectations.joint_report import joint_report
from containerloop.report.expectations.judgement import Judged, judged
from containerloop.report.v1 import Report
from containerloop.survey.compose.yaml_tree import read_tree
from containerloop.survey.expectations.documents import Document
from containerloop.survey.expectations.statements import stated
from containerloop.topology.inventory import Inventory
from tests.support import reports
from tests.support.world import World

FILE = "containerloop.yaml"


def read(*lines: str) -> tuple[Stated, ...]:
    """`read("from: api, reach: db:5432")`: the expectations of a file with these lines."""
    rows = "".join(f"  - {{{line}}}\n" for line in lines)
    tree = read_tree(f"version: 1\nexpect:\n{rows}", FILE)
    return stated(Document(FILE, tree), parse_target)


def judge(world: World, *lines: str) -> list[Judged]:
    """Whether each of them holds, as one run that asked all of them has it."""
    snapshot = world.snapshot("5432")
    wanted = in_full(read(*lines), snapshot.survey)
    asked = Question(target="", port=0, stated=tuple(each.question for each in wanted))
    asked = resolve_question(asked, snapshot.survey)
    seen = diagnose(replace(snapshot, question=asked), entries)
    inventory = Inventory(snapshot.survey)
    return [
        judged(each, expectations(each.question, inventory), seen.symptoms, seen.found)
        for each in wanted
    ]


def held(world: World, line: str) -> bool | None:
    """Whether a single one holds."""
    [told] = judge(world, line)
    return told.holds


def line(at: int, holds: bool | None, reason: str, text: str) -> ExpectationLine:
    """A line of the report, judged by hand."""
    [row] = read(text)
    made = ExpectationLine.of(row, holds, reason)
    return replace(made, line=at)


def verified() -> Report:
    """The report of `verify` with one of each kind, and the cause of the one that is broken."""
    cause = reports.localhost_finding()
    lines = [
        line(3, True, "PostgreSQL answers", "from: web, reach: 'db:5432'"),
        line(4, False, cause.summary, "from: 'service:api', reach: 'localhost:5432'"),
        line(
            5, False, "PostgreSQL answers", "from: host, not-reach: '127.0.0.1:5432', why: inside"
        ),
        line(6, None, "job has no container", "from: job, reach: 'db:5432'"),
        line(7, True, "judged from the bindings: nothing", "from: lan, not-reach: 5432"),
    ]
    told = reports.localhost_in_container()
    at = Location(file="compose.yaml", line=19)
    source = replace(told, findings=(replace(cause, shown_at=at),))
    return joint_report(lines, [source], total_ms=812.5)


def not_asked() -> Report:
    """The report of a run that came to nothing."""
    rows = read("from: api, reach: 'db:5432'")
    reason = "no engine answers at /var/run/docker.sock"
    return joint_report([ExpectationLine.of(r, None, reason) for r in rows], not_asked=reason)
