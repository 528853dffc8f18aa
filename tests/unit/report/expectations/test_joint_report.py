"""One report of several runs: what it counts, and whose causes it tells."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.finding import NotChecked
from containerloop.report.expectations.joint_report import as_meant, joint_report
from containerloop.report.v1 import ExitStatus, Verdict
from tests.support import reports
from tests.support.stated import line, not_asked, read, verified

GOOD = line(3, True, "so", "from: api, reach: 'db:5432'")
BAD = line(4, False, "not so", "from: api, reach: 'db:1'")
UNSEEN = line(5, None, "unseen", "from: api, reach: 'db:2'")


def test_the_verdict_is_that_of_the_expectations() -> None:
    told = {
        (): (Verdict.INCONCLUSIVE, ExitStatus.INCONCLUSIVE),
        (GOOD,): (Verdict.REACHABLE, ExitStatus.REACHABLE),
        (GOOD, BAD, UNSEEN): (Verdict.UNREACHABLE, ExitStatus.FAULT_FOUND),
        (GOOD, UNSEEN): (Verdict.INCONCLUSIVE, ExitStatus.INCONCLUSIVE),
    }
    for lines, (verdict, status) in told.items():
        report = joint_report(lines)
        assert report.verdict is verdict
        assert report.exit_status is status


def test_a_finding_of_two_runs_is_told_once_and_warnings_come_last() -> None:
    cause = reports.localhost_finding()
    warned = replace(cause, code="CL611", severity="warning", summary="open")
    one = reports.report(findings=(warned, cause))
    two = reports.report(findings=(cause, replace(cause, summary="another")))
    found = joint_report([BAD], [one, two]).findings
    assert [(f.code, f.summary) for f in found] == [
        (cause.code, cause.summary),
        (cause.code, "another"),
        ("CL611", "open"),
    ]


def test_only_what_every_run_ruled_out_is_ruled_out() -> None:
    cause = reports.localhost_finding()
    unseen = (NotChecked(code="CL701", reason="x"), NotChecked(code="CL401", reason="y"))
    one = reports.report(ruled_out=("CL201", "CL301", "CL401"), not_checked=unseen)
    two = reports.report(ruled_out=("CL301", "CL401"), findings=(cause,))
    report = joint_report([BAD], [one, two])
    assert report.ruled_out == ("CL301",)
    assert [each.code for each in report.not_checked] == ["CL701"]


def test_what_came_as_it_is_meant_has_no_cause() -> None:
    stated = read(
        "from: api, reach: 'http://web/a', status: 404",
        "from: api, reach: 'http://db/a', status: 404",
        "from: api, reach: 'http://db/b', status: 200",
    )
    meant = as_meant(stated, [True, True, False])
    assert meant == {("api", "web:80")}
    cause = replace(reports.localhost_finding(), vantage="api", address="web:80")
    other = replace(cause, address="db:80", summary="other")
    report = joint_report([BAD], [reports.report(findings=(cause, other))], meant=meant)
    assert report.findings == (other,)


def test_a_run_that_came_to_nothing() -> None:
    report = not_asked()
    assert report.not_asked is not None
    assert report.exit_status is ExitStatus.INCONCLUSIVE
    assert joint_report([], not_asked="x").exit_status is ExitStatus.INCONCLUSIVE


def test_the_question_is_the_file() -> None:
    assert verified().question.target == "containerloop.yaml"
    assert verified().question.port is None
