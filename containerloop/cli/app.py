"""The application: its commands, and nothing of what they do."""

from __future__ import annotations

from typing import Annotated

import typer

from containerloop import __version__
from containerloop.cli.commands.causes import causes
from containerloop.cli.commands.demo import demo
from containerloop.cli.commands.doctor import doctor
from containerloop.cli.commands.explain import explain
from containerloop.cli.commands.replay import replay
from containerloop.cli.commands.why import EXAMPLES, why
from containerloop.cli.streams import write

app = typer.Typer(
    name="containerloop",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Find out why a container or its host cannot reach a port, and prove the fix.",
    epilog=EXAMPLES,
)


def _version(wanted: bool) -> None:
    if wanted:
        write(f"containerloop {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Find out why a container or its host cannot reach a port, and prove the fix."""


app.command("why-cant-i-reach", epilog=EXAMPLES)(why)
app.command("why", hidden=True, epilog=EXAMPLES)(why)
app.command()(explain)
app.command()(causes)
app.command()(replay)
app.command()(doctor)
app.command()(demo)
