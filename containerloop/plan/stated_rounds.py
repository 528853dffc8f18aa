"""Which stated expectations are asked together, and how often. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from containerloop.facts import LAN, Question, Stated


@dataclass(frozen=True, slots=True)
class Round:
    """Expectations that one run settles, by their places in the list of all.

    `reach` is False for those that must not be reached: a failure there needs neither a cause nor
    a remedy. `over`: none of them may be asked again, so that causes are worth finding.
    """

    question: Question
    places: tuple[int, ...]
    reach: bool
    over: bool


def rounds(stated: tuple[Stated, ...], waiting: Iterable[int], elapsed_s: float) -> Iterator[Round]:
    """The runs that settle those at the `waiting` places, after so many seconds."""
    groups: dict[tuple[bool, bool], list[int]] = {}
    for place in waiting:
        each = stated[place]
        if each.vantage != LAN:
            groups.setdefault((each.reach, elapsed_s >= each.within_s), []).append(place)
    for (reach, over), places in groups.items():
        asked = tuple(dict.fromkeys(stated[place].question for place in places))
        question = Question(target="", port=0, stated=asked)
        yield Round(question, tuple(places), reach, over)
