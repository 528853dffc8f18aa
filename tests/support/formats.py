"""The report in every format for others, and what is asked of each of them."""

from __future__ import annotations

from collections.abc import Callable

from containerloop.render import github, gitlab, junit, sarif
from containerloop.render.html import report as html
from containerloop.render.json import render_json
from containerloop.render.markdown import report as markdown
from containerloop.render.origin import Origin
from containerloop.render.text.report import render_text
from containerloop.report.v1 import Report

LIVE = Origin()


def as_json(report: Report, origin: Origin) -> str:
    return render_json(report)


def as_text(report: Report, origin: Origin) -> str:
    return render_text(report, width=100, color=False, verbose=True, live=origin.live)


FORMATS: dict[str, Callable[[Report, Origin], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": markdown.render,
    "html": html.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "github": github.render,
    "gitlab": gitlab.render,
}
