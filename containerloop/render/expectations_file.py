"""The file that `verify --init` writes: what holds now, and the rest as comments. Pure.

The same text on every machine where the project is in the same state.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from containerloop.facts import REACHED
from containerloop.facts.printable import printable
from containerloop.protocols import by_key
from containerloop.render.text.styled_lines import LIMIT
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.v1 import Report

_HEAD = """\
# What reaches what in this project, and what must not. To verify it:  containerloop verify
version: 1
expect:
"""
_REST = """
  # Does not hold now, so it is not stated. Repair it (containerloop why-cant-i-reach), then
  # take the # away:
"""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


def expectations_file(report: Report) -> str:
    """The text of the file, for the report on everything that could be stated."""
    held = [_item(each, report) for each in report.expectations if each.holds]
    rest = [each for each in report.expectations if not each.holds]
    text = _HEAD + "".join(f"  - {item}\n" for item in held)
    if rest:
        text += _REST + "".join(f"  # - {_item(e, report)}   {_reason(e)}\n" for e in rest)
    return text


def _item(each: ExpectationLine, report: Report) -> str:
    parts = [f"from: {_word(each.vantage.removeprefix('service:'))}"]
    parts.append(f"{each.expects}: {_word(each.address)}")
    protocol = _protocol(each, report) if each.expects == "reach" and each.holds else None
    parts += [f"protocol: {protocol}"] if protocol else []
    return f"{{{', '.join(parts)}}}"


def _word(text: str) -> str:
    """A scalar that YAML reads as this text; quoted unless it is a plain name or a number."""
    # off, yes and null are names of services too, and mean something else in YAML
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT
    return text if plain or text.isdigit() else json.dumps(text, ensure_ascii=True)


_NOT_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def _protocol(each: ExpectationLine, report: Report) -> str | None:
    """What answered there in a protocol that has a name."""
    for attempt in report.attempts:
        there = (attempt.vantage, attempt.address) == (each.vantage, each.address)
        if there and attempt.outcome in REACHED and attempt.protocol:
            return attempt.protocol if by_key(attempt.protocol) else None
    return None


def _reason(each: ExpectationLine) -> str:
    """The sentence, unless it has a number that only this machine has."""
    reason = printable(each.reason, LIMIT)
    known: Iterable[str] = (each.address, "127.0.0.1", *re.findall(r"\d+", each.address))
    rest = reason
    for word in known:
        rest = rest.replace(word, "")
    return "" if re.search(r"\d", rest) else reason
