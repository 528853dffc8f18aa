"""The command line. Each command has a file of its own; exceptions end here and only here."""

from __future__ import annotations

import os
import sys

from containerloop.errors import ContainerloopError
from containerloop.report import ExitStatus


def main() -> None:
    """Run the command line and leave with one of the documented exit statuses."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """One command; every failure becomes a sentence on stderr and an exit status."""
    import click  # noqa: PLC0415 - after the docstring's promise: nothing is loaded early

    from containerloop.cli.app import app  # noqa: PLC0415

    try:
        result = app(args=arguments, prog_name="containerloop", standalone_mode=False)
        sys.stdout.flush()
    except ContainerloopError as error:
        return _said(error.message, error.hint, error.status)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return ExitStatus.USAGE
    except (KeyboardInterrupt, click.Abort):
        return _said("interrupted; nothing was changed", "", ExitStatus.INTERRUPTED)
    except BrokenPipeError:
        # the reader (head, less) has gone; Python would complain once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.REACHABLE
    return result if isinstance(result, int) else ExitStatus.REACHABLE


def _said(message: str, hint: str, status: int) -> int:
    from containerloop.protocols.text import plain  # noqa: PLC0415

    print(f"containerloop: {plain(message, 2000)}", file=sys.stderr)
    if hint:
        print(f"  {plain(hint, 2000)}", file=sys.stderr)
    return status
