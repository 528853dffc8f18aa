"""`fix`: the proven change, shown or written."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.commands.options import Output, Verbose
from containerloop.cli.commands.why import (
    Files,
    From,
    NoLogin,
    NoLogs,
    NoProbe,
    NoProve,
    ProjectName,
    Save,
    Target,
    Timeout,
)
from containerloop.cli.output import Format
from containerloop.report.gate import FailOn


class FixFormat(StrEnum):
    """What the answer of `fix` is printed as."""

    TEXT = "text"
    JSON = "json"


EXAMPLES = """\b
Examples:
  containerloop fix 5432
  containerloop fix db:5432 --from api --apply
  containerloop fix 5432 --apply --up
  containerloop fix 8080 --override compose.override.yaml
  containerloop fix 5432 --format json

\b
Exit status: 0 reachable, 1 a fault was found (also where its fix was refused, and until
the services are recreated), 2 usage error, 3 inconclusive, 4 could not ask, 130 interrupted."""

Apply = Annotated[
    bool,
    typer.Option("--apply", help="Edit your own lines: only the characters of the change."),
]
Override = Annotated[
    Path | None,
    typer.Option("--override", metavar="FILE", help="Write a new compose override file instead."),
]
Up = Annotated[
    bool,
    typer.Option(
        "--up", help="Recreate the services concerned (docker compose up -d), then ask again."
    ),
]
Untried = Annotated[
    bool,
    typer.Option("--untried", help="Write also what no probe could try. Never what was refuted."),
]
Form = Annotated[FixFormat, typer.Option("--format", help="Output format.")]


def fix(
    target: Target = None,
    vantages: From = None,
    apply: Apply = False,
    override: Override = None,
    up: Up = False,
    untried: Untried = False,
    project: ProjectName = None,
    file: Files = None,
    form: Form = FixFormat.TEXT,
    output: Output = None,
    save: Save = None,
    timeout: Timeout = 4.0,
    no_probe: NoProbe = False,
    no_prove: NoProve = False,
    no_login: NoLogin = False,
    no_logs: NoLogs = False,
    verbose: Verbose = False,
) -> int:
    """Show the change that repairs it, or write it.

    It is the smallest that makes TARGET reachable, as proven on a probe.

    Without --apply or --override nothing is changed. All faults of the question are repaired
    together, or none of them.
    """
    from containerloop.cli.runs.fix import FixRequest, run

    request = FixRequest(
        target=target,
        vantages=tuple(vantages or ()),
        apply=apply,
        override=override,
        up=up,
        untried=untried,
        project=project,
        files=tuple(file or ()),
        form=Format.JSON if form is FixFormat.JSON else Format.TEXT,
        output=output,
        fail_on=FailOn.INCONCLUSIVE,
        save=save,
        timeout_s=timeout,
        probe=not no_probe,
        prove=not no_prove,
        log_in=not no_login,
        logs=not no_logs,
        dry_run=False,
        verbose=verbose,
    )
    return run(request)
