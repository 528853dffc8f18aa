"""Where the characters of a masked line stand in the line of the file. Pure.

A report shows a line with its credentials masked and without its comment; what is written must be
the line itself. No place of a character is ever kept, since it would tell how long a secret is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from containerloop.facts.plain_words import MASK

Span = tuple[int, int]
"""Offsets `start, end` in a line."""

MOST_STEPS = 20_000
"""Of one search. A line that takes more of them is read in too many ways to be told apart."""


class _TooMany(Exception):
    """The line may be read in more ways than anybody would follow."""


def alignments(shown: str, real: str, spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """Each way in which `shown` may be `real`, as the places of `spans` in it; [] for none.

    >>> alignments("URL: http://***@db/", "URL: http://me:pw@db/  # it", [(16, 18)])
    [((18, 20),)]
    """
    found: dict[tuple[Span, ...], None] = {}
    try:
        for runs in _Search(shown, real).ways(0, 0, masked=False):
            places = tuple(_place(span, runs) for span in spans)
            if all(place is not None for place in places):
                found[tuple(place for place in places if place)] = None
    except _TooMany:
        return []
    return list(found)


_Run = tuple[int, int, int]
"""Characters `start:end` of the shown line, and where the first of them stands in the real one."""


def _place(span: Span, runs: Sequence[_Run]) -> Span | None:
    for start, end, there in runs:
        if start <= span[0] and span[1] <= end:
            return there + span[0] - start, there + span[1] - start
    return None


class _Search:
    """The ways in which one line may be another, found run by run from the left."""

    def __init__(self, shown: str, real: str) -> None:
        self._shown, self._real = shown, real
        self._steps = 0

    def ways(self, at: int, there: int, *, masked: bool) -> Iterator[list[_Run]]:
        """The runs from `shown[at:]` on, which stand at `real[there:]`.

        `masked`: at least one character that is not shown stands before the first of them.
        """
        end = self._shown.find(MASK, at)
        last = end < 0
        end = len(self._shown) if last else end
        if masked and last and at == end and there < len(self._real):
            yield []
        for start, stop in _trimmed(self._shown, at, end, masked=masked, last=last):
            for place in self._places(self._shown[start:stop], there, masked=masked):
                run, beyond = (start, stop, place), place + stop - start
                if not last:
                    more = self.ways(end + len(MASK), beyond, masked=True)
                    yield from ([run, *rest] for rest in more)
                elif _ends(self._real[beyond:]):
                    yield [run]

    def _places(self, run: str, there: int, *, masked: bool) -> Iterator[int]:
        if not masked:
            yield from [there] if self._real.startswith(run, there) else []
            return
        place = self._real.find(run, there + 1)
        while place >= 0:
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise _TooMany
            yield place
            place = self._real.find(run, place + 1)


def _trimmed(
    shown: str, start: int, end: int, *, masked: bool, last: bool
) -> Iterator[tuple[int, int]]:
    """A run between two masks: the space beside a mask may be only for the eye."""
    if masked and start == end:
        return  # nothing stands there
    yield start, end
    before = masked and shown[start] == " "
    after = not last and end > start and shown[end - 1] == " "
    if before and start + 1 < end:
        yield start + 1, end
    if after and start < end - 1:
        yield start, end - 1
    if before and after and start + 1 < end - 1:
        yield start + 1, end - 1


def _ends(rest: str) -> bool:
    """Whether nothing but a comment follows."""
    bare = rest.strip()
    return not bare or (bare.startswith("#") and rest[0] in " \t")
