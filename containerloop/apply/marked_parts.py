"""Parts of a Markdown file between markers, replaced; nothing outside of them is touched. Pure.

    <!-- containerloop:begin reach -->
    <!-- containerloop:end -->

In MDX the same in its own comments: `{/* containerloop:begin reach */}`. A marker stands alone on
its line; one in a fenced block is an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from containerloop.apply.refusal import Refused
from containerloop.facts.plain_words import echoed

_MARKER = re.compile(
    r"[ \t]*(?:<!--|\{/\*)[ \t]*containerloop:(begin|end)(?:[ \t]+(\S+))?[ \t]*(?:-->|\*/\})[ \t]*"
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part and the lines of its two markers, counted from 0."""

    name: str
    begin: int
    end: int


def has_markers(text: str, names: tuple[str, ...]) -> bool:
    """Whether a file has parts. Raises `Refused`, with the line, where they cannot be told apart.

    `names` are those that a part may have.
    """
    return bool(_parts(text.splitlines(keepends=True), names))


def with_parts(text: str, parts: Mapping[str, str]) -> str:
    """The text with its parts replaced by these, in the line ends of their markers.

    Raises `Refused` as `has_markers` does.
    """
    lines = text.splitlines(keepends=True)
    for part in reversed(_parts(lines, tuple(parts))):
        ending = _ending(lines[part.begin])
        said = parts[part.name]
        inside = ["", *said.splitlines(), ""] if said else []
        lines[part.begin + 1 : part.end] = [line + ending for line in inside]
    return "".join(lines)


def _ending(line: str) -> str:
    return "\r\n" if line.endswith("\r\n") else "\n"


def _parts(lines: list[str], names: tuple[str, ...]) -> list[_Part]:
    found: list[_Part] = []
    begun: tuple[str, int] | None = None
    for at, kind, name in _markers(lines):
        if kind == "begin":
            if begun is not None:
                raise Refused(
                    f"the part that begins in line {begun[1] + 1} is not closed", line=at + 1
                )
            _require_new(name, at, found, names)
            begun = (name, at)
        elif begun is None:
            raise Refused("this marker ends a part that does not begin", line=at + 1)
        else:
            found.append(_Part(begun[0], begun[1], at))
            begun = None
    if begun is not None:
        raise Refused(f"the part {begun[0]} is not closed", line=begun[1] + 1)
    return found


def _require_new(name: str, at: int, found: list[_Part], names: tuple[str, ...]) -> None:
    if name not in names:
        raise Refused(
            f"there is no part {echoed(name) or 'without a name'}; there are {', '.join(names)}",
            line=at + 1,
        )
    before = next((part for part in found if part.name == name), None)
    if before is not None:
        raise Refused(f"the part {name} begins in line {before.begin + 1} already", line=at + 1)


def _markers(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    fence = ""
    for at, line in enumerate(lines):
        bare = line.rstrip("\r\n")
        opening = _FENCE.match(bare)
        if opening is not None:
            run = opening[1]
            if not fence:
                fence = run
            elif run.startswith(fence) and not bare.strip().strip(run[0]):
                fence = ""
        elif not fence and (marker := _MARKER.fullmatch(bare)):
            yield at, marker[1], marker[2] or ""
