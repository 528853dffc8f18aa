"""The application: its commands, and nothing of what they do.

Where a command is asked for, it alone is loaded: the options of all of them take as long to make as
a short command takes to run.
"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from containerloop import __version__
from containerloop.cli.streams import write

COMMANDS = {
    "why-cant-i-reach": "why.why",
    "why": "why.why",
    "wait": "wait.wait",
    "fix": "fix.fix",
    "map": "map.draw_map",
    "document": "document.document",
    "lint": "lint.lint",
    "verify": "verify.verify",
    "explain": "explain.explain",
    "causes": "causes.causes",
    "replay": "replay.replay",
    "diff": "diff.diff",
    "doctor": "doctor.doctor",
    "demo": "demo.demo",
}
"""Each command's name, and the function that it is, in the order of the help."""

SHORT = frozenset({"why"})
"""Names beside another, longer one, which the help shows."""


def application(word: str = "") -> typer.Typer:
    """With the command that `word` is the name of; with all of them where it is none's."""
    alone = word in COMMANDS
    app = typer.Typer(
        name="containerloop",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog=None if alone else _examples("why"),
    )
    app.callback()(root)
    for name in [word] if alone else COMMANDS:
        module, _, function = COMMANDS[name].partition(".")
        command = getattr(_module(module), function)
        app.command(name, hidden=name in SHORT, epilog=_examples(module))(command)
    return app


def _module(name: str) -> object:
    return import_module(f"containerloop.cli.commands.{name}")


def _examples(module: str) -> str | None:
    found: str | None = getattr(_module(module), "EXAMPLES", None)
    return found


def _version(wanted: bool) -> None:
    if wanted:
        write(f"containerloop {__version__}\n")
        raise typer.Exit


def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Find out why a container or its host cannot reach a port, and prove the fix."""
