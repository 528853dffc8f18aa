"""`explain`: every cause has a page, of its rule or of its own, and is found by code or name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import containerloop
from containerloop.cli.runs.explain import undiagnosed
from containerloop.diagnose.codes import CODES, Code
from containerloop.render.pages import NOT_DIAGNOSED
from tests.conftest import RunCli
from tests.support.catalogue import CATALOGUE

FOLDER = Path(containerloop.__file__).parent / "diagnose" / "undiagnosed"
DIAGNOSED = {entry.code for entry in CATALOGUE}
WAITING = [code for code in CODES if code.code not in DIAGNOSED]
EACH = pytest.mark.parametrize("code", WAITING, ids=lambda c: c.code)

HEADINGS = ["## What it means", "## How to tell", "## Remedy"]
MOST_LINES = 45
WIDEST = 84
NOT_LIVE = {
    "CL102", "CL103", "CL106", "CL107", "CL108", "CL110", "CL211", "CL309", "CL412", "CL413",
    "CL710", "CL812", "CL815",
}  # fmt: skip
"""What no ordinary Linux engine can show, at least in part."""

AVOIDED = re.compile(
    r"\banew\b|\bdial|\bleads? to\b|(?<!there )\bis no (?!longer)|network with names", re.I
)


def test_every_code_has_a_rule_or_a_page_and_never_both() -> None:
    slugs = {f"{c.code.lower()}_{c.name.replace('-', '_')}" for c in WAITING}
    assert {path.stem for path in FOLDER.iterdir()} == slugs
    assert {path.suffix for path in FOLDER.iterdir()} == {".md"}
    assert set(DIAGNOSED) <= {code.code for code in CODES}


@EACH
def test_a_page_has_its_parts_and_fits_on_a_screen(code: Code) -> None:
    page = undiagnosed(code)
    lines = page.splitlines()
    assert page.endswith("\n")
    assert page.strip() == page.rstrip("\n")
    assert re.fullmatch(r"[A-Z].{20,}[A-Za-z0-9]\.", lines[0])
    assert lines[1] == ""
    assert [line for line in lines if line.startswith("#")] == HEADINGS
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDEST
    assert [line for line in lines if line != line.rstrip()] == []
    for heading in HEADINGS:
        below = lines[lines.index(heading) + 1 :]
        assert below[0] == ""
        assert below[1].strip()
        assert not below[1].startswith("#")


@EACH
def test_a_page_has_a_command_to_see_it(code: Code) -> None:
    told = undiagnosed(code).partition(HEADINGS[1])[2].partition(HEADINGS[2])[0]
    assert re.search(r"^ {4}[a-z]\S* \S", told, re.M)


@EACH
def test_a_page_says_what_it_rests_on_where_nothing_was_tried(code: Code) -> None:
    page = undiagnosed(code)
    last = page.rstrip().rpartition("\n\n")[2]
    assert last.startswith("Not tested live: ") is (code.code in NOT_LIVE)
    assert page.count("Not tested live") == (code.code in NOT_LIVE)


@EACH
def test_a_page_claims_nothing_for_containerloop(code: Code) -> None:
    assert "containerloop" not in undiagnosed(code)


@EACH
def test_a_page_points_at_causes_that_exist(code: Code) -> None:
    named = set(re.findall(r"CL\d{3}", undiagnosed(code)))
    assert named <= {c.code for c in CODES} - {code.code}


@pytest.mark.parametrize("code", CODES, ids=lambda c: c.code)
def test_every_page_speaks_the_words_of_docker(code: Code) -> None:
    pages = {entry.code: entry.page for entry in CATALOGUE}
    page = pages[code.code] if code.code in pages else undiagnosed(code)
    assert AVOIDED.findall(page) == []
    assert AVOIDED.findall(code.meaning) == []


@pytest.mark.parametrize("asked", ["CL401", "cl401", "401", " 401 ", "localhost-is-this-container"])
def test_a_diagnosed_cause_is_found_by_code_number_and_name(run_cli: RunCli, asked: str) -> None:
    done = run_cli("explain", asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("CL401 localhost-is-this-container\n")
    assert NOT_DIAGNOSED not in done.stdout


WAITS = next(each for each in CODES if not each.diagnosed)  # whichever has no rule yet


@pytest.mark.parametrize(
    "asked", [WAITS.code, WAITS.code.lower(), WAITS.code.removeprefix("CL"), WAITS.name]
)
def test_a_cause_without_a_rule_has_its_page_and_says_so(run_cli: RunCli, asked: str) -> None:
    done = run_cli("explain", asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{WAITS.code} {WAITS.name}\n")
    assert undiagnosed(WAITS).rstrip() in done.stdout
    assert done.stdout.splitlines()[-1] == NOT_DIAGNOSED


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("499", "did you mean CL409 or "),
        ("localhost-is-the-container", "did you mean localhost-is-this-container"),
        ("quux", "list them with: containerloop causes"),
        ("", "list them with: containerloop causes"),
    ],
)
def test_an_unknown_cause_is_one_sentence_with_the_nearest(
    run_cli: RunCli, asked: str, hint: str
) -> None:
    done = run_cli("explain", asked)
    assert (done.returncode, done.stdout) == (2, "")
    said, near = done.stderr.splitlines()
    assert said == f'containerloop: "{asked}" is not a known cause'
    assert near.strip().startswith(hint)


@pytest.mark.parametrize("columns", ["60", "100"])
def test_without_arguments_the_help_is_that_of_help(run_cli: RunCli, columns: str) -> None:
    asked = run_cli("--help", env={"COLUMNS": columns})
    bare = run_cli(env={"COLUMNS": columns})
    assert (asked.returncode, asked.stderr) == (0, "")
    assert (bare.returncode, bare.stdout) == (2, "")
    assert bare.stderr == asked.stdout


def test_without_a_code_the_everyday_errors_are_told(run_cli: RunCli) -> None:
    done = run_cli("explain")
    assert done.returncode == 0
    assert done.stdout.startswith('"connection refused"')
    assert "7. Is it this machine, a container or a virtual machine?" in done.stdout
