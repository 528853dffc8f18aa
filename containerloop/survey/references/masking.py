"""A line of a file (or a value) with everything masked that is not known to be harmless. Pure.

The code lists what may be shown, not what must be hidden, so an unforeseen form is masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from containerloop.facts import Part, Place
from containerloop.facts.late_pattern import late
from containerloop.facts.plain_words import MASK, safe_path
from containerloop.survey.references.found_address import Span
from containerloop.survey.references.traced_text import Mark, Source, Traced

__all__ = ["MASK", "part_of", "safe_path", "written_at"]

_STRUCTURE = " \t\r\n\"'[](){},\\"
_PREFIX = late(
    r"[ \t]*(?:- )?[ \t]*(?:[\w.-]+: *\{ *){0,3}(?:export )?"
    r"[\"']?[A-Za-z_/.\-][\w ./\-]{0,80}[\"']?[ \t]*[:=][ \t]*"
    r"(?:[&!][\w.-]+ )?(?:- )?[\[\"' ]*|[ \t]*(?:- )*[\[\"']*"
    r"|[ \t]*[\w.-]+: *\[ *[\"']?[A-Za-z_]\w{0,80}="
)


_FAR_RIGHT = 1000


def part_of(value: Traced, span: Span, shown: Iterable[Span], place: Place) -> Part | None:
    """The characters `span` of a value where they were written, in a masked line.

    `place` names the setting; the file and line are filled in here. None where the
    characters come from several places at once, or are a part of what a variable of the
    environment gave: a change of the whole `${NAME}` would take the rest away.
    """
    written = written_at(value.marks[slice(*span)])
    if written is None or _shares_its_variable(value, span):
        return None
    source, start, end = written
    line_start = source.text.rfind("\n", 0, start) + 1
    line_end = source.text.find("\n", start)
    line = (line_start, len(source.text) if line_end < 0 else line_end)
    kept = _kept(value, shown, source) | set(range(start, end))
    text, begin = _masked(source, line, kept, _extent(value, source, line), start)
    number = source.text.count("\n", 0, start) + 1
    found_place = Place(
        where=source.where or place.where,
        key=place.key,
        file=source.file,
        line=number if source.file else None,
        column=_column(text, begin, source, line_start, start),
    )
    return Part(place=found_place, text=text, start=begin, end=begin + end - start)


def _shares_its_variable(value: Traced, span: Span) -> bool:
    """Whether a variable of the environment gave characters within the span and beyond it."""
    from_outside = [m.variable if m.source is None else None for m in value.marks]
    within = from_outside[slice(*span)]
    return any(v is not None and from_outside.count(v) > within.count(v) for v in within)


def _column(shown: str, begin: int, source: Source, line_start: int, start: int) -> int | None:
    """Where the part stands in its line, from 1; behind a mask, where that begins.

    The column of what follows a credential would tell how long that is. None in no file, and so
    far right that nobody looks there.
    """
    if not source.file or max(begin, start - line_start) > _FAR_RIGHT:
        return None
    before = zip(shown[:begin], source.text[line_start:start], strict=False)
    same = next((n for n, (a, b) in enumerate(before) if a != b), None)
    return 1 + (min(begin, start - line_start) if same is None else same)


def written_at(marks: Sequence[Mark]) -> tuple[Source, int, int] | None:
    """The one span of a source that gave these characters, widened to a whole `${…}` if needed."""
    if not marks:
        return None
    first = marks[0]
    if first.source and all(
        m.source is first.source and m.offset == first.offset + i for i, m in enumerate(marks)
    ):
        return first.source, first.offset, first.offset + len(marks)
    spans: list[tuple[Source | None, int, int]] = [
        (m.variable.source, m.variable.start, m.variable.end)
        if m.variable
        else (m.source, m.offset, m.offset + 1)
        for m in marks
    ]
    source = spans[0][0]
    if source is None or any(s[0] is not source for s in spans):
        return None
    start, end = min(s[1] for s in spans), max(s[2] for s in spans)
    return None if "\n" in source.text[start:end] else (source, start, end)


def _kept(value: Traced, shown: Iterable[Span], source: Source) -> set[int]:
    kept = {offset for syntax_source, offset in value.syntax if syntax_source is source}
    for start, end in shown:
        kept.update(m.offset for m in value.marks[max(start, 0) : end] if m.source is source)
    return kept


def _extent(value: Traced, source: Source, line: Span) -> Span:
    """From the first to the last character of the value on this line."""
    offsets = [m.offset for m in value.marks if m.source is source]
    for variable in (*value.variables, *(m.variable for m in value.marks if m.variable)):
        if variable.source is source:
            offsets += [variable.start, variable.end - 1]
    inside = [offset for offset in offsets if line[0] <= offset < line[1]]
    return (min(inside), max(inside) + 1) if inside else line


def _masked(
    source: Source, line: Span, kept: set[int], extent: Span, start: int
) -> tuple[str, int]:
    """The masked line, and where the character at `start` stands in it."""
    out = _before(source.text[line[0] : extent[0]], source.file is not None)
    position, offset = 0, extent[0]
    while offset < extent[1]:
        if offset == start:
            position = len(out)
        if offset in kept:
            out += source.text[offset]
            offset += 1
            continue
        end = offset
        while end < extent[1] and end not in kept:
            end += 1
        out += _hidden(source.text[offset:end])
        offset = end
    return out + _after(source.text[extent[1] : line[1]]), position


def _before(prefix: str, in_file: bool) -> str:
    if not in_file or _PREFIX.fullmatch(prefix):
        return prefix if in_file else MASK if prefix else ""
    indent = prefix[: len(prefix) - len(prefix.lstrip())]
    return indent + MASK + " "


def _hidden(run: str) -> str:
    """A masked run; the quotes and commas around its words stay, for readability."""
    bare = run.strip(_STRUCTURE)
    if not bare:
        return run
    start = run.index(bare)
    return run[:start] + MASK + run[start + len(bare) :]


def _after(rest: str) -> str:
    """Closing quotes and brackets stay; a comment goes; anything else is masked."""
    rest = rest.rstrip()
    tail = rest[: len(rest) - len(rest.lstrip("\"'] ,}"))]
    beyond = rest[len(tail) :]
    return tail.rstrip() + (f" {MASK}" if beyond and not beyond.startswith("#") else "")
