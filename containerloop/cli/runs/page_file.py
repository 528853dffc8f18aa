"""The Markdown file of a page: whole if it is ours, else by the parts it has markers for. I/O."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from containerloop.apply.marked_parts import has_markers, with_parts
from containerloop.apply.ownership import writable_place
from containerloop.apply.refusal import Refused
from containerloop.cli.atomic_write import require_writable, write_whole
from containerloop.errors import UsageError
from containerloop.render.markdown.team_page import SIGNED, Style, render_page, render_parts
from containerloop.render.team_page import PARTS
from containerloop.report.page.values import PageReport
from containerloop.survey.plain_files import NotPlain, echoed_path, read_plain

_HEAD_LINES = 3
"""Front matter stands before the comment that says whose the page is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A file as it was read at `read_ns` (of time.time_ns); `text` is None where there is none."""

    path: Path
    text: str | None
    marked: bool
    read_ns: int

    @property
    def shown(self) -> str:
        """The file as a message may name it."""
        return echoed_path(self.path)

    def with_page(self, page: PageReport, style: Style) -> str:
        """What the file says with this page in it."""
        if self.text is None or not self.marked:
            return render_page(page, style)
        return with_parts(self.text, render_parts(page, style))


def read_page_file(path: Path) -> PageFile:
    """The file, if it is one that may hold a page.

    Raises UsageError where it is not: no text, markers that cannot be told apart, somebody else's.
    """
    began = time.time_ns()
    text = _text(path)
    if text is None:
        return PageFile(path=path, text=None, marked=False, read_ns=began)
    try:
        marked = has_markers(text, PARTS)
    except Refused as refused:
        at = f"{echoed_path(path)}:{refused.line}"
        raise UsageError(f"{at}: {refused.reason}", "mend the markers") from None
    if not marked and not any(SIGNED in line for line in text.splitlines()[:_HEAD_LINES]):
        raise UsageError(
            f"{echoed_path(path)} was not written by containerloop and has no markers",
            "put <!-- containerloop:begin reach --> and <!-- containerloop:end --> where the"
            " part belongs, or name another file",
        )
    return PageFile(path=path, text=text, marked=marked, read_ns=began)


def _text(path: Path) -> str | None:
    try:
        return read_plain(path).decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise UsageError(f"{echoed_path(path)} is not UTF-8", "name a Markdown file") from None
    except NotPlain as error:
        raise UsageError(f"{echoed_path(path)} {error}", "name a Markdown file") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        said = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot read {echoed_path(path)}: {said}") from error


def require_place(path: Path, folder: Path, option: str) -> None:
    """Raise UsageError where `path` cannot be written, before anything is measured for it."""
    if not path.parent.exists() and path.absolute().parent == folder / "docs":
        return  # made once there is something to write, as the lock beside it is
    require_writable(path, option)
    if path.exists():
        _require_own(path, folder, time.time_ns())


def replace_file(path: Path, folder: Path, text: bytes, since_ns: int) -> bool:
    """Put `text` there, if that is what it was at `since_ns`; whether anything changed.

    Raises UsageError, and then the file is as it was.
    """
    if path.exists():
        if path.read_bytes() == text:
            return False
        _require_own(path, folder, since_ns)
    if path.absolute().parent == folder / "docs":
        path.parent.mkdir(exist_ok=True)
    write_whole(path, text)
    return True


def _require_own(path: Path, folder: Path, since_ns: int) -> None:
    try:
        writable_place(folder, str(path.absolute()), since_ns)
    except Refused as refused:
        raise UsageError(f"cannot write {echoed_path(path)}: {refused.reason}") from None
