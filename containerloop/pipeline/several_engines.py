"""One question asked on several engines, one after the other (I/O).

Each is surveyed and observed as if it were the only one, by probes of its own. What this machine
relies on is asked once, of the first engine that has what is asked about.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from msgspec.structs import replace

from containerloop.errors import ProjectUnknown, UsageError
from containerloop.facts import ENGINE_HOST, HOST, Question, Snapshot
from containerloop.pipeline.options import RunOptions
from containerloop.pipeline.run import ask
from containerloop.plan.missing_here import missing_here
from containerloop.survey.engine.connection import Connection
from containerloop.survey.further_engines import told_of_swarm
from containerloop.topology.inventory import Inventory


def ask_several(
    question: Question, options: RunOptions, further: Mapping[str, Connection]
) -> Snapshot:
    """What the runs observe, as the snapshot of the first engine that could be asked.

    Raises what `ask` raises; a project or a vantage that one engine does not have is none of its
    business, unless no other engine has it either.
    """
    if options.connection is None or not further:
        return ask(question, options)
    connections = {"": options.connection, **further}
    told = told_of_swarm(connections.values())
    seen: list[Snapshot] = []
    unasked: dict[str, str] = {}
    refused: ProjectUnknown | UsageError | None = None
    for context, connection in connections.items():
        asked = at(question, context)
        if asked is None:
            continue
        settled = bool(context) and (bool(asked.vantages) or any(map(_has_it, seen)))
        there = dataclasses.replace(options, connection=connection, told=told)
        try:
            made = ask(replace(asked, without_host=settled), there)
        except (ProjectUnknown, UsageError) as error:
            refused = refused or error
            unasked[context] = error.message
        else:
            # engines of contexts are searched for what is missing here; these were named
            seen.append(replace(made, context=context, other_engines=()))
    if refused is not None and not seen:
        raise refused
    first, *others = _of_those_who_stand_there(_host_asked_once(_with_nodes(seen)), unasked)
    return replace(first, further=tuple(others), unasked=unasked)


def _with_nodes(seen: list[Snapshot]) -> list[Snapshot]:
    """The snapshots, each with the swarm's nodes that were asked."""
    nodes = tuple(each.survey.swarm.node for each in seen if each.survey.swarm is not None)
    return [replace(each, asked_nodes=nodes) for each in seen]


def at(question: Question, context: str) -> Question | None:
    """The question as it is for one engine; None where it names vantages, and none that is there.

    `api@node2` is of that engine alone; `host` is this machine, whatever engines there are.
    """
    if not question.vantages:
        return question
    named = [vantage.rpartition("@") for vantage in question.vantages]
    own = tuple(v for v, mark, at in named if mark and at == context)
    plain = tuple(v for _, mark, v in named if not mark and (v != HOST or not context))
    own_or_plain = own + plain
    return replace(question, vantages=own_or_plain) if own_or_plain else None


def _has_it(seen: Snapshot) -> bool:
    return not missing_here(seen.question, Inventory(seen.survey))


def _host_asked_once(seen: list[Snapshot]) -> list[Snapshot]:
    """What this machine relies on counts on the first engine that has what is asked about."""
    whose = next((each for each in seen if _has_it(each)), seen[0])
    return [
        each if each is whose else replace(each, question=replace(each.question, without_host=True))
        for each in seen
    ]


def _of_those_who_stand_there(seen: list[Snapshot], unasked: dict[str, str]) -> list[Snapshot]:
    """The snapshots without the vantages that only another engine has."""
    there = {each.context: _standing(each) for each in seen}
    if not any(there.values()):
        return seen
    for each in seen:
        if each.question.vantages and not there[each.context]:
            names = ", ".join(v.partition(":")[2] or v for v in each.question.vantages)
            unasked[each.context] = f"there is no container of {names} there"
    return [
        replace(each, question=replace(each.question, vantages=there[each.context]))
        for each in seen
        if each.context not in unasked
    ]


def _standing(seen: Snapshot) -> tuple[str, ...]:
    inventory = Inventory(seen.survey)
    return tuple(
        vantage
        for vantage in seen.question.vantages
        if vantage in (HOST, ENGINE_HOST)
        or vantage.startswith("network:")
        or inventory.at(vantage) is not None
    )
