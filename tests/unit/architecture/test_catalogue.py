"""What every entry of the catalogue has to be, and to bring along."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import containerloop.diagnose.rules
from containerloop.diagnose.codes import CODES
from containerloop.diagnose.diagnosis import Diagnosis
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.rule_facts.named_facts import FACTS
from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.facts import Outcome, Unobserved
from tests.lab.combinations.generated import worlds
from tests.support.cases import case_of
from tests.support.catalogue import CATALOGUE

FOLDER = Path(containerloop.diagnose.rules.__file__).parent
FIXTURES = FOLDER.parents[2] / "compose-fixtures"
TESTS = Path(__file__).parents[2]
RULE_TESTS = TESTS / "unit" / "diagnose" / "rules"
SNAPSHOTS = TESTS / "data" / "snapshots" / "26.1"
DRAWN = {case.code for world in worlds(20, 560) for case in world.cases}
HEADINGS = ["## What it means", "## How containerloop knows", "## Remedy"]
ADVICE = re.compile(r"^(use|fix|bad|wrong-use|add|set|no)-|-(error|problem|issue|failure)$")
EVERY = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda e: e.code)


def slug(entry: Diagnosis) -> str:
    return f"{entry.code.lower()}-{entry.name}"


def test_codes_are_in_the_order_of_repair_and_never_twice() -> None:
    codes = [each.code for each in CODES]
    assert codes == sorted(set(codes))
    assert len({each.name for each in CODES}) == len(CODES)


@pytest.mark.parametrize("each", CODES, ids=lambda c: c.code)
def test_a_code_is_one_plain_sentence(each: Any) -> None:
    assert re.fullmatch(r"CL[1-8][0-9]{2}", each.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.name)
    assert 20 <= len(each.meaning) <= 80
    assert not each.meaning.endswith(".")
    assert each.meaning == each.meaning.strip()
    assert "\n" not in each.meaning


def test_the_catalogue_is_in_the_order_of_repair() -> None:
    codes = [entry.code for entry in CATALOGUE]
    assert codes == sorted(set(codes))


def test_every_file_is_listed_and_every_entry_has_a_file() -> None:
    files = sorted(p.stem for p in FOLDER.glob("*.py") if p.stem != "__init__")
    assert files == sorted(slug(entry).replace("-", "_") for entry in CATALOGUE)


@EVERY
def test_code_and_name_are_those_of_the_list(entry: Diagnosis) -> None:
    assert (entry.code, entry.name) in {(each.code, each.name) for each in CODES}
    module = slug(entry).replace("-", "_")
    assert entry.rule.__module__ == f"containerloop.diagnose.rules.{module}"
    assert entry.rule.__name__ == entry.name.replace("-", "_")


@EVERY
def test_a_name_says_what_is_and_not_what_to_do(entry: Diagnosis) -> None:
    assert not ADVICE.search(entry.name.removeprefix("no-shared-").removeprefix("no-hairpin-"))


@EVERY
def test_the_page_has_its_parts_and_fits_on_a_screen(entry: Diagnosis) -> None:
    lines = entry.page.splitlines()
    assert len(lines[0]) > 20
    assert lines[1] == ""
    assert not lines[0].startswith("#")
    assert [line for line in lines if line.startswith("#")] == HEADINGS
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 84
    for heading in HEADINGS:
        below = lines[lines.index(heading) + 1 :]
        assert below[0] == ""
        assert below[1].strip()
        assert not below[1].startswith("#")


@EVERY
def test_an_entry_explains_a_failure(entry: Diagnosis) -> None:
    assert entry.explains or entry.explains_wrong_answer
    if entry.severity == "cause":
        assert not any(outcome.reached for outcome in entry.explains)
    assert Outcome.NOT_TRIED not in entry.explains


@EVERY
def test_a_rule_reads_facts_and_is_never_given_an_unknown_one(entry: Diagnosis) -> None:
    facts = {name: getattr(SymptomFacts, name).func for name in FACTS}
    known = {name: get_type_hints(fact)["return"] for name, fact in facts.items()}
    hints = get_type_hints(entry.rule)
    # of what it came upon itself, a rule may say that nobody saw it
    assert observed(hints.pop("return")) == Finding | None
    assert set(hints) == set(entry.needs)
    assert entry.needs
    for name, hint in hints.items():
        assert name in known, f"{name} is no fact of SymptomFacts"
        assert hint == observed(known[name]), f"{name} is {observed(known[name])}"


def observed(hint: Any) -> Any:
    """The annotation of a fact without the case in which nobody could see it."""
    kinds = get_args(hint)
    if Unobserved not in kinds:
        return hint
    left = [kind for kind in kinds if kind is not Unobserved]
    made = left[0]
    for kind in left[1:]:
        made |= kind
    return made


@pytest.mark.parametrize(
    ("hint", "left"),
    [
        (int, int),
        (int | None, int | None),
        (int | Unobserved, int),
        (int | str | Unobserved, int | str),
    ],
)
def test_only_the_unknown_is_taken_from_an_annotation(hint: Any, left: Any) -> None:
    assert observed(hint) == left


@EVERY
def test_an_entry_brings_a_project_that_is_broken_and_what_repairs_it(entry: Diagnosis) -> None:
    folder = FIXTURES / slug(entry)
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    assert entry.code in case["codes"]
    assert (folder / "compose.yaml").is_file()
    assert (folder / "fix.yaml").is_file()


@EVERY
def test_an_entry_brings_what_was_seen_of_its_project(entry: Diagnosis) -> None:
    assert list(SNAPSHOTS.parent.glob(f"*/{slug(entry)}.json")), "make snapshots"


@EVERY
def test_an_entry_is_drawn_at_random_too(entry: Diagnosis) -> None:
    # they are played on Docker with root, where some causes cannot be
    elsewhere = "engines" in case_of(FIXTURES / slug(entry))
    assert entry.code in DRAWN or elsewhere, "no maker of worlds in tests/lab/combinations"


def test_every_entry_has_a_test_file_and_every_test_file_an_entry() -> None:
    files = sorted(p.stem for p in RULE_TESTS.glob("test_*.py"))
    assert files == sorted(f"test_{slug(entry).replace('-', '_')}" for entry in CATALOGUE)


def test_every_project_is_of_an_entry_or_healthy() -> None:
    entries = tuple(slug(entry) for entry in CATALOGUE)
    names = [folder.name for folder in FIXTURES.iterdir() if folder.is_dir()]
    assert [name for name in names if not name.startswith((*entries, "healthy"))] == []
    assert any((FIXTURES / "healthy").glob("*/compose.yaml"))
