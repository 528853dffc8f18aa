"""Env files (`.env`, `env_file:`): lines of KEY=value, each value with its place. Pure."""

from __future__ import annotations

import re

from containerloop.facts.late_pattern import late
from containerloop.survey.compose.interpolation import Lookup, MissingVariable, interpolate
from containerloop.survey.compose.reading_limits import within_limits
from containerloop.survey.references.traced_text import Source, Traced, at

_LINE = late(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:[=:][ \t]*|$)", re.MULTILINE)
_QUOTED = late(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'", re.DOTALL)


def read_env_file(text: str, file: str, outside: Lookup) -> dict[str, Traced]:
    r"""The values of an env file as compose reads them.

    `outside` looks up variables that the file itself does not set; a bare `KEY` takes
    its value from there too. A required variable without a value gives "".

    >>> text = "DB_HOST=db  # the server\nDATABASE_URL='postgres://$USER'\nURL=http://$DB_HOST"
    >>> {key: value.text for key, value in read_env_file(text, ".env", lambda _: None).items()}
    {'DB_HOST': 'db', 'DATABASE_URL': 'postgres://$USER', 'URL': 'http://db'}
    """
    source = Source(text, file, "env_file")
    values: dict[str, Traced] = {}

    def lookup(name: str) -> Traced | None:
        return outside(name) or values.get(name)

    position = 0
    while match := _LINE.search(text, position):
        within_limits()
        key = match[1]
        if not text[match.start() : match.end()].rstrip().endswith(("=", ":")):
            position = match.end()
            if value := outside(key):
                values[key] = value
            continue
        raw, position, literal = _value(source, match.end())
        values[key] = raw if literal else _expanded(raw, lookup)
    return values


def _value(source: Source, start: int) -> tuple[Traced, int, bool]:
    """The raw value, the offset after it, and whether nothing in it is substituted."""
    quoted = _QUOTED.match(source.text, start)
    if quoted:
        group = 1 if quoted[1] is not None else 2
        return at(source, *quoted.span(group)), quoted.end(), group == 2
    end = source.text.find("\n", start)
    end = len(source.text) if end < 0 else end
    plain = re.split(r"[ \t]#", source.text[start:end], maxsplit=1)[0].rstrip()
    return at(source, start, start + len(plain)), end, False


def _expanded(raw: Traced, lookup: Lookup) -> Traced:
    try:
        return interpolate(raw, lookup)
    except MissingVariable:
        return raw[0:0]
