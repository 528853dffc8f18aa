"""`document`: makes the page, and prints, writes or compares it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from containerloop.cli.atomic_write import require_writable, write_whole
from containerloop.cli.runs import lock_file
from containerloop.cli.runs.page_file import (
    PageFile,
    read_page_file,
    replace_file,
    require_place,
)
from containerloop.cli.runs.page_source import Made, Source, made_from, source_of
from containerloop.cli.streams import complain_of, write, write_utf8
from containerloop.render.changed_lines import changed_lines
from containerloop.render.json import json_text
from containerloop.render.markdown.team_page import Style, render_page
from containerloop.report.page.values import Lock, PageReport
from containerloop.report.v1 import ExitStatus
from containerloop.survey.plain_files import echoed_path

DEFAULT = Path("docs", "networking.md")
"""Of the page, in the project's folder."""

_OLD = "the compose files have changed since the page was measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was typed; `timeout_s` is an attempt's deadline in seconds."""

    page: Path | None
    write: bool
    check: bool
    form: str
    style: str | None
    output: Path | None
    project: str | None
    files: tuple[Path, ...]
    timeout_s: float


def run(request: Request) -> int:
    """Print, write or compare the page; the exit status. Raises a ContainerloopError."""
    if request.output is not None:
        require_writable(request.output, "--output")
    source = source_of(request.files)
    style = Style(request.style or (source.lock.style if source.lock else Style.PLAIN))
    if not (request.write or request.check):
        return _print(request, source, style)
    path = request.page or _beside(source, DEFAULT)
    if request.write:
        for each in (path, _beside(source, Path(lock_file.NAME))):
            require_place(each, source.folder, "--write")
    file = read_page_file(path)
    made = _made(request, source)
    return (_write if request.write else _check)(file, made, source, style)


def _beside(source: Source, file: Path) -> Path:
    """A file of the project's folder, as somebody here would write it."""
    return Path(os.path.relpath(source.folder / file))


def _made(request: Request, source: Source) -> Made:
    project, files = request.project, request.files
    return made_from(source, files, project, request.timeout_s, new_platforms=not request.check)


def _print(request: Request, source: Source, style: Style) -> int:
    made = _made(request, source)
    _tell_of_lock(made, source)
    text = _rendered(made.page, request.form, style)
    if request.output is not None:
        write_whole(request.output, text.encode("utf-8"))
    else:
        write_utf8(text)
    return ExitStatus.REACHABLE


def _rendered(page: PageReport, form: str, style: Style) -> str:
    if form == "json":
        return json_text(page)
    if form == "html":
        html: str = import_module("containerloop.render.html.team_page").render_page(page)
        return html
    return render_page(page, style)


def _tell_of_lock(made: Made, source: Source) -> None:
    if made.from_lock:
        complain_of(f"not measured now, but read from {lock_file.NAME}: {made.from_lock}")
        if source.lock is not None and source.lock.compose != source.digest:
            complain_of(_OLD, _again(None))


def _write(file: PageFile, made: Made, source: Source, style: Style) -> int:
    """The lock first: a page without it is current nowhere, and a lock alone says so."""
    if made.from_lock:
        complain_of(f"nothing written: {made.from_lock}", "start the project, then write its page")
        return ExitStatus.INCONCLUSIVE
    text = file.with_page(made.page, style)
    lock = Lock(compose=source.digest, style=style.value, page=made.page)
    kept = _beside(source, Path(lock_file.NAME))
    since = file.read_ns
    changed = [
        echoed_path(path)
        for path, raw in ((kept, lock_file.encode(lock)), (file.path, text.encode("utf-8")))
        if replace_file(path, source.folder, raw, since)
    ]
    write(f"wrote {' and '.join(changed)}\n" if changed else f"{file.shown} is current\n")
    _tell_unseen(made.page)
    return ExitStatus.REACHABLE


def _tell_unseen(page: PageReport) -> None:
    for each in page.unseen:
        complain_of(f"{each.what} could not be looked at: {each.reason}")


def _check(file: PageFile, made: Made, source: Source, style: Style) -> int:
    if file.text is None:
        complain_of(f"{file.shown} does not exist", _again(file))
        return ExitStatus.FAULT_FOUND
    lock = source.lock
    old = lock is not None and lock.compose != source.digest
    if made.from_lock and old:
        write(f"{file.shown} is stale: {_OLD}\n")
        complain_of(f"not measured: {made.from_lock}", _again(file))
        return ExitStatus.FAULT_FOUND
    if made.page.unseen:
        _tell_unseen(made.page)
        return ExitStatus.INCONCLUSIVE
    wanted = file.with_page(made.page, style)
    if wanted != file.text:
        write(f"{file.shown} is stale:\n{changed_lines(file.text, wanted)}")
        complain_of("the page is not what is true now", _again(file))
        return ExitStatus.FAULT_FOUND
    if lock is None or old or lock.page != made.page:
        write(f"{lock_file.NAME} is stale\n")
        complain_of(_OLD if old else f"{lock_file.NAME} is not what is true now", _again(file))
        return ExitStatus.FAULT_FOUND
    how = f" by {lock_file.NAME} ({made.from_lock})" if made.from_lock else ", measured now"
    write(f"{file.shown} is current{how}\n")
    return ExitStatus.REACHABLE


def _again(file: PageFile | None) -> str:
    return f"write it again: containerloop document --write{f' {file.shown}' if file else ''}"
