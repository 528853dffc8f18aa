"""One command, from its arguments to an exit status: exceptions end here and only here."""

from __future__ import annotations

import io
import os
import traceback

import typer

from containerloop.cli import streams
from containerloop.cli.app import application
from containerloop.cli.signals import interrupted
from containerloop.errors import ContainerloopError, CouldNotAsk
from containerloop.facts.plain_words import MASK, echoed, is_plain
from containerloop.facts.printable import printable
from containerloop.report.v1 import ExitStatus


def run(arguments: list[str]) -> int:
    """One command; every failure becomes a sentence on stderr and an exit status."""
    try:
        app = application(*arguments[:1])
        status = app(args=arguments, prog_name="containerloop", standalone_mode=False)
    except ContainerloopError as error:
        streams.complain_of(error.message, error.hint)
        return error.status
    except typer.TyperException as error:
        return _usage(_unquoted(error, arguments), quoting=bool(arguments))
    except (KeyboardInterrupt, typer.Abort):
        return interrupted()
    except SystemExit:  # so the parser of options ends where nobody reads its --help
        return ExitStatus.REACHABLE
    except Exception as error:  # noqa: BLE001 - a traceback would end with 1: a fault was found
        return _unforeseen(error)
    if status == ExitStatus.INTERRUPTED:
        return interrupted()
    return status if isinstance(status, int) else ExitStatus.REACHABLE


def _usage(error: Exception, *, quoting: bool) -> int:
    """What the parser of options says, in its own words: usage, the fault, --help.

    `quoting`: it may quote the user's words. Without any it is the help, whose columns stay.
    """
    show = getattr(error, "show", None)
    if show is None:
        streams.complain_of(str(error))
        return ExitStatus.USAGE
    told = io.StringIO()
    show(file=told)
    lines = told.getvalue().splitlines()
    streams.complain("\n".join(map(_line, lines) if quoting else lines))
    return ExitStatus.USAGE


def _unquoted(error: Exception, arguments: list[str]) -> Exception:
    """The error without what it quotes of the user's words, unless these are plain."""
    said = getattr(error, "message", None)
    if isinstance(said, str):
        for word in sorted({w for a in arguments for w in (a, *a.split("=", 1))}, key=len)[::-1]:
            option = word.startswith("-") and is_plain(word.partition("=")[0])
            if word and not option and echoed(word) != word:
                said = said.replace(word, MASK)
        vars(error)["message"] = said
    return error


def _line(text: str) -> str:
    """A line of the parser's own words, in which it quotes the user's."""
    bare = text.lstrip(" ")
    return text[: len(text) - len(bare)] + printable(bare, streams.MOST_CHARACTERS)


def _unforeseen(error: Exception) -> int:
    """What nobody foresaw is a defect of ours, unless the system itself refused something."""
    if os.environ.get("CONTAINERLOOP_TRACEBACK"):
        traceback.print_exception(error)
    if isinstance(error, OSError) and error.strerror:
        streams.give_up_stdout()
        at = f" ({error.filename})" if error.filename else ""
        streams.complain_of(f"the system refused: {error.strerror}{at}")
    else:
        streams.complain_of(
            f"internal error (a bug in containerloop): {type(error).__name__}: {error}",
            "rerun with CONTAINERLOOP_TRACEBACK=1 and report the output; nothing was changed",
        )
    return CouldNotAsk.status
