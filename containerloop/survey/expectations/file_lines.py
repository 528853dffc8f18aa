"""A line of an expectations file: its place, for the sentences about it, and its keys. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from containerloop.errors import UsageError
from containerloop.facts.plain_words import echoed
from containerloop.survey.compose.yaml_tree import Mapping, Scalar, line_of

EXAMPLE = "write a line as  - {from: api, reach: db:5432}"


@dataclass(frozen=True)
class FileLine:
    """A line of a file, for the sentences about it."""

    file: str
    line: int

    def of(self, key: Scalar | None) -> FileLine:
        """The line of a key; the same where there is none."""
        return self if key is None else FileLine(self.file, line_of(key))

    def refusal(self, message: str, hint: str) -> UsageError:
        """The sentence, with the place before it."""
        return UsageError(f"{self.file}:{self.line}: {message}", hint)

    def require_known(self, tree: Mapping, known: Sequence[str]) -> None:
        """Raise UsageError for the first key that is not one of those."""
        for name, key in tree.keys.items():
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
                hint = f"did you mean {near[0]}?" if near else f"use {one_of(known)}"
                raise self.of(key).refusal(f'unknown key "{echoed(name)}"', hint)


def one_of(words: Iterable[str]) -> str:
    """Two or more words, as a person lists what there is to choose from."""
    *most, last = words
    return f"{', '.join(most)} or {last}"


@dataclass(frozen=True)
class Row:
    """One item of `expect:`."""

    tree: Mapping
    at: FileLine

    def text(self, name: str) -> str | None:
        """The value of a key; None without it. Raises UsageError where it is not a single one."""
        value = self.tree.values.get(name)
        if value is None:
            return None
        if not isinstance(value, Scalar) or value.text is None or not value.text.strip():
            raise self.of(name).refusal(f"{name} needs a value", EXAMPLE)
        return value.text.strip()

    def of(self, name: str) -> FileLine:
        """The line of one of its keys."""
        return self.at.of(self.tree.keys.get(name))
