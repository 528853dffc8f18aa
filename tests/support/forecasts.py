"""What is foretold of compose files, for tests of prediction.

forecast_of(COMPOSE)                      the report on one file
forecast_of(COMPOSE, {".env": "A=b"})     with other files beside it
"""

import tempfile
from pathlib import Path

from containerloop.facts import Blueprint
from containerloop.pipeline.forecast_step import foretell
from containerloop.report.passing import without_ignored
from containerloop.report.v1 import Report
from containerloop.survey.compose.blueprint import read_blueprint


def blueprint_of(text: str, files: dict[str, str] | None = None) -> Blueprint:
    """The blueprint of a compose file's text, with other files in its folder or below."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "shop"
        for file, content in {"compose.yaml": text, **(files or {})}.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(content)
        found = read_blueprint(folder, (), {})
    assert found is not None
    return found


def forecast_of(text: str, files: dict[str, str] | None = None) -> Report:
    """The report on a compose file's text, comments that ignore a finding followed."""
    blueprint = blueprint_of(text, files)
    return without_ignored(foretell(blueprint), blueprint)


def codes_of(text: str, files: dict[str, str] | None = None) -> list[str]:
    """The codes of what is found, in the order of the report."""
    return [found.code for found in forecast_of(text, files).findings]


def reasons_of(text: str, files: dict[str, str] | None = None) -> dict[str, str]:
    """Why only a run can tell, by vantage and address."""
    return {
        f"{a.vantage} {a.address}": a.reason or ""
        for a in forecast_of(text, files).attempts
        if a.outcome == "not-tried"
    }
