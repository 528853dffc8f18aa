"""`explain`: every cause has a page and is found by code or name."""

from __future__ import annotations

import re

import pytest

from containerloop.diagnose.codes import CODES, Code
from tests.conftest import RunCli
from tests.support.catalogue import CATALOGUE

AVOIDED = re.compile(
    r"\banew\b|\bdial|\bleads? to\b|(?<!there )\bis no (?!longer)|network with names", re.I
)


@pytest.mark.parametrize("code", CODES, ids=lambda c: c.code)
def test_every_page_speaks_the_words_of_docker(code: Code) -> None:
    pages = {entry.code: entry.page for entry in CATALOGUE}
    assert AVOIDED.findall(pages[code.code]) == []
    assert AVOIDED.findall(code.meaning) == []


@pytest.mark.parametrize("asked", ["CL401", "cl401", "401", " 401 ", "localhost-is-this-container"])
def test_a_diagnosed_cause_is_found_by_code_number_and_name(run_cli: RunCli, asked: str) -> None:
    done = run_cli("explain", asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("CL401 localhost-is-this-container\n")


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
