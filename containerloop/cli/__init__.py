"""The command line. Each command has a file of its own; exceptions end here and only here."""

from __future__ import annotations

import sys

from containerloop.errors import ContainerloopError
from containerloop.report import ExitStatus


def main() -> None:
    """Run the command line and leave with one of the documented exit statuses."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """One command; every failure becomes a sentence on stderr and an exit status."""
    import typer  # noqa: PLC0415 - importing this package alone costs nothing

    from containerloop.cli.app import app  # noqa: PLC0415

    try:
        status = app(args=arguments, prog_name="containerloop", standalone_mode=False)
    except ContainerloopError as error:
        return _said(error.message, error.hint, error.status)
    except typer.TyperException as error:
        return _usage(error)
    except (KeyboardInterrupt, typer.Abort):
        status = ExitStatus.INTERRUPTED
    if status == ExitStatus.INTERRUPTED:
        return _said("interrupted; nothing was changed", "", ExitStatus.INTERRUPTED)
    return status if isinstance(status, int) else ExitStatus.REACHABLE


def _usage(error: Exception) -> int:
    """What the parser of options says, in its own words: usage, the fault, --help."""
    show = getattr(error, "show", None)
    if show is None:
        return _said(str(error), "", ExitStatus.USAGE)
    show()
    return ExitStatus.USAGE


def _said(message: str, hint: str, status: int) -> int:
    from containerloop.protocols.text import plain  # noqa: PLC0415

    print(f"containerloop: {plain(message, 2000)}", file=sys.stderr)
    if hint:
        print(f"  {plain(hint, 2000)}", file=sys.stderr)
    return status
