"""What the report looks like, for every kind of answer."""

from __future__ import annotations

import re

import msgspec
import pytest
from rich.cells import cell_len

from containerloop.diagnose.finding import Location, Patch
from containerloop.render.text.report import render_text
from containerloop.report.v1 import QuestionLine, Verdict
from tests.support import reports
from tests.support.shown import DATA, SAMPLES, SGR, golden, text


@pytest.mark.parametrize("name", SAMPLES)
def test_golden(name: str) -> None:
    golden(name, text(SAMPLES[name]))


@pytest.mark.parametrize("width", [40, 60, 100, 120])
def test_golden_width(width: int) -> None:
    golden(f"localhost-in-container-{width}", text(reports.localhost_in_container(), width))


@pytest.mark.parametrize("name", ["two-findings", "forty-vantages", "inconclusive"])
def test_golden_verbose(name: str) -> None:
    golden(f"{name}-verbose", text(SAMPLES[name], 100, verbose=True))


def test_golden_color() -> None:
    golden("two-findings-color", text(reports.two_findings(), 100, color=True))


def test_no_golden_file_is_forgotten() -> None:
    others = {f"localhost-in-container-{width}" for width in (40, 60, 100, 120)}
    others |= {f"{name}-verbose" for name in ("two-findings", "forty-vantages", "inconclusive")}
    expected = {*SAMPLES, *others, "two-findings-color", "page", "catalogue", "catalogue-narrow"}
    assert {path.stem for path in DATA.glob("*.txt")} == expected


@pytest.mark.parametrize(
    "name", ["localhost-in-container", "loopback-listener", "not-published", "inconclusive"]
)
@pytest.mark.parametrize("width", [80, 100])
def test_one_finding_is_one_screen(name: str, width: int) -> None:
    assert text(SAMPLES[name], width).count("\n") <= 24


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_only_what_one_copies_is_wider_than_the_terminal(name: str, width: int) -> None:
    for row in text(SAMPLES[name], width, verbose=True).splitlines():
        copied = row.startswith(("  - ", "  + ", "  $ ", "        $ ", "  then"))
        assert copied or "containerloop explain" in row or cell_len(row) <= width, row


@pytest.mark.parametrize("name", SAMPLES)
def test_color_adds_nothing_but_color(name: str) -> None:
    colored = text(SAMPLES[name], color=True)
    assert SGR.search(colored)
    assert SGR.sub("", colored) == text(SAMPLES[name])


def test_first_line_answers_and_last_line_says_what_to_type() -> None:
    reason = reports.localhost_finding().summary
    lines = text(reports.localhost_in_container(), 140).splitlines()
    assert lines[0] == f"✗ api cannot reach PostgreSQL at localhost:5432: {reason}."
    assert lines[-1].endswith("containerloop explain CL401")
    assert text(reports.inconclusive()).rstrip().endswith("--save snapshot.json")


def test_a_refuted_remedy_is_never_the_fix() -> None:
    report = reports.refuted_remedy()
    works, fails = report.findings[0].remedies
    shown = text(report, 100)
    assert f"Reach it at  {works.address}" in shown
    assert f"does not help: {fails.summary}" in shown
    assert "still accepted, then reset" in shown
    tried = msgspec.structs.replace(reports.sibling_remedy(), proof=fails.proof)
    only = reports.localhost_finding(remedies=(tried,))
    alone = text(reports.localhost_in_container(findings=(only,), reach_it_at={}), 100)
    assert "Fix" not in alone
    assert "Reach it" not in alone
    assert "@db:5432" not in alone


def test_an_address_that_needs_the_change_first_is_not_called_reachable() -> None:
    shown = text(reports.localhost_in_container(reach_it_at={}), 100)
    assert "Reach it at" not in shown
    assert f"Fix  {reports.sibling_remedy().summary}" in shown
    assert "tried just now on a probe" in shown


def test_another_address_that_works_now_does_not_stand_for_the_remedy() -> None:
    shown = text(reports.localhost_in_container(reach_it_at={reports.API: "172.18.0.1:5432"}), 100)
    assert f"Fix  {reports.sibling_remedy().summary}" in shown
    assert "Works now  172.18.0.1:5432" in shown
    assert "Reach it at" not in shown


def test_a_server_that_turns_the_caller_away_was_reached() -> None:
    found = reports.localhost_finding(address="db:5432", outcome="answered", summary="no such role")
    answer = reports.postgres(reports.API, "db:5432")
    refusal = msgspec.structs.replace(answer, refusal="FATAL")
    for attempts, but in (((refusal,), "is refused service"), ((answer,), "gets no usable answer")):
        shown = text(reports.localhost_in_container(findings=(found,), attempts=attempts), 100)
        assert shown.startswith(
            f"✗ api can connect to PostgreSQL at db:5432 but {but}: no such role."
        )


def test_what_answers_in_the_place_of_another_server_is_named() -> None:
    found = reports.localhost_finding(address="db:5432", outcome="answered", summary="not that")
    redis = reports.attempt(reports.API, "db:5432", "answered", protocol="redis")
    shown = text(reports.localhost_in_container(findings=(found,), attempts=(redis,)), 100)
    assert shown.startswith("✗ api can connect to Redis at db:5432 but gets no usable answer:")


def test_a_vantage_that_gets_through_elsewhere_is_not_called_cut_off() -> None:
    both = (reports.refused("host", "127.0.0.1:1"), reports.refused(reports.API, "localhost:1"))
    tries = tuple(msgspec.structs.replace(each, relied_on=True) for each in both)
    report = reports.report(attempts=tries, reach_it_at={"host": "127.0.0.1:2"})
    assert text(report).startswith("? 5432 is not reachable from api; the cause was not found.")


def test_many_who_reach_it_are_counted() -> None:
    everywhere = {f"service:s{number}": "db:5432" for number in range(11)}
    report = reports.report(verdict=Verdict.REACHABLE, reach_it_at=everywhere)
    assert "+3 more vantages, -v shows all" in text(report)
    assert text(report).count("reach it from") == 8
    assert text(report, verbose=True).count("reach it from") == 11


def test_an_address_without_a_change_says_what_it_is() -> None:
    bare = reports.sibling_remedy(
        patch=None, override=None, summary="did you mean 5433? db is published on it"
    )
    found = reports.localhost_finding(remedies=(bare,))
    shown = text(reports.localhost_in_container(findings=(found,)), 100)
    assert re.search(
        r"(?s)Reach it at  db:5432\b.*\n    did you mean 5433\? db is published on it\n", shown
    )
    assert "did you mean" not in text(
        reports.localhost_in_container(
            findings=(
                reports.localhost_finding(
                    remedies=(reports.sibling_remedy(summary="did you mean"),)
                ),
            )
        )
    )


def test_a_second_way_is_offered_in_a_line() -> None:
    other = reports.sibling_remedy(summary="call the host instead")
    found = reports.localhost_finding(remedies=(reports.sibling_remedy(), other))
    report = reports.localhost_in_container(findings=(found,))
    assert "or  call the host instead  (-v shows the change)" in text(report, 100)
    assert "(-v shows the change)" not in text(report, 100, verbose=True)
    patch = reports.sibling_remedy().patch
    assert patch is not None
    assert text(report, verbose=True).count(patch.diff.splitlines()[-1]) == 2


def test_evidence_stands_where_no_proof_does() -> None:
    assert "seen  " in text(reports.untried_remedy())
    assert "seen  " not in text(reports.localhost_in_container())
    assert "seen  " in text(reports.localhost_in_container(), verbose=True)


def test_a_replayed_report_does_not_say_just_now() -> None:
    live = render_text(reports.two_findings(), width=80, color=False, verbose=True)
    old = render_text(reports.two_findings(), width=80, color=False, verbose=True, live=False)
    assert "just now" in live
    assert "just now" not in old
    assert "when the snapshot was saved" in old


def test_a_warning_alone_does_not_change_the_answer() -> None:
    warning = reports.two_findings().findings[-1]
    report = msgspec.structs.replace(reports.reachable(), findings=(warning,))
    shown = text(report)
    assert shown.startswith("✓ 5432 is reachable")
    assert f"\n! {warning.summary[:40]}" in shown


def test_a_failure_without_cause_is_said_to_be_one() -> None:
    unseen = msgspec.structs.replace(reports.inconclusive(), verdict=Verdict.INCONCLUSIVE)
    assert text(unseen).startswith("? Could not determine whether 8000 is reachable.")
    assert text(reports.inconclusive()).startswith("? 8000 is not reachable from this machine;")


def test_a_path_that_is_not_served_is_told_as_that() -> None:
    page = reports.attempt(
        reports.API, "web:80", "answered", protocol="http", code="404", relied_on=True,
        served=False, untried="it does not serve this path (404)",
    )  # fmt: skip
    report = reports.report(attempts=(page,))
    said = "? 5432 answers api, but it does not serve this path (404); the cause was not found."
    assert text(report, 100).startswith(said)
    other = msgspec.structs.replace(page, vantage="host", untried="its answer is an error (500)")
    both = reports.report(attempts=(page, other))
    assert "but refuses to serve it; the cause was not found." in text(both, 100)


def test_a_proxy_is_told_as_what_is_in_the_way() -> None:
    found = reports.localhost_finding(address="web:80", outcome="answered", summary="gone")
    direct = reports.attempt(reports.API, "web:80", "answered", protocol="http", relied_on=True)
    through = reports.attempt(reports.API, "proxy:1", "refused", asked="path /, through it web:80")
    report = reports.localhost_in_container(findings=(found,), attempts=(direct, through))
    assert text(report, 100).startswith("✗ api cannot reach web:80 through its proxy: gone.")


def test_the_next_command_survives_a_shell() -> None:
    shown = text(msgspec.structs.replace(reports.inconclusive(), question=asked("http://x/?a&b")))
    assert "why-cant-i-reach 'http://x/?a&b' --save" in shown


def asked(target: str) -> QuestionLine:
    return reports.report(target=target, host="db").question


def test_the_command_after_the_edit_only_where_it_is_certain() -> None:
    assert "then  docker compose up -d api" in text(reports.localhost_in_container())
    for edited, file, key in (
        ("compose.prod.yaml", "compose.prod.yaml", "services.api.command"),
        ("compose.yaml", "compose.yaml", "x-env.A"),
        ("compose.yaml", "compose.prod.yaml", "services.api.command"),
    ):
        found = reports.localhost_finding(
            location=Location(file=file, line=14, key=key),
            remedies=(reports.sibling_remedy(patch=Patch(file=edited, diff="- a\n+ b")),),
        )
        report = reports.localhost_in_container(findings=(found,))
        assert "docker compose up" not in text(report)
        told = msgspec.structs.replace(report, compose="docker compose -p x -f compose.prod.yaml")
        sure = edited == file and key.startswith("services.")
        assert ("then  docker compose -p x -f compose.prod.yaml up -d api" in text(told)) is sure


def test_a_file_of_variables_is_read_by_the_command_as_it_is() -> None:
    found = reports.localhost_finding(
        location=Location(file="conf/app.env", line=2, key="services.api.environment.A"),
        remedies=(reports.sibling_remedy(patch=Patch(file="conf/app.env", diff="- a\n+ b")),),
    )
    shown = text(reports.localhost_in_container(findings=(found,)))
    assert "then  docker compose up -d api" in shown


def test_an_override_is_named_where_the_other_files_are() -> None:
    found = reports.localhost_finding(
        location=Location(file="a.yaml", line=14, key="services.api.command"),
        remedies=(reports.sibling_remedy(patch=None, override={"services": {"api": {}}}),),
    )
    report = reports.localhost_in_container(findings=(found,))
    told = msgspec.structs.replace(report, compose="docker compose -f a.yaml")
    assert "then  docker compose -f a.yaml -f compose.override.yaml up -d" in text(told)
    assert "then  " not in text(report)


@pytest.mark.parametrize("width", range(60, 110))
def test_no_line_begins_with_the_full_stop(width: int) -> None:
    found = reports.localhost_finding(summary="h1 uses the host, where no service has a name")
    shown = text(reports.localhost_in_container(findings=(found,)), width=width)
    assert not any(row.strip() == "." for row in shown.splitlines())
