"""Which notes a report has beside an inconclusive answer."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.differential import Differential, diagnose
from containerloop.diagnose.rule_facts.named_facts import FACTS, named_by
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Question, State, Unobserved
from containerloop.report.notes import selection
from containerloop.report.notes.selection import NOTES, Note, notes
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import shop
from tests.support.world import World


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.tell.__name__)
def test_a_note_reads_facts_and_says_in_one_line_what_it_is_about(note: Note) -> None:
    assert set(named_by(note.tell)) <= FACTS
    assert note.tell.__doc__


def refused() -> Differential:
    world = shop()
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return diagnose(world.snapshot("5432", "host", "service:api"), CATALOGUE)


def told(monkeypatch: pytest.MonkeyPatch, *of: Note) -> tuple[str, ...]:
    monkeypatch.setattr(selection, "NOTES", of)
    return notes(refused())


def test_a_note_on_the_question_is_asked_once_and_one_on_a_symptom_of_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def once(question: Question) -> str:
        asked.append(question)
        return "once"

    def each(symptom: Symptom) -> list[str]:
        asked.append(symptom)
        return ["both", str(symptom.expectation.vantage)]

    assert told(monkeypatch, Note(once), Note(each)) == ("once", "both", "host", "service:api")
    assert len(asked) == 3
    assert told(monkeypatch, Note(each, most=2), Note(once)) == ("both", "host", "once")


def test_a_note_that_is_no_answer_beside_a_cause_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def said(question: Question) -> str:
        return "said"

    assert refused().found
    assert told(monkeypatch, Note(said, beside_a_cause=False)) == ()
    assert told(monkeypatch, Note(said)) == ("said",)


def test_a_note_whose_fact_is_unknown_stays_silent() -> None:
    world = World()
    world.container("db", publishes=["8202:5432"], state=State(status="paused", up_s=3.0))
    world.attempt("host", "127.0.0.1:8202", "silent", resolved="127.0.0.1")
    snapshot = world.snapshot("8202")
    survey = replace(snapshot.survey, networks=Unobserved("not allowed"))
    said = notes(diagnose(replace(snapshot, survey=survey), CATALOGUE))
    assert not any("paused" in sentence for sentence in said)


def test_a_paused_server_is_told_and_nobody_is_asked_to_wait() -> None:
    world = World()
    world.container("db", publishes=["8202:5432"], state=State(status="paused", up_s=3.0))
    world.attempt("host", "127.0.0.1:8202", "accepted-then-closed", resolved="127.0.0.1")
    report = world.report("8202")
    assert report.notes == ("db is paused; run docker unpause shop-db-1 to resume it",)
    assert report.exit_status == 3


def two_ports(**db: Any) -> World:
    """web calls a cache by the wrong port, and a database which was started `db` ago."""
    world = World()
    world.container("cache", listens=["0.0.0.0:6379"], exposes=[6379])
    world.container("db", listens=[], exposes=[5432], **db)
    world.container("web", refers=["redis://cache:6380", "postgres://db:5432/app"])
    world.attempt("service:web", "cache:6380", "refused", resolved="172.18.0.2")
    world.attempt("service:web", "db:5432", "refused", resolved="172.18.0.3")
    return world


YOUNG = State(status="running", up_s=4.0)


def test_what_has_no_cause_has_its_notes_beside_another_ports_cause() -> None:
    report = two_ports(state=YOUNG).report("")
    assert [f.code for f in report.findings] == ["CL502"]
    assert "db started 4 s ago; run this again in a moment" in report.notes


def test_beside_the_cause_of_the_one_port_that_was_asked_about_they_are_left_out() -> None:
    world = two_ports(state=YOUNG)
    world.attempt("host", "localhost:6380", "refused", resolved="127.0.0.1")
    assert world.codes("6380") == ["CL502"]
    assert not any("started" in note for note in world.report("6380").notes)


def test_of_what_has_a_cause_they_are_left_out_among_several_ports() -> None:
    world = World()
    world.container("cache", listens=["0.0.0.0:6379"], exposes=[6379], state=YOUNG)
    world.container("web", refers=["redis://cache:6380", "http://other:80"])
    world.container("other", listens=["0.0.0.0:80"])
    world.attempt("service:web", "cache:6380", "refused", resolved="172.18.0.2")
    world.attempt("service:web", "other:80", "answered", resolved="172.18.0.4")
    report = world.report("")
    assert [f.code for f in report.findings] == ["CL502"]
    assert not any("started" in note for note in report.notes)
