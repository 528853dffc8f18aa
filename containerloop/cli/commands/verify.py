"""`verify`: whether what the project states about itself is so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.commands.options import FailOnOption, ReportFormat, Verbose
from containerloop.cli.commands.why import Files, NoLogin, NoLogs, NoProve, ProjectName, Timeout
from containerloop.cli.output import Format
from containerloop.report.gate import FailOn

EXAMPLES = """\b
Examples:
  containerloop verify --init
  containerloop verify
  containerloop verify --format junit --output verify.xml
  containerloop verify ci/containerloop.yaml -p shop

\b
The file states what reaches what, and what must not:
  version: 1
  expect:
    - {from: api, reach: "db:5432", protocol: postgresql}
    - {from: host, reach: "http://localhost:8000/health", status: 200, within: 30}
    - {from: host, not-reach: "127.0.0.1:5432", why: "databases stay inside"}
    - {from: lan, not-reach: 5432}

\b
Exit status: 0 all of it holds, 1 something does not, 2 usage error,
3 something could not be seen, 4 could not ask, 130 interrupted."""

Named = Annotated[
    Path | None,
    typer.Argument(
        metavar="FILE",
        help="What states the expectations: containerloop.yaml here or above, and"
        " x-containerloop: in the compose file, unless a FILE is given.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Write the report to FILE instead of stdout."
    ),
]
Init = Annotated[
    bool,
    typer.Option(
        "--init", help="Write what holds now into containerloop.yaml (or FILE), if it is not there."
    ),
]


def verify(
    named: Named = None,
    project: ProjectName = None,
    file: Files = None,
    form: ReportFormat = Format.TEXT,
    output: Output = None,
    fail_on: FailOnOption = FailOn.INCONCLUSIVE,
    timeout: Timeout = 4.0,
    init: Init = False,
    no_prove: NoProve = False,
    no_login: NoLogin = False,
    no_logs: NoLogs = False,
    verbose: Verbose = False,
) -> int:
    """Measure what the project states about itself.

    What reaches what, and what must not: each line is tried from where it says. Of what does not
    hold, cause and fix are told. Your containers, networks and files are not changed.
    """
    from containerloop.cli.runs.verify import Request, run

    request = Request(
        named=named,
        project=project,
        files=tuple(file or ()),
        form=form,
        output=output,
        fail_on=fail_on,
        timeout_s=timeout,
        prove=not no_prove,
        log_in=not no_login,
        logs=not no_logs,
        verbose=verbose,
        init=init,
    )
    return run(request)
