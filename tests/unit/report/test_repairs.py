"""Which remedy is chosen for a fault, and what an edit changes beside an address."""

from typing import Any

import msgspec
import pytest

from containerloop.apply.carrying_out import no_file_says, to_write, why_not
from containerloop.apply.refusal import Refused
from containerloop.diagnose.file_change import Added, Edit, FileChange, Removed, Reworded
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Proof
from containerloop.pipeline.report_step import answer_with_repairs
from containerloop.report.repairs import Repair, _repair, effect
from containerloop.report.v1 import ProofLine, Remedy, ReportedFinding
from tests.support.recorded import all_recorded, read

CHANGE = FileChange(edits=(Added(file="compose.yaml", line=1, lines=("x",)),))
OVERRIDE = {"services": {"api": {"init": True}}}


def chosen(*offered: tuple[str, dict[str, Any]]) -> Repair:
    """What is chosen of remedies, each with its proof's status and its forms."""
    every = tuple(
        (
            Proposal(summary=str(number), trial=Untriable(reason="?"), **forms),
            msgspec.convert({"status": status}, Proof),
        )
        for number, (status, forms) in enumerate(offered)
    )
    remedies = tuple(
        Remedy(
            summary=p.summary,
            override=p.override,
            host_command=p.host_command,
            proof=ProofLine(status=proof.status, reason=proof.reason),
        )
        for p, proof in every
    )
    told = ReportedFinding(
        code="CL401", name="x", severity="cause", summary="x", vantage="host",
        address="a:1", outcome="refused", remedies=remedies,
    )  # fmt: skip
    return _repair(every, told)


COMMAND = {"host_command": "sudo x"}


@pytest.mark.parametrize(
    ("offered", "summary"),
    [
        ([("proven", {"patch": CHANGE}), ("proven", {"patch": CHANGE})], "0"),
        ([("untried", {"patch": CHANGE}), ("proven", COMMAND)], "1"),
        ([("proven", COMMAND), ("proven", {"patch": CHANGE})], "1"),
        ([("proven", {}), ("proven", {"patch": CHANGE})], "0"),
        ([("untried", COMMAND), ("untried", {"override": OVERRIDE})], "1"),
        ([("untried", COMMAND), ("refuted", {"patch": CHANGE})], "0"),
    ],
)
def test_the_first_that_is_proven_and_no_command(
    offered: list[tuple[str, dict[str, Any]]], summary: str
) -> None:
    remedy = chosen(*offered).remedy
    assert remedy is not None
    assert remedy.summary == summary


def test_what_was_refuted_is_never_chosen() -> None:
    repair = chosen(("refuted", {"patch": CHANGE}))
    assert (repair.remedy, repair.change) == (None, None)
    assert to_write([repair], untried=True, override=False) == []
    assert "no fix that helps" in (no_file_says(repair) or "")


def test_what_nobody_could_try_is_written_only_when_told_so() -> None:
    repair = chosen(("untried", {"patch": CHANGE}))
    assert "not proven; --untried" in (why_not(repair, untried=False, override=False) or "")
    with pytest.raises(Refused):
        to_write([chosen(("proven", {"patch": CHANGE})), repair], untried=False, override=False)
    assert to_write([repair], untried=True, override=False) == [repair]


@pytest.mark.parametrize(
    ("forms", "override"), [({"patch": CHANGE}, True), ({"override": OVERRIDE}, False)]
)
def test_a_repair_in_the_other_form_is_refused(forms: dict[str, Any], override: bool) -> None:
    repair = chosen(("proven", forms))
    assert why_not(repair, untried=False, override=override)
    assert why_not(repair, untried=False, override=not override) is None


def test_a_command_for_the_machine_holds_up_nothing_and_is_in_no_file() -> None:
    command, file = chosen(("untried", COMMAND)), chosen(("proven", {"patch": CHANGE}))
    assert to_write([command, file], untried=False, override=False) == [file]
    assert "never run" in (no_file_says(command) or "")
    assert no_file_says(file) is None


def test_every_cause_of_a_recording_has_a_repair_that_agrees_with_the_report() -> None:
    forms = 0
    for path in all_recorded():
        snapshot = read(path)
        report, repairs = answer_with_repairs(snapshot)
        assert [r.finding for r in repairs] == list(report.causes)
        for repair in repairs:
            remedy = repair.remedy
            shown = remedy.patch if remedy else None
            assert (shown.diff if shown else None) == (
                repair.change.diff if repair.change else None
            )
            assert repair.override == (remedy.override if remedy else None)
            forms += repair.change is not None
    assert forms > 30


def reworded(key: str, was: str, old: str, new: str) -> Reworded:
    start = was.index(old)
    part = (start, start + len(old), new)
    return Reworded(file="c.yaml", line=1, was=was, parts=(part,), keys=(key,))


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (reworded("services.api.environment.URL", "URL: http://a", "a", "b"), None),
        (reworded("services.api.environment.URL", "URL: http://a", "http://", "https://"), "TLS"),
        (reworded("services.db.command", "--bind 127.0.0.1", "127.0.0.1", "0.0.0.0"), "db listens"),
        (reworded("services.db.ports", "- 80:80", "80", "81"), "a port of db is published"),
        (reworded("front: proxy_pass", "proxy_pass http://a", "a", "b"), None),
        (Added(file="c", line=1, lines=("- 127.0.0.1:1:1",), keys=("services.db.ports",)), "only"),
        (Added(file="c", line=1, lines=("- 1:1",), keys=("services.db.ports",)), "every address"),
        (Added(file="c", line=1, lines=("- back",), keys=("services.db.networks",)), "another net"),
        (Added(file="c", line=1, lines=("- h:x",), keys=("services.db.extra_hosts",)), None),
        (Added(file="c", line=1, lines=("x:",), keys=("services.db.depends_on",)), "starts later"),
        (Removed(file="c", line=1, was="network_mode: none", keys=("services.db.network_mode",)),
         "joins the project's network"),
    ],
)  # fmt: skip
def test_what_else_an_edit_changes_is_said(edit: Edit, said: str | None) -> None:
    found = effect(edit)
    assert found is None if said is None else said in (found or "")


def test_the_faults_are_in_the_order_of_repair() -> None:
    path = next(p for p in all_recorded() if "cl503-host-service-on-loopback-container" in p.name)
    snapshot = read(path)
    report, repairs = answer_with_repairs(snapshot)
    assert [r.finding.code for r in repairs] == [f.code for f in report.causes]
    assert len(repairs) == 2
