"""Where else what is missing here may be: the engines of other contexts are asked (I/O)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.diagnose.remedies.another_engine import choosing
from containerloop.errors import ProjectUnknown, UsageError
from containerloop.facts import Question, Snapshot, Unobserved
from containerloop.facts.plain_words import echoed
from containerloop.pipeline.options import RunOptions
from containerloop.plan.missing_here import missing_here
from containerloop.plan.values import Expectation
from containerloop.survey.other_contexts import Sought, other_engines
from containerloop.topology.inventory import Inventory


def with_other_engines(
    seen: Snapshot, wanted: tuple[Expectation, ...], options: RunOptions
) -> Snapshot:
    """The snapshot with the engines that have what is missing on this one.

    None is asked where all that is relied on is served, or where what is asked about is here.
    """
    inventory = Inventory(seen.survey)
    if options.connection is None or not missing_here(seen.question, inventory):
        return seen
    if wanted and all(symptom.met for symptom in symptoms(seen, wanted)):
        return seen
    project = inventory.project
    name, folder = (project.name, project.working_dir) if project else (None, "")
    sought = Sought(seen.question, name, folder)
    return replace(seen, other_engines=other_engines(sought, options.connection))


@contextmanager
def telling_where_else(question: Question, options: RunOptions) -> Iterator[None]:
    """Errors about a project, a vantage or a host that is unknown say which other engine has it."""
    try:
        yield
    except (ProjectUnknown, UsageError) as error:
        if (told := _where_else(question, options)) is None:
            raise
        raise type(error)(error.message, told) from error


def _where_else(question: Question, options: RunOptions) -> str | None:
    if options.connection is None:
        return None
    names = tuple(vantage.rpartition(":")[2] for vantage in question.vantages)
    found = other_engines(Sought(question, options.project, names=names), options.connection)
    if isinstance(found, Unobserved) or not found:
        return None
    context, there = found[0].context, _listed(c.name for c in found[0].containers)
    command = choosing(context, options.connection.chosen_by)
    return f'the engine of the Docker context "{echoed(context)}" has {there}: {command}'


def _listed(names: Iterable[str], most: int = 3) -> str:
    known = sorted(map(echoed, names))
    return ", ".join(known[:most]) + (", …" if len(known) > most else "")
