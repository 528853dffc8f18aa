"""The report as workflow commands of GitHub Actions (`--format github`): pure.

GitHub shows ten errors and ten warnings of a step and drops the rest, so there are never more
than nine and a count. The runner reads `::` at the beginning of a line, spaces left out, and
`##[` anywhere in it (ActionCommand.cs), so neither may stand in what is only meant to be read.
"""

from __future__ import annotations

from containerloop.facts.printable import printable
from containerloop.render.annotations import Annotation, annotated
from containerloop.render.origin import Origin
from containerloop.render.sentences import answer
from containerloop.render.text.styled_lines import LIMIT
from containerloop.report.v1 import ExitStatus, Report

MOST = 9
"""Annotations of one kind; GitHub shows ten of a step, and one more says how many are left."""


def render(report: Report, origin: Origin) -> str:
    """One command for each finding, causes first, and then the answer as plain lines."""
    every = annotated(report)
    errors = [each for each in every if each.found.severity == "cause"]
    warnings = [each for each in every if each.found.severity != "cause"]
    lines = [
        *_commands("error", errors),
        *_undetermined(report, origin),
        *_commands("warning", warnings),
    ]
    return "\n".join([*lines, *_summary(report, every, origin)]) + "\n"


def _undetermined(report: Report, origin: Origin) -> list[str]:
    """What fails or was not to be seen, without a cause: it fails the step as well."""
    if origin.status_of(report) is not ExitStatus.INCONCLUSIVE:
        return []
    return [_command("error", {"title": "containerloop"}, _first_line(report, origin))]


def _commands(kind: str, every: list[Annotation]) -> list[str]:
    shown = [_command(kind, _properties(each), _told(each)) for each in every[:MOST]]
    left = len(every) - MOST
    if left > 0:
        shown.append(_command(kind, {"title": "containerloop"}, f"and {left} more, listed below"))
    return shown


def _properties(each: Annotation) -> dict[str, str]:
    at = each.spot
    place = {"file": at.path, "line": str(at.line), "endLine": str(at.line)} if at else {}
    column = {"col": str(at.column)} if at and at.column else {}
    return place | column | {"title": each.title}


def _told(each: Annotation) -> str:
    return "\n".join(filter(None, (each.sentence, each.advice)))


def _command(kind: str, properties: dict[str, str], message: str) -> str:
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {named}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _first_line(report: Report, origin: Origin) -> str:
    return answer(report, predicted=origin.predicted)


def _summary(report: Report, every: tuple[Annotation, ...], origin: Origin) -> list[str]:
    """The answer, and each finding with its line: what the log of the step shows."""
    lines = [f"containerloop: {_first_line(report, origin)}"]
    for each in every:
        at = f"{printable(each.spot.path, LIMIT)}:{each.spot.line}: " if each.spot else ""
        lines.append(f"- {at}{each.title}: {each.sentence}")
        lines += [f"  {each.advice}"] if each.advice else []
    return [line.replace("##[", "# #[") for line in lines]
