"""From the edits of a change to the files as they are to be, before anything is written. I/O.

Whatever speaks against it is found here, so that all is written or nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from containerloop.apply.edited_text import MOST_READINGS, AtOdds, NotThere, Piece, edited, readings
from containerloop.apply.meaning import Meaning
from containerloop.apply.ownership import CHANGED, writable_place
from containerloop.apply.refusal import Refused
from containerloop.diagnose.file_change import Edit, Reworded
from containerloop.errors import ComposeFileInvalid
from containerloop.facts import Project
from containerloop.survey.compose.shared_nodes import NodeSpans, node_spans
from containerloop.survey.plain_files import NotPlain, read_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedFile:
    """A file with what stands there and what is to; `shown` is its name in the report."""

    path: Path
    shown: str
    before: bytes
    after: bytes
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlan:
    """Everything that one change writes, and what the files mean until then."""

    files: tuple[EditedFile, ...]
    meaning: Meaning


def plan_edits(
    edits: Sequence[Edit], project: Project, environ: Mapping[str, str], since_ns: int
) -> EditPlan:
    """The files with these edits made. Raises `Refused` where one of them must not be.

    `since_ns` is when the files began to be read (of time.time_ns): one that was written or put
    there later may not be what the answer is about.
    """
    keys = dict.fromkeys(key for edit in edits for key in edit.keys)
    meaning = _meaning(project, environ, tuple(keys))
    drafts = [
        _Draft(Path(project.working_dir), name, [e for e in edits if e.file == name], since_ns)
        for name in dict.fromkeys(edit.file for edit in edits)
    ]
    return EditPlan(files=_the_only(drafts, meaning), meaning=meaning)


def _meaning(project: Project, environ: Mapping[str, str], keys: tuple[str, ...]) -> Meaning:
    try:
        return Meaning(project, environ, keys)
    except ComposeFileInvalid as error:
        raise Refused(f"the project's files cannot be read ({error.message})") from None


class _Draft:
    """One file with its edits, in each way in which its masked lines can be read."""

    def __init__(self, folder: Path, name: str, edits: Sequence[Edit], since_ns: int) -> None:
        self.name = name
        self.path = writable_place(folder, name, since_ns)
        self.raw, self.text = _read(self.path, name)
        try:
            self.ways = readings(self.text, edits)
        except NotThere as error:
            raise Refused(CHANGED, name, error.line) from None
        except AtOdds as error:
            raise Refused(
                "two repairs change the same words: repair one, then ask again", name, error.line
            ) from None
        whole_lines = any(not isinstance(edit, Reworded) for edit in edits)
        if name.endswith((".yaml", ".yml")):
            for piece in self.ways[0]:
                self._require_editable(piece, _spans(self.text, name), whole_lines=whole_lines)

    def _require_editable(self, piece: Piece, spans: NodeSpans, *, whole_lines: bool) -> None:
        mark = self.text.startswith("\ufeff")
        at = piece.start - mark
        for (start, end), anchor in spans.shared.items():
            if start <= at < end:
                raise Refused(
                    f"the line belongs to the anchor &{anchor}, which other places use as well",
                    self.name,
                    piece.line,
                )
        line_start = self.text.rfind("\n", 0, max(piece.start - 1, 0)) + 1 - mark
        for start, end in spans.flow if whole_lines and _is_line(piece) else ():
            if start < at and end > line_start:
                raise Refused(
                    "it is written in one line ({…} or […]), which a line of its own would break",
                    self.name,
                    piece.line,
                )

    def file(self, pieces: tuple[Piece, ...]) -> EditedFile:
        """The file with one reading's edits made."""
        after = edited(self.text, pieces).encode()
        return EditedFile(
            path=self.path, shown=self.name, before=self.raw, after=after, pieces=pieces
        )


def _is_line(piece: Piece) -> bool:
    return "\n" in piece.new or not piece.new


def _read(path: Path, name: str) -> tuple[bytes, str]:
    try:
        raw = read_plain(path)
        return raw, raw.decode()
    except NotPlain as error:
        raise Refused(str(error), name) from None
    except UnicodeDecodeError:
        raise Refused("the file is not UTF-8", name) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "the file cannot be read"
        raise Refused(said, name) from None


def _spans(text: str, name: str) -> NodeSpans:
    try:
        return node_spans(text.removeprefix("\ufeff"))
    except Exception as error:
        raise Refused("the file does not parse", name) from error


def _the_only(drafts: Sequence[_Draft], meaning: Meaning) -> tuple[EditedFile, ...]:
    """The one reading of all files that means what it should. Raises `Refused` else."""
    good: list[tuple[EditedFile, ...]] = []
    refusal: Refused | None = None
    for way in islice(product(*(draft.ways for draft in drafts)), MOST_READINGS + 1):
        files = tuple(d.file(pieces) for d, pieces in zip(drafts, way, strict=True))
        try:
            meaning.require_same(
                {os.path.realpath(f.path): f.after.decode().removeprefix("\ufeff") for f in files}
            )
            good.append(files)
        except Refused as refused:
            refusal = refusal or refused
    if not good:
        first = drafts[0].ways[0][0] if drafts[0].ways[0] else None
        reason = refusal.reason if refusal else "nothing would change"
        raise Refused(reason, drafts[0].name, first.line if first else None)
    if len(good) > 1:
        raise Refused("which of the equal words is meant cannot be told", drafts[0].name)
    return good[0]
