"""Which notes a report has beside an inconclusive answer."""

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
