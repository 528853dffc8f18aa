"""`why-cant-i-reach`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from containerloop.cli.atomic_write import require_writable
from containerloop.cli.output import Format, Progress, show
from containerloop.cli.streams import write
from containerloop.errors import CouldNotAsk, EngineUnavailable, UsageError
from containerloop.facts import HOST, Question, is_loopback

if TYPE_CHECKING:
    from containerloop.pipeline.options import RunOptions
    from containerloop.survey.engine.connection import Connection

EXAMPLES = """\b
Examples:
  containerloop why-cant-i-reach 5432
  containerloop why-cant-i-reach db:5432 --from api
  containerloop why-cant-i-reach http://localhost:8000 --format json
  containerloop why-cant-i-reach 5353/udp --save snapshot.json
  containerloop replay snapshot.json
  containerloop explain CL401

Exit status: 0 reachable, 1 a fault was found, 2 usage, 3 inconclusive,
4 could not ask, 130 interrupted."""


def complete_vantage(incomplete: str) -> list[str]:
    """The vantages of the project here, for the shell."""
    from containerloop.cli.completion import vantages  # noqa: PLC0415 - only while completing

    return vantages(incomplete)


def _seconds(value: float) -> float:
    """The parser's own limits let through what is no number."""
    if value != value:  # noqa: PLR0124 - only nan differs from itself
        raise UsageError("--timeout nan is no number of seconds.", "0.1 to 60; 4 is usual")
    return value


Target = Annotated[
    str,
    typer.Argument(
        metavar="TARGET",
        help="5432, 5432/udp, db:5432, localhost:5432, [::1]:3000, http://api:8000/x, …",
        show_default=False,
    ),
]
From = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="VANTAGE",
        help="Ask from here only: host, engine-host, service:NAME, container:NAME,"
        " network:NAME or a plain name. Repeatable.",
        autocompletion=complete_vantage,
    ),
]
ProjectName = Annotated[
    str | None, typer.Option("-p", "--project", metavar="NAME", help="The compose project.")
]
Files = Annotated[
    list[Path] | None,
    typer.Option("-f", "--file", metavar="FILE", help="A compose file. Repeatable."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write the report there, not to stdout."),
]
Save = Annotated[
    Path | None,
    typer.Option("--save", metavar="FILE", help="Keep everything observed, for `replay`."),
]
Timeout = Annotated[
    float,
    typer.Option(
        "--timeout", metavar="SECONDS", min=0.1, max=60, callback=_seconds, help="Of one attempt."
    ),
]


def why(
    target: Target,
    vantages: From = None,
    project: ProjectName = None,
    file: Files = None,
    form: Annotated[Format, typer.Option("--format", help="Of the report.")] = Format.TEXT,
    output: Output = None,
    save: Save = None,
    timeout: Timeout = 4.0,
    no_probe: Annotated[
        bool, typer.Option("--no-probe", help="Start nothing: metadata and own sockets only.")
    ] = False,
    no_prove: Annotated[bool, typer.Option("--no-prove", help="Do not try the fixes.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be started, and start nothing.")
    ] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every attempt.")] = False,
) -> int:
    """Say why TARGET cannot be reached, from where, and how to mend it."""
    from containerloop.pipeline.options import RunOptions  # noqa: PLC0415 - --help needs none of it
    from containerloop.pipeline.report_step import answer  # noqa: PLC0415 - --help needs none of it
    from containerloop.pipeline.run import ask  # noqa: PLC0415 - --help needs none of it
    from containerloop.question import parse_target  # noqa: PLC0415

    question = parse_target(target, vantages or ())
    _writable(output, save)
    progress = Progress()
    try:
        connection, no_engine = _engine(question, project=project, files=file)
        options = RunOptions(
            connection=connection,
            no_engine=no_engine,
            cwd=_here(),
            files=tuple(str(f) for f in file or ()),
            project=project,
            timeout_s=timeout,
            probe=not no_probe,
            prove=not no_prove,
            progress=progress.say,
        )
        if dry_run:
            return _dry_run(question, options)
        progress.say("asking the engine what is there")
        snapshot = ask(question, options)
    finally:
        progress.clear()
    if save is not None:
        from containerloop.cli.snapshot_files import write  # noqa: PLC0415

        write(snapshot, save)
    report = answer(snapshot)
    show(report, form, output, verbose=verbose)
    return int(report.exit_status)


def _engine(
    question: Question, *, project: str | None, files: list[Path] | None
) -> tuple[Connection | None, str]:
    """The connection; or, for a question about this machine alone, why there is none."""
    from containerloop.survey.engine.connection import (  # noqa: PLC0415 - imports the Docker SDK
        connect,
    )

    try:
        return connect(), ""
    except EngineUnavailable as unavailable:
        local = question.host is None or is_loopback(question.host)
        here = all(v == HOST for v in question.vantages)
        if unavailable.absent and local and here and not project and not files:
            return None, unavailable.message
        raise


def _writable(output: Path | None, save: Path | None) -> None:
    """Refuse what cannot be written before anything is asked for it."""
    for option, path in (("--output", output), ("--save", save)):
        if path is not None:
            require_writable(path, option)
    if output is not None and save is not None and output.resolve() == save.resolve():
        raise UsageError(f"--output and --save both name {save}", "one holds the report only")


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise CouldNotAsk(
            f"the current folder cannot be used: {error.strerror}", "cd to one that is there"
        ) from error


def _dry_run(question: Question, options: RunOptions) -> int:
    from containerloop.pipeline.plan_step import make_plan  # noqa: PLC0415
    from containerloop.pipeline.survey_step import resolve_question, take_survey  # noqa: PLC0415
    from containerloop.render.dry_run import render_plan  # noqa: PLC0415

    survey = take_survey(question, options)
    plan = make_plan(resolve_question(question, survey), survey, options)
    write(render_plan(plan, probe=options.probe, prove=options.prove))
    return 0
