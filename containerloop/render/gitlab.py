"""The report as GitLab Code Quality (`--format gitlab`): pure.

GitLab drops an entry without a path or a line, and all but one of those that share a fingerprint;
a finding that no file of the repository says is therefore left out, and told by the exit status.
"""

from __future__ import annotations

from typing import Any

from containerloop.render.annotations import Annotation, Spot, annotated
from containerloop.render.json import json_text
from containerloop.render.origin import Origin
from containerloop.report.v1 import Report

_SEVERITIES = {"cause": "major", "warning": "minor"}


def render(report: Report, origin: Origin) -> str:
    """A JSON list with one entry for each finding that has a line."""
    return json_text([_entry(each, each.spot) for each in annotated(report) if each.spot])


def _entry(each: Annotation, spot: Spot) -> dict[str, Any]:
    return {
        "description": " ".join(filter(None, (each.sentence, each.advice))),
        "check_name": each.found.code,
        "fingerprint": each.identity,
        "severity": _SEVERITIES.get(each.found.severity, "info"),
        "location": {"path": spot.path, "lines": {"begin": spot.line}},
    }
