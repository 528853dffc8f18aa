"""A value with `{host}` and `{port}` holes, free of credentials, for a compose override. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from containerloop.facts.late_pattern import late
from containerloop.survey.references import variable_names
from containerloop.survey.references.found_address import Span
from containerloop.survey.references.traced_text import Source, Traced, Variable

_HARMLESS = late(
    r"(?:[&;?]?(?:(?:sslmode|ssl|tls|encrypt)=(?:disable|allow|require|prefer|verify-ca|verify-full|true|false)"
    r"|(?:charset|encoding)=(?:utf8|utf8mb4|utf-8)|(?:parseTime|retryWrites|directConnection)"
    r"=(?:true|false|True)|authSource=admin|w=majority|useSSL=(?:true|false)))+",
    re.IGNORECASE,
)


class Template:
    """Writes one value. After `written`, `secret` tells whether a credential was replaced."""

    def __init__(self, value: Traced, host: Span, port: Span | None, shown: Iterable[Span]) -> None:
        self._value = value
        self._holes = {host: "{host}"} | ({port: "{port}"} if port else {})
        self._shown = {i for span in shown for i in range(*span)}
        self._holed = {i for span in self._holes for i in range(*span)}
        self._split_up = {m.variable for i, m in enumerate(value.marks) if i in self._holed}
        self.secret = False
        self._count = 0

    def written(self, key: str, items: tuple[Span, ...] | None = None) -> str | None:
        """The template, or None where a variable's place in the value is not known.

        `items` are the words of a list; the template is then JSON.
        """
        used = {m.variable for m in self._value.marks}
        if any(variable not in used for variable in self._value.variables):
            self.secret = self.secret or self._hides_something()
            return None
        name = variable_names.normal(key)
        if items is None:
            return "".join(self._pieces((0, len(self._value.text)), name))
        words = ["".join(self._pieces(item, name)) for item in items]
        return json.dumps(words, ensure_ascii=False)

    def _hides_something(self) -> bool:
        return any(
            i not in self._shown and m.variable is None for i, m in enumerate(self._value.marks)
        )

    def _pieces(self, within: Span, name: str) -> Iterator[str]:
        def kind(i: int) -> tuple[str, Span | Variable | None]:
            hole = next((h for h in self._holes if h[0] <= i < h[1]), None)
            if hole:
                return "hole", hole
            variable = self._value.marks[i].variable
            if variable and variable not in self._split_up:
                return "variable", variable
            return ("shown" if i in self._shown else "hidden"), None

        for (what, which), group in groupby(range(*within), kind):
            indices = list(group)
            text = self._value.text[indices[0] : indices[-1] + 1]
            if what == "hole":
                yield next(self._holes[h] for h in self._holes if h == which)
            elif isinstance(which, Variable):
                yield self._variable(which, indices, text)
            elif what == "shown" or _HARMLESS.fullmatch(text):
                yield _literal(text)
            else:
                yield self._hole(name, indices[0])

    def _variable(self, variable: Variable, indices: list[int], text: str) -> str:
        if not variable.guarded:
            return "${{" + variable.name + "}}"
        if all(i in self._shown for i in indices) and not re.search(r"[${}]", text):
            return "${{" + variable.name + ":-" + text + "}}"
        return _required(variable.name, variable.source, variable.start)

    def _hole(self, name: str, index: int) -> str:
        self.secret = True
        self._count += 1
        suffix = "" if self._count == 1 else f"_{self._count}"
        mark = self._value.marks[index]
        return _required(f"{name}_PASSWORD{suffix}", mark.source, mark.offset)


def _required(name: str, source: Source | None, offset: int) -> str:
    """A required variable: without it compose refuses to start, and says where to look."""
    place = "the container's own configuration"
    if source and source.file:
        place = f"{source.file}:{source.text.count(chr(10), 0, offset) + 1}"
    said = re.sub(r"[${}]", "_", place)
    return "${{" + name + ":?set it to the password written in " + said + "}}"


def _literal(text: str) -> str:
    return text.replace("$", "$$").replace("{", "{{").replace("}", "}}")
