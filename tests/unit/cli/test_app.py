"""The commands, all of them for the help and one where it is asked for."""

from __future__ import annotations

import subprocess
import sys

import typer.main

from containerloop.cli.app import COMMANDS, SHORT, application


def names(word: str = "") -> list[str]:
    group = typer.main.get_command(application(word))
    return list(group.commands)  # type: ignore[attr-defined]


def test_all_of_them_where_none_is_named() -> None:
    assert names() == names("lin") == names("--help") == list(COMMANDS)


def test_one_where_it_is_named() -> None:
    assert {word: names(word) for word in COMMANDS} == {word: [word] for word in COMMANDS}


def test_a_short_name_is_not_in_the_help_and_works() -> None:
    commands = typer.main.get_command(application()).commands  # type: ignore[attr-defined]
    assert {name for name, each in commands.items() if each.hidden} == SHORT


def test_no_other_command_is_loaded_beside_the_one_that_was_asked_for() -> None:
    code = (
        "import sys; from containerloop.cli.main import run; run(['lint', '--help']);"
        " print(*(m for m in sys.modules if m.startswith('containerloop.cli.commands.')))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in told.stdout.splitlines()[-1].split()}
    assert loaded == {"lint", "options"}
