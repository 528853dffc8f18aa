"""`replay`: the same report from a saved snapshot; no engine is asked."""

from __future__ import annotations

from pathlib import Path

from containerloop.cli.atomic_write import require_writable
from containerloop.cli.output import Format
from containerloop.cli.runs.report_destination import show, status
from containerloop.cli.snapshot_files import read
from containerloop.pipeline.report_step import answer
from containerloop.report.gate import FailOn


def run(
    snapshot: Path, form: Format, output: Path | None, fail_on: FailOn, *, verbose: bool
) -> int:
    """Show the report of the snapshot in a file; its exit status.

    Raises UsageError where a file cannot be read or written, SnapshotError where it holds no
    snapshot of this version.
    """
    if output is not None:
        require_writable(output, "--output")
    report = answer(read(snapshot))
    show(report, form, output, verbose=verbose, live=False)
    return int(status(report, fail_on))
