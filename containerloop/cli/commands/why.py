"""`why-cant-i-reach`: the main job."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.commands.options import Engines, FailOnOption, Output, ReportFormat, Verbose
from containerloop.cli.output import Format
from containerloop.errors import UsageError
from containerloop.report.gate import FailOn

EXAMPLES = """\b
Examples:
  containerloop why-cant-i-reach
  containerloop why-cant-i-reach 5432
  containerloop why-cant-i-reach db:5432 --from api
  containerloop why-cant-i-reach "connect ECONNREFUSED 127.0.0.1:5432"
  docker compose logs api | containerloop why-cant-i-reach -
  containerloop why-cant-i-reach http://localhost:8000 --format json
  containerloop why-cant-i-reach db:5432 --format sarif --output why.sarif
  containerloop why-cant-i-reach db:5432 --from api@node2 --engine node2
  containerloop why-cant-i-reach 5353/udp --save snapshot.json
  containerloop replay snapshot.json
  containerloop explain CL401

\b
Exit status: 0 reachable, 1 a fault was found, 2 usage error,
3 inconclusive, 4 could not ask, 130 interrupted."""


def complete_vantage(incomplete: str) -> list[str]:
    """The vantages of the project here, for the shell."""
    from containerloop.cli.completion import vantages

    return vantages(incomplete)


def complete_target(incomplete: str) -> list[str]:
    """The services of the project here, for the shell."""
    from containerloop.cli.completion import targets

    return targets(incomplete)


def _seconds(value: float) -> float:
    """The parser's own limits let nan through."""
    if math.isnan(value):
        raise UsageError("--timeout must be a number of seconds", "give one from 0.1 to 60")
    return value


Target = Annotated[
    str | None,
    typer.Argument(
        metavar="TARGET",
        help="What cannot be reached: 5432, 5432/udp, db, db:5432, localhost:5432, [::1]:3000,"
        " http://api:8000/x, a line of ports: (8080:80), or an error as it was printed, quoted;"
        " - reads it from stdin. Without it, all that anybody in the project relies on.",
        show_default=False,
        autocompletion=complete_target,
    ),
]
From = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="VANTAGE",
        help="Measure from here only: host, engine-host, service:NAME, container:NAME,"
        " network:NAME or a plain name; NAME@CONTEXT with --engine. Repeatable.",
        autocompletion=complete_vantage,
    ),
]
ProjectName = Annotated[
    str | None, typer.Option("-p", "--project", metavar="NAME", help="Compose project name.")
]
Files = Annotated[
    list[Path] | None,
    typer.Option("-f", "--file", metavar="FILE", help="Compose file. Repeatable."),
]
Save = Annotated[
    Path | None,
    typer.Option("--save", metavar="FILE", help="Save everything that was seen, for replay."),
]
Timeout = Annotated[
    float,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=0.1,
        max=60,
        callback=_seconds,
        help="Time limit for each connection attempt.",
    ),
]
NoProbe = Annotated[
    bool,
    typer.Option(
        "--no-probe",
        help="Start no probes; use engine metadata and this machine's sockets only.",
    ),
]
NoProve = Annotated[bool, typer.Option("--no-prove", help="Do not try the fixes.")]
NoLogin = Annotated[
    bool, typer.Option("--no-login", help="Do not begin a log-in (never with a password).")
]
NoLogs = Annotated[bool, typer.Option("--no-logs", help="Do not read logs of containers.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be started, without starting it.")
]


def why(
    target: Target = None,
    vantages: From = None,
    project: ProjectName = None,
    file: Files = None,
    form: ReportFormat = Format.TEXT,
    output: Output = None,
    fail_on: FailOnOption = FailOn.INCONCLUSIVE,
    save: Save = None,
    engines: Engines = None,
    timeout: Timeout = 4.0,
    no_probe: NoProbe = False,
    no_prove: NoProve = False,
    no_login: NoLogin = False,
    no_logs: NoLogs = False,
    dry_run: DryRun = False,
    verbose: Verbose = False,
) -> int:
    """Find out why TARGET, or anything, cannot be reached.

    Measures from the containers and from this machine, names the cause, and tries the fix on
    a probe. Your containers, networks and files are not changed.
    """
    from containerloop.cli.runs.why import Request, run

    request = Request(
        target=target,
        vantages=tuple(vantages or ()),
        project=project,
        files=tuple(file or ()),
        form=form,
        output=output,
        fail_on=fail_on,
        save=save,
        engines=tuple(engines or ()),
        timeout_s=timeout,
        probe=not no_probe,
        prove=not no_prove,
        log_in=not no_login,
        logs=not no_logs,
        dry_run=dry_run,
        verbose=verbose,
    )
    return run(request)
