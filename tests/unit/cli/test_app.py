"""The help: every command in one whole line, and the same exit statuses everywhere."""

from __future__ import annotations

import re

from containerloop.report.v1 import ExitStatus
from tests.conftest import RunCli


def test_each_command_is_told_in_one_whole_line(run_cli: RunCli) -> None:
    shown = run_cli("--help", env={"COLUMNS": "80"}).stdout
    commands = re.findall(r"^  ([a-z-]+)  +(\S.*)$", shown.partition("Commands:")[2], re.MULTILINE)
    assert [name for name, _ in commands] == [
        "why-cant-i-reach", "explain", "causes", "replay", "doctor", "demo",
    ]  # fmt: skip
    assert [told for _, told in commands if not told.endswith(".") or told.endswith("...")] == []


def test_the_help_names_every_exit_status(run_cli: RunCli) -> None:
    for words in (("--help",), ("why", "--help")):
        shown = run_cli(*words).stdout.partition("Exit status:")[2]
        assert [int(n) for n in re.findall(r"\b\d+\b", shown)] == [int(s) for s in ExitStatus]
