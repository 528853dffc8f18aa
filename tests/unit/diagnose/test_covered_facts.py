"""Recorded snapshots with facts covered up or twisted: no new cause, and never an exception."""

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from containerloop.diagnose.case import Case, case_of
from containerloop.diagnose.diagnosis import Diagnosis
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.rule_answers import explains
from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.facts import Outcome, Snapshot, Unobserved
from containerloop.pipeline.report_step import answer
from containerloop.render.json import render_json
from containerloop.render.text.report import render_text
from containerloop.report.v1 import Report
from containerloop.topology.inventory import Inventory
from tests.support import recorded
from tests.support.catalogue import CATALOGUE
from tests.support.covering import COVERED, Way, at, changed, may_be_unobserved, parts, there
from tests.support.world import World, listener, view

EVERY = pytest.mark.parametrize("path", recorded.all_recorded(), ids=lambda p: p.stem)
OUTCOMES = tuple(Outcome)
# What is true as well, and told where the fact that tells more was not seen: a container that
# could not start does not run; a port that only the file has is served by nobody; what a
# container publishes for IPv4 only, somebody on this machine serves for IPv4 only; what waits for
# a check that dials the wrong address waits for one that fails.
LESS = {
    "CL203": {"CL201"},
    "CL213": {"CL201"},
    "CL205": {"CL212"},
    "CL206": {"CL212"},
    "CL410": {"CL504"},
    "CL506": {"CL215"},
}


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def covered(snapshot: Snapshot, ways: list[Way]) -> Snapshot:
    for way in ways:
        if there(snapshot, way) and not isinstance(at(snapshot, way), Unobserved):
            snapshot = changed(snapshot, way, COVERED)
    return snapshot


def new_causes(snapshot: Snapshot, seen: set[str], ways: list[Way]) -> set[str]:
    """What is found with these facts covered, and was not found with all of them."""
    allowed = {code for full in seen for code in LESS.get(full, set())}
    left = covered(snapshot, ways)
    if isinstance(left.survey.containers, Unobserved):
        # nobody serves the port "on this machine", it is said then, and nothing of containers
        allowed.add("CL212")
    return codes(answer(left)) - seen - allowed


@EVERY
def test_a_fact_that_is_covered_up_brings_no_cause_to_light(path: Path) -> None:
    snapshot = recorded.read(path)
    seen, ways = codes(answer(snapshot)), may_be_unobserved(snapshot)
    assert {way: new for way in ways if (new := new_causes(snapshot, seen, [way]))} == {}


@EVERY
def test_what_nobody_saw_inside_containers_brings_no_cause_to_light(path: Path) -> None:
    snapshot = recorded.read(path)
    seen, ways = codes(answer(snapshot)), may_be_unobserved(snapshot)
    views = [way for way in ways if way[0] == "views" and way[1] != "host"]
    tables = [way for way in views if len(way) > 2]
    listeners = [way for way in tables if way[2] == "listeners"]
    for several in (listeners, tables, views):
        assert new_causes(snapshot, seen, several) == set()


@EVERY
def test_several_facts_that_are_covered_up_bring_no_cause_to_light(path: Path) -> None:
    chance = random.Random(path.name)
    snapshot = recorded.read(path)
    seen, ways = codes(answer(snapshot)), may_be_unobserved(snapshot)
    for _ in range(20):
        several = chance.sample(ways, min(len(ways), chance.randint(2, 6)))
        assert new_causes(snapshot, seen, several) == set(), several


# what nobody saw is never told to be ruled out

# Rules that hold whatever containers there are, of a call of this machine's own.
HERE = {entry.code for entry in CATALOGUE if "here" in entry.needs}
CASE = {entry.code for entry in CATALOGUE if "case" in entry.needs}
# How a server is called, and which containers are the project's: no rule is decided by these alone.
BESIDE = {("survey", "project")}


class Watched:
    """A part of a snapshot that notes which of its covered parts are read."""

    def __init__(self, part: Any, way: Way, read: set[Way]) -> None:
        self._part, self._way, self._read = part, way, read

    @property  # type: ignore[misc]  # for isinstance() it is what it watches
    def __class__(self) -> type:
        return type(self._part)

    def __getattr__(self, name: str) -> Any:
        found, way = getattr(self._part, name), (*self._way, name)
        if isinstance(found, Unobserved):
            self._read.add(way)
        if way in WATCHED and not isinstance(found, Unobserved):
            return Watched(found, way, self._read)
        return found


WATCHED = {("survey", "engine"), ("survey", "machine")}


def read_itself(entry: Diagnosis, facts: SymptomFacts) -> set[Way]:
    """The covered facts that a rule reads through the inventory, and not by its parameters."""
    read: set[Way] = set()
    named: dict[str, Any] = {name: getattr(facts, name) for name in entry.needs}
    for name, fact in named.items():
        if isinstance(fact, Case):
            survey: Any = Watched(fact.inventory.survey, ("survey",), read)
            named[name] = replace(fact, inventory=Inventory(survey))
    entry.rule(**named)
    return read


def statuses(snapshot: Snapshot) -> dict[str, str]:
    """Each code with what was said of it; nothing of those that explain no outcome here."""
    found = diagnose(snapshot, CATALOGUE)
    failed = [f.symptom for f in found.facts if not f.symptom.met]
    asked = [(e, symptom) for e in CATALOGUE for symptom in failed if explains(e, symptom)]
    said = {entry.code: "ruled out" for entry, _ in asked if entry.code in found.ruled_out}
    said |= {each.code: "not checked" for each in found.not_checked}
    return said | {each.entry.code: "found" for each in found.found}


@EVERY
def test_what_is_found_is_never_ruled_out_for_want_of_a_fact(path: Path) -> None:
    snapshot = recorded.read(path)
    ways, seen = may_be_unobserved(snapshot), statuses(snapshot)
    for way in ways:
        now = statuses(covered(snapshot, [way]))
        lost = {code for code in seen if seen[code] != "ruled out" and now.get(code) == "ruled out"}
        assert lost == set(), way


@EVERY
def test_a_rule_that_reads_what_nobody_saw_is_not_checked(path: Path) -> None:
    snapshot = recorded.read(path)
    for way in may_be_unobserved(snapshot):
        differential = diagnose(covered(snapshot, [way]), CATALOGUE)
        for facts in differential.facts:
            for entry in CATALOGUE:
                if facts.symptom.met or not explains(entry, facts.symptom):
                    continue
                needed = [getattr(facts, name) for name in entry.needs]
                if any(isinstance(fact, Unobserved) for fact in needed):
                    assert entry.code not in differential.ruled_out, (entry.code, way)
                elif entry.code in differential.ruled_out:
                    assert read_itself(entry, facts) - BESIDE == set(), (entry.code, way)


@EVERY
@pytest.mark.parametrize("fact", ["containers", "networks"])
def test_no_rule_concludes_anything_from_containers_that_nobody_saw(path: Path, fact: str) -> None:
    said = statuses(covered(recorded.read(path), [("survey", fact)]))
    assert {code for code in CASE if said.get(code, "not checked") != "not checked"} == set()


def test_every_rule_reads_a_case_or_holds_whatever_containers_there_are() -> None:
    assert {entry.code for entry in CATALOGUE} == CASE | HERE
    assert {
        *("CL108", "CL212", "CL504", "CL801", "CL802", "CL803", "CL804", "CL805", "CL806", "CL808"),
        *("CL809", "CL811", "CL812"),
    } == HERE


def test_who_holds_whatever_containers_there_are_reads_few_facts_that_need_them() -> None:
    """A server of this machine is judged without an engine, too; these three know its callers."""
    world = World()
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    facts = diagnose(without_an_engine(world.snapshot("localhost:5432")), CATALOGUE).facts[0]
    needing = {
        (entry.code, name)
        for entry in CATALOGUE
        if entry.code in HERE
        for name in entry.needs
        if isinstance(getattr(facts, name), Unobserved)
    }
    assert needing == {("CL802", "seen_as"), ("CL803", "seen_as"), ("CL806", "rejected_name")}


def test_without_an_engine_a_local_server_of_the_other_family_is_found() -> None:
    world = World()
    world.host_listens("[::1]:8302", process="node")
    world.attempt("host", "127.0.0.1:8302", "refused", resolved="127.0.0.1")
    world.attempt("host", "[::1]:8302", "answered", resolved="::1", protocol="http")
    assert codes(answer(without_an_engine(world.snapshot("127.0.0.1:8302")))) == {"CL504"}


def without_an_engine(snapshot: Snapshot) -> Snapshot:
    nothing = Unobserved("the engine does not answer")
    survey = msgspec.structs.replace(
        snapshot.survey, engine=nothing, project=nothing, containers=nothing, networks=nothing
    )
    return msgspec.structs.replace(snapshot, survey=survey)


def test_without_an_engine_no_rule_that_depends_on_containers_is_ruled_out() -> None:
    world = World()
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    report = answer(without_an_engine(world.snapshot("localhost:5432")))
    assert codes(report) == {"CL212"}
    unseen = "the engine does not answer"
    assert {each.code for each in report.not_checked if each.reason == unseen} >= {
        "CL201", "CL202", "CL203", "CL204", "CL205", "CL206", "CL208", "CL302", "CL304", "CL401",
        "CL405", "CL407", "CL410", "CL501", "CL502", "CL503", "CL507", "CL601", "CL602", "CL603",
        "CL604", "CL605", "CL611", "CL701",
    }  # fmt: skip
    assert (
        set(report.ruled_out) & CASE
        == {entry.code for entry in CATALOGUE if Outcome.REFUSED not in entry.explains} & CASE
    )


def twisted(snapshot: Snapshot, chance: random.Random) -> Snapshot:
    """One thing otherwise: a view missing, a table empty or covered, another outcome."""
    views = dict(snapshot.views)
    kind = chance.choice(("drop", "cover", "empty", "outcome", "outcome", "swap"))
    if kind == "drop" and views:
        del views[chance.choice(list(views))]
        return msgspec.structs.replace(snapshot, views=views)
    if kind == "cover":
        return covered(snapshot, [chance.choice(may_be_unobserved(snapshot))])
    if kind == "swap" and len(views) > 1:
        one, other = chance.sample(list(views), 2)
        views[one], views[other] = views[other], views[one]
        return msgspec.structs.replace(snapshot, views=views)
    wanted = Outcome if kind == "outcome" else tuple
    # a tuple in a tuple is a pair, which is never empty
    ways = [
        way
        for way, part in parts(snapshot)
        if isinstance(part, wanted) and part and (kind == "outcome" or isinstance(way[-1], str))
    ]
    if not ways:
        return snapshot
    to = chance.choice(OUTCOMES) if kind == "outcome" else ()
    made: Snapshot = changed(snapshot, chance.choice(ways), to)
    return made


@EVERY
def test_every_twisted_snapshot_gets_an_answer(path: Path) -> None:
    chance = random.Random(path.name)
    for _ in range(8):
        snapshot = recorded.read(path)
        for _ in range(chance.randint(1, 5)):
            snapshot = twisted(snapshot, chance)
        report = answer(snapshot)
        assert render_json(report)
        assert render_text(report, width=80, color=False, verbose=True)


@EVERY
def test_a_cause_has_seen_every_fact_that_it_reads_and_explains_a_failure(path: Path) -> None:
    chance = random.Random(path.name)
    for _ in range(8):
        snapshot = recorded.read(path)
        for _ in range(chance.randint(1, 5)):
            snapshot = twisted(snapshot, chance)
        for found in diagnose(snapshot, CATALOGUE).found:
            facts = SymptomFacts(snapshot, case_of(found.symptom, Inventory(snapshot.survey)))
            needed = {name: getattr(facts, name) for name in found.entry.needs}
            assert not [n for n, fact in needed.items() if isinstance(fact, Unobserved)]
            assert found.entry.severity == "warning" or not found.symptom.met
            assert found.symptom.outcome is not Outcome.NOT_TRIED


# what the covering brought to light


def test_nobody_serves_a_port_only_where_all_containers_were_looked_into() -> None:
    world = World()
    world.container("web", listens=None)
    world.container("agent", mode="host", listens=None)
    world.container("old", listens=None, status="exited")
    world.attempt("host", "localhost:3000", "refused", resolved="127.0.0.1")
    report = world.report("3000")
    assert codes(report) == set()
    assert [n.reason for n in report.not_checked if n.code == "CL212"] == ["web was not inspected"]
    world = World()
    world.container("web", listens=[])
    world.container("agent", mode="host", listens=None)
    world.container("old", listens=None, status="exited")
    world.attempt("host", "localhost:3000", "refused", resolved="127.0.0.1")
    assert codes(world.report("3000")) == {"CL212"}


def test_a_process_in_a_containers_place_is_not_checked_where_the_engine_may_be_elsewhere() -> None:
    world = World(engine={"same_machine": Unobserved("it is behind a tunnel")})
    world.container("web", publishes=["127.0.0.2:3000:3000"], listens=["0.0.0.0:3000"])
    world.views["engine-host"] = view("engine-host", [listener("127.0.0.1:3000")])
    world.attempt("host", "localhost:3000", "accepted-then-closed", resolved="127.0.0.1")
    reasons = {n.code: n.reason for n in world.report("localhost:3000").not_checked}
    assert reasons["CL606"] == "it is behind a tunnel"
