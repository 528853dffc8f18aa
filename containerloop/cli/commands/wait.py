"""`wait`: until a target is served."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from containerloop.cli.commands.options import Output, ReportFormat, Verbose
from containerloop.cli.commands.why import (
    Files,
    From,
    NoLogin,
    NoLogs,
    NoProbe,
    NoProve,
    ProjectName,
    Timeout,
    complete_target,
)
from containerloop.cli.output import Format
from containerloop.errors import UsageError
from containerloop.report.gate import FailOn

MOST_S = 86400

EXAMPLES = """\b
Examples:
  containerloop wait db:5432 --from api
  containerloop wait http://localhost:8000/health --for 120
  containerloop wait 5432 && ./run-tests

\b
Exit status: 0 reachable, 1 a fault was found, 2 usage error,
3 inconclusive, 4 could not ask, 130 interrupted."""


def _seconds(value: float) -> float:
    """The parser's own limits let nan through."""
    if math.isnan(value):
        raise UsageError("--for must be a number of seconds", f"give one from 0 to {MOST_S}")
    return value


Target = Annotated[
    str,
    typer.Argument(
        metavar="TARGET",
        help="What to wait for, in any form that why-cant-i-reach takes.",
        show_default=False,
        autocompletion=complete_target,
    ),
]
For = Annotated[
    float,
    typer.Option(
        "--for",
        metavar="SECONDS",
        min=0,
        max=MOST_S,
        callback=_seconds,
        help="How long to wait at most; then it says why not.",
    ),
]


def wait(
    target: Target,
    vantages: From = None,
    most: For = 60.0,
    project: ProjectName = None,
    file: Files = None,
    form: ReportFormat = Format.TEXT,
    output: Output = None,
    timeout: Timeout = 4.0,
    no_probe: NoProbe = False,
    no_prove: NoProve = False,
    no_login: NoLogin = False,
    no_logs: NoLogs = False,
    verbose: Verbose = False,
) -> int:
    """Wait until TARGET is served, not only accepted.

    It ends as soon as all who rely on TARGET (or the vantages of --from) are served in its own
    protocol. When the time is over it says why not, as why-cant-i-reach does. Without an engine
    it asks from this machine.
    """
    from containerloop.cli.runs.wait import WaitRequest, run

    request = WaitRequest(
        target=target,
        vantages=tuple(vantages or ()),
        project=project,
        files=tuple(file or ()),
        form=form,
        output=output,
        fail_on=FailOn.INCONCLUSIVE,
        save=None,
        timeout_s=timeout,
        probe=not no_probe,
        prove=not no_prove,
        log_in=not no_login,
        logs=not no_logs,
        dry_run=False,
        verbose=verbose,
        most_s=most,
    )
    return run(request)
