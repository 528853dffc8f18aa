"""All notes, in the order in which they are told. Pure.

A note is a rule without a code: it names the facts that it reads and is passed only those; where
one of them was not seen it stays silent. What a note says stands in its own file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from containerloop.diagnose.differential import Differential
from containerloop.diagnose.rule_facts.named_facts import FACTS_OF_A_QUESTION, applied, named_by
from containerloop.diagnose.rule_facts.question_facts import QuestionFacts
from containerloop.facts import Maybe, Unobserved
from containerloop.report.notes.another_engine import runs_elsewhere
from containerloop.report.notes.bound_elsewhere import bound_elsewhere, unheard
from containerloop.report.notes.container_settings import kept_away, paused
from containerloop.report.notes.exposed_too import exposed_for_the_other_transport
from containerloop.report.notes.front_proxies import answers_itself, behind_it
from containerloop.report.notes.guests import guest_elsewhere
from containerloop.report.notes.impostor_images import impostor_images_found
from containerloop.report.notes.names_here import for_containers_only
from containerloop.report.notes.not_asked import (
    beyond_this_machine,
    kept_from_the_host,
    no_container_yet,
    no_engine,
    nothing_is_up,
    nothing_says,
    of_the_file,
    on_other_nodes,
    several_projects,
    stood_in_for,
)
from containerloop.report.notes.onward_addresses import data_elsewhere, sent_on
from containerloop.report.notes.own_port import answers_here_published_there
from containerloop.report.notes.proxies import proxied
from containerloop.report.notes.quoted_error import differs_from_the_error
from containerloop.report.notes.refused_log_ins import refused_by_the_database
from containerloop.report.notes.sandbox import runs_in_a_sandbox
from containerloop.report.notes.servers_here import servers_here
from containerloop.report.notes.startup_races import gave_up_early, just_started
from containerloop.report.notes.tool_container import runs_in_a_container
from containerloop.report.notes.unexplained import how_far_it_got, what_is_alive
from containerloop.report.notes.written_addresses import (
    ambiguous_url,
    for_people,
    shared_line,
    url_for_a_host,
)

Said = str | Iterable[str] | None
"""A sentence, several, or nothing."""


@dataclass(frozen=True, slots=True)
class Note:
    """A function from facts to sentences, at most so many of them in a report.

    `beside_a_cause`: it is told whether or not a cause was found.
    """

    tell: Callable[..., Maybe[Said]]
    beside_a_cause: bool = True
    most: int | None = None


NOTES = (
    Note(impostor_images_found),
    Note(runs_elsewhere, beside_a_cause=False),
    Note(runs_in_a_container),
    Note(runs_in_a_sandbox),
    Note(differs_from_the_error, most=1),
    Note(servers_here),
    Note(answers_here_published_there),
    Note(for_containers_only, beside_a_cause=False),
    Note(exposed_for_the_other_transport, beside_a_cause=False, most=1),
    Note(gave_up_early),
    Note(just_started, beside_a_cause=False),
    Note(proxied, most=1),
    Note(sent_on),
    Note(data_elsewhere),
    Note(guest_elsewhere, most=1),
    Note(refused_by_the_database, beside_a_cause=False, most=3),
    Note(answers_itself, most=3),
    Note(behind_it, beside_a_cause=False, most=3),
    Note(paused, beside_a_cause=False),
    Note(bound_elsewhere, beside_a_cause=False),
    Note(unheard, beside_a_cause=False),
    Note(how_far_it_got, beside_a_cause=False, most=6),
    Note(kept_away, beside_a_cause=False, most=6),
    Note(what_is_alive, beside_a_cause=False, most=6),
    Note(beyond_this_machine, beside_a_cause=False, most=3),
    Note(for_people, most=3),
    Note(ambiguous_url, most=3),
    Note(url_for_a_host, most=3),
    Note(shared_line, most=3),
    Note(no_engine),
    Note(several_projects),
    Note(nothing_is_up),
    Note(no_container_yet),
    Note(on_other_nodes, beside_a_cause=False, most=3),
    Note(kept_from_the_host, beside_a_cause=False, most=3),
    Note(nothing_says),
    Note(of_the_file),
    Note(stood_in_for),
)


def notes(differential: Differential) -> tuple[str, ...]:
    """What a reader has to know beside the answer, each sentence once."""
    causes = any(each.severity == "cause" for each in differential.found)
    said: dict[str, None] = {}
    for note in NOTES:
        left = causes and not note.beside_a_cause
        about = _without_a_cause(differential) if left else differential
        found = dict.fromkeys(_of(note, about))
        said |= dict.fromkeys(list(found)[: note.most])
    return tuple(said)


def _without_a_cause(differential: Differential) -> Differential:
    """The failures that no cause explains, where several ports are asked about.

    Beside the cause of one port's, another client's failure at that port mostly has the same.
    """
    several = len(differential.questions) > 1
    lost = [f for f in differential.facts if several and not f.symptom.met]
    left = tuple(f for f in lost if f.symptom not in differential.explained)
    return replace(differential, questions=(), facts=left)


def _of(note: Note, differential: Differential) -> Iterator[str]:
    """What a note says of the question, where it reads no more; else of every symptom."""
    once = FACTS_OF_A_QUESTION.issuperset(named_by(note.tell))
    every: tuple[QuestionFacts, ...] = differential.questions if once else differential.facts
    for facts in every:
        said = applied(note.tell, facts)
        if isinstance(said, str):
            yield said
        elif said is not None and not isinstance(said, Unobserved):
            yield from said
