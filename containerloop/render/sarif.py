"""The report as SARIF 2.1.0 (`--format sarif`), as GitHub's code scanning wants it: pure.

GitHub shows a result only where a file of the repository has a line for it, and asks of every rule
for both descriptions and a help text. What has no line, and what could not be judged, is a
notification of the run: SARIF's own place for it (3.20.21).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from containerloop import __version__
from containerloop.diagnose.catalogue import entry_of
from containerloop.diagnose.codes import CODES, Code
from containerloop.facts.printable import printable
from containerloop.render.annotations import EXPECTATION, Annotation, Spot, annotated
from containerloop.render.json import json_text
from containerloop.render.origin import Origin
from containerloop.render.sentences import answer
from containerloop.render.text.styled_lines import LIMIT
from containerloop.report.v1 import ExitStatus, Report, ReportedFinding

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
"""SARIF's usual name for the root of the sources; the reader knows where that is."""

MOST_OF_A_DESCRIPTION = 1024
"""Characters; GitHub takes no more."""

_LEVELS = {"cause": "error", "warning": "warning"}

_STATED = (
    "The project's own file states that something can be reached from somewhere, or that it must"
    " not be. It was measured, and it is not so, or nobody could see it. Repair what the result"
    " names, or change the line if it is not meant any more."
)
_EXPECTATION = {
    "id": EXPECTATION,
    "name": "stated-expectation",
    "shortDescription": {"text": "An expectation that the project states does not hold."},
    "fullDescription": {"text": _STATED},
    "help": {"text": _STATED, "markdown": _STATED},
    "defaultConfiguration": {"level": "error"},
    "properties": {
        "tags": ["networking", "containers"],
        "precision": "very-high",
        "problem.severity": "error",
    },
}


def render(report: Report, origin: Origin) -> str:
    """One run: a result for each finding that has a line, and the rules that are named."""
    every = annotated(report)
    shown = [each for each in every if each.spot]
    run = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": f"containerloop/{origin.command}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The folder from which containerloop was started."}}
        },
        "invocations": [_invocation(report, [a for a in every if not a.spot], origin)],
        "results": [_result(each, each.spot) for each in shown if each.spot],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver(report: Report) -> dict[str, Any]:
    named = {found.code for found in report.findings}
    return {
        "name": "containerloop",
        "semanticVersion": __version__,
        "rules": [
            *(_rule(code) for code in CODES if code.code in named),
            *([_EXPECTATION] if report.expectations else []),
        ],
    }


def _rule(code: Code) -> dict[str, Any]:
    """A cause with its page, as `explain` prints it."""
    entry = entry_of(code)
    level = _LEVELS[entry.severity]
    return {
        "id": code.code,
        "name": code.name,
        "shortDescription": {"text": f"{code.meaning}."},
        "fullDescription": {"text": _in_full(entry.page)},
        "help": {"text": entry.page, "markdown": entry.page},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["networking", "containers"],
            "precision": "very-high",
            "problem.severity": level,
        },
    }


def _in_full(page: str) -> str:
    """What the page says before it tells how the cause is known, drawings left out."""
    beginning = page.partition("\n## How")[0]
    words = [p for p in beginning.split("\n\n") if not p.startswith(("#", "    "))]
    told = " ".join(" ".join(words).split())[:MOST_OF_A_DESCRIPTION]
    return f"{told[:-1]}." if told.endswith(":") else told


def _result(each: Annotation, spot: Spot) -> dict[str, Any]:
    return {
        "ruleId": each.found.code,
        "level": _LEVELS.get(each.found.severity, "note"),
        "message": {"text": " ".join(filter(None, (each.sentence, each.advice)))},
        "locations": [_location(each.found, spot)],
        "partialFingerprints": {"primaryLocationLineHash": each.identity},
    }


def _location(found: ReportedFinding, spot: Spot) -> dict[str, Any]:
    physical = {
        "artifactLocation": {
            "uri": quote(spot.path, errors="surrogateescape"),
            "uriBaseId": ROOT,
        },
        "region": _region(found, spot),
    }
    key = printable(found.shown_at.key, LIMIT) if found.shown_at else ""
    logical = {"logicalLocations": [{"fullyQualifiedName": key, "kind": "member"}]} if key else {}
    return {"physicalLocation": physical, **logical}


def _region(found: ReportedFinding, spot: Spot) -> dict[str, int]:
    """The line; its columns where they are known, or a patch shows how it is written.

    Without `endColumn` a region goes to the end of its line (3.30.8).
    """
    region = {"startLine": spot.line, "startColumn": spot.column or 1, "endLine": spot.line}
    written = _written(found)
    if written is None:
        return region
    region["startColumn"] = spot.column or 1 + len(written) - len(written.lstrip())
    # a masked credential is not as long as the credential
    return region if "***" in written else {**region, "endColumn": 1 + len(written)}


def _written(found: ReportedFinding) -> str | None:
    """The line as it stands in the file, where a patch changes that very line."""
    at = found.shown_at
    for patch in (r.patch for r in found.remedies if r.patch):
        first = patch.diff.partition("\n")[0]
        if at and (patch.file, patch.line) == (at.file, at.line) and first.startswith("-"):
            return first[1:].rstrip() or None
    return None


def _invocation(report: Report, hidden: list[Annotation], origin: Origin) -> dict[str, Any]:
    """How the run ended; `hidden` are the findings without a line."""
    told = [_found(each) for each in hidden]
    status = origin.status_of(report)
    if status is ExitStatus.INCONCLUSIVE:
        told.append(_notification("warning", answer(report, predicted=origin.predicted)))
    return {
        **_ended(report, status),
        "toolExecutionNotifications": told + _not_checked(report),
    }


def _ended(report: Report, status: ExitStatus) -> dict[str, Any]:
    """Which status a run ends with that came to nothing, the report does not know."""
    if report.not_asked is not None:
        return {"executionSuccessful": False}
    return {"executionSuccessful": True, "exitCode": int(status)}


def _not_checked(report: Report) -> list[dict[str, Any]]:
    """What could not be judged, once for each reason."""
    by_reason: dict[str, list[str]] = {}
    for each in report.not_checked:
        by_reason.setdefault(each.reason, []).append(printable(each.code, LIMIT))
    return [
        _notification("note", f"not checked: {printable(reason, LIMIT)} ({', '.join(codes)})")
        for reason, codes in by_reason.items()
    ]


def _found(each: Annotation) -> dict[str, Any]:
    text = " ".join(filter(None, (each.sentence, each.advice)))
    told = _notification(_LEVELS.get(each.found.severity, "note"), text)
    # it has to name a rule of the driver
    known = any(each.found.code == code.code for code in CODES)
    return told | ({"associatedRule": {"id": each.found.code}} if known else {})


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}}
