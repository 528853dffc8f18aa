"""The `docker compose` command that makes a change count, where it is certain. Pure.

Nothing of this is in the JSON: it follows from what is.
"""

from __future__ import annotations

from containerloop.diagnose.commands import STACK_DEPLOY, for_engine
from containerloop.diagnose.finding import Location, Patch
from containerloop.facts import COMPOSE_FILES
from containerloop.facts.late_pattern import late
from containerloop.report.v1 import Report, ReportedFinding

OVERRIDE = "compose.override.yaml"
"""The file that compose reads beside `compose.yaml`, unless files are named to it."""

_SERVICE_KEY = late(r"services\.([A-Za-z0-9][A-Za-z0-9_-]{0,62})\.")
_PROXY_KEY = late(r"([A-Za-z0-9][A-Za-z0-9_.-]{0,62}): \w+$")
"""The setting of a mounted file, which its service reads when it starts (`nginx: proxy_pass`)."""
_INLINE_KEY = late(r"services\.([A-Za-z0-9][A-Za-z0-9_-]{0,62})\.configs: \w+$")
"""The setting of a file that compose writes; `up` alone does not notice that it changed."""


def after_edit(patch: Patch, found: ReportedFinding, report: Report) -> str | None:
    """The command after a file was edited; None where the service or the file is not certain."""
    return _on_its_engine(_after_edit(patch, found.location, report), found)


def _on_its_engine(command: str | None, found: ReportedFinding) -> str | None:
    """The command for the engine that the finding is about; None where it has no name for one.

    The context "default" is another engine where DOCKER_HOST is set. A stack is deployed by a
    manager, whom its command names already.
    """
    context = found.vantage.partition("@")[2]
    if command is None or not context or stack_of(command):
        return command
    return for_engine(command, context) if context != "default" else None


def _after_edit(patch: Patch, at: Location | None, report: Report) -> str | None:
    if stack_of(report.compose):
        return report.compose
    inline = _INLINE_KEY.match(at.key) if at is not None and at.file == patch.file else None
    if inline:
        return f"{report.compose} up -d --force-recreate {inline[1]}"
    proxy = _PROXY_KEY.match(at.key) if at is not None and at.file == patch.file else None
    if proxy:
        return f"{report.compose} restart {proxy[1]}"
    if at is None or at.file != patch.file or not _read(at.file, report):
        return None
    service = _SERVICE_KEY.match(at.key)
    return f"{report.compose} up -d {service[1]}" if service else None


def after_override(found: ReportedFinding, report: Report) -> str | None:
    """The command after the override was added; None where compose may not read it."""
    return _on_its_engine(_after_override(found.location, report), found)


def _after_override(at: Location | None, report: Report) -> str | None:
    if at is None or not (_read(at.file, report) or stack_of(report.compose)):
        return None
    if stack := stack_of(report.compose):
        return report.compose.removesuffix(stack) + f"-c {OVERRIDE} {stack}"
    # files that were named on the command line are the only ones that are read
    named = f" -f {OVERRIDE}" if _names_files(report) else ""
    return f"{report.compose}{named} up -d"


def stack_of(command: str) -> str | None:
    """The stack that the command deploys, as it is written there; None for compose's command."""
    words = command.split()
    engine = 2 if words[1:2] in (["--context"], ["--host"]) else 0
    deploys = (*words[:1], *words[1 + engine : 3 + engine]) == STACK_DEPLOY
    return command.rpartition(" ")[2] if deploys else None


def _read(file: str, report: Report) -> bool:
    """Whether the command reads that file: by itself, or told to, or as a file of variables."""
    variables = not file.endswith((".yaml", ".yml"))
    return file in COMPOSE_FILES or variables or _names_files(report)


def _names_files(report: Report) -> bool:
    return " -f " in report.compose
