"""`map`: looks at a whole project, or at a saved snapshot, and draws what reaches what."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from containerloop.cli.atomic_write import require_writable, write_whole
from containerloop.cli.output import MapFormat, Progress, colored, width
from containerloop.cli.snapshot_files import read
from containerloop.cli.snapshot_files import write as write_snapshot
from containerloop.cli.streams import write, write_utf8
from containerloop.errors import CouldNotAsk, UsageError
from containerloop.facts import Snapshot
from containerloop.render.json import json_text
from containerloop.report.map.values import ProjectMap
from containerloop.report.map.whole import map_of

_RENDERERS = {
    MapFormat.MERMAID: ("mermaid", "render_mermaid"),
    MapFormat.DOT: ("dot", "render_dot"),
    MapFormat.SVG: ("svg.drawing", "render_svg"),
    MapFormat.HTML: ("html.map", "render_page"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was typed; `timeout_s` is an attempt's deadline in seconds."""

    snapshot: Path | None
    form: MapFormat
    output: Path | None
    project: str | None
    files: tuple[Path, ...]
    save: Path | None
    timeout_s: float
    probe: bool
    verbose: bool


def run(request: Request) -> int:
    """Draw the map; the exit status is 0.

    Raises UsageError where a file cannot be read or written, and what a run raises where the
    project cannot be asked.
    """
    for option, path in (("--output", request.output), ("--save", request.save)):
        if path is not None:
            require_writable(path, option)
    seen = read(request.snapshot) if request.snapshot else _look_around(request)
    if request.save is not None:
        write_snapshot(seen, request.save)
    project = map_of(seen)
    if not project.servers:
        raise CouldNotAsk(
            "there is no server to draw: no container of the project has a port",
            "start the project, or choose another with -p",
        )
    _show(_rendered(project, request), request)
    return 0


def _look_around(request: Request) -> Snapshot:
    # imported here: a saved snapshot needs none of it, nor the SDK that comes with it
    run_of = import_module("containerloop.cli.runs.project_tour")
    if request.save is not None and request.save == request.output:
        raise UsageError("--output and --save name the same file", "use two different files")
    progress = Progress()
    try:
        seen: Snapshot = run_of.look_around_here(request, progress)
    finally:
        progress.clear()
    return seen


def _rendered(project: ProjectMap, request: Request) -> str:
    if request.form is MapFormat.JSON:
        return json_text(project)
    if request.form is MapFormat.TEXT:
        return _as_text(project, request)
    module, function = _RENDERERS[request.form]
    rendered: str = getattr(import_module(f"containerloop.render.{module}"), function)(project)
    return rendered


def _as_text(project: ProjectMap, request: Request) -> str:
    text = import_module("containerloop.render.text.map")
    look = import_module("containerloop.render.text.layout").TextLayout
    to_file = request.output is not None
    rendered: str = text.render_map(
        project,
        look=look(width=width(), verbose=request.verbose),
        color=colored() and not to_file,
        encoding="utf-8" if to_file else sys.stdout.encoding or "ascii",
    )
    return rendered


def _show(text: str, request: Request) -> None:
    if request.output is not None:
        write_whole(request.output, text.encode("utf-8"))
    elif request.form is MapFormat.TEXT:
        write(text)
    else:
        write_utf8(text)
