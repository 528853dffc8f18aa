"""What a document states, line by line. Pure: the words alone, nothing is measured.

Whatever is not understood ends the run: a line that is passed over would count as kept.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

from containerloop.errors import UsageError
from containerloop.facts import LAN, Question, Stated
from containerloop.facts.plain_words import echoed
from containerloop.facts.printable import printable
from containerloop.protocols import PROTOCOLS, by_key, by_scheme
from containerloop.survey.compose.reading_limits import TooCostly
from containerloop.survey.compose.yaml_tree import Mapping, Scalar, Tree, line_of
from containerloop.survey.compose.yaml_tree import Sequence as Items
from containerloop.survey.expectations.documents import Document
from containerloop.survey.expectations.file_lines import EXAMPLE, FileLine, Row, one_of

VERSION = "1"
MOST = 500
"""Expectations of one document; aliases can make millions of a few lines."""
LONGEST_S = 3600
MOST_OF_A_REASON = 200
"""Characters of `why:`."""

_KEYS = ("version", "expect")
_KEYS_OF_A_LINE = ("from", "reach", "not-reach", "protocol", "status", "within", "why")
_WEB = ("http", "https")

ParseTarget: TypeAlias = Callable[[str, Sequence[str]], Question]
"""(target, vantages) → the question; raises `UsageError` for what is neither."""


def stated(document: Document, parse: ParseTarget) -> tuple[Stated, ...]:
    """The expectations of a document, in its order.

    Raises `UsageError` with file and line for what is not understood. An empty list is one as
    well, and not an answer without a fault: nothing was left unseen, but nothing was asked, and
    `--fail-on never` must not make a pass of that.
    """
    try:
        return _stated(document, parse)
    except TooCostly as error:
        raise UsageError(f"{document.file}: {error}", EXAMPLE) from None


def _stated(document: Document, parse: ParseTarget) -> tuple[Stated, ...]:
    top = document.tree
    at = FileLine(document.file, line_of(document.key) if document.key else 1)
    if not isinstance(top, Mapping):
        raise at.refusal("does not begin with version: and expect:", "begin with version: 1")
    at.require_known(top, _KEYS)
    _require_version(top, at)
    rows = top.values.get("expect")
    at = at.of(top.keys.get("expect"))
    if not isinstance(rows, Items) or not rows.items:
        raise at.refusal("states no expectation", EXAMPLE)
    if len(rows.items) > MOST:
        raise at.refusal(f"states more than {MOST} expectations", "split the file")
    return tuple(_row(row, at, parse) for row in rows.items)


def _require_version(top: Mapping, at: FileLine) -> None:
    found = top.values.get("version")
    if found is None:
        raise at.refusal("has no version", f"begin with version: {VERSION}")
    text = found.text if isinstance(found, Scalar) else None
    if text != VERSION:
        at = at.of(top.keys["version"])
        raise at.refusal("has a version that is not supported", f"write version: {VERSION}")


def _row(tree: Tree, at: FileLine, parse: ParseTarget) -> Stated:
    if not isinstance(tree, Mapping) or not tree.keys:
        raise at.refusal("has a line that states nothing", EXAMPLE)
    row = Row(tree, at.of(next(iter(tree.keys.values()))))
    row.at.require_known(tree, _KEYS_OF_A_LINE)
    vantage, target = row.text("from"), _target(row)
    if vantage is None:
        raise row.at.refusal("does not say from where", EXAMPLE)
    reach = "reach" in tree.keys
    question = _question(row, parse, vantage, target)
    made = Stated(
        file=at.file,
        line=row.at.line,
        vantage=vantage,
        question=question,
        reach=reach,
        protocol=_protocol(row),
        status=_status(row, question),
        within_s=_within(row),
        why=printable(row.text("why") or "", MOST_OF_A_REASON),
    )
    said = next((name for name in ("protocol", "status") if name in tree.keys), None)
    if said and (not reach or vantage == LAN):
        where = "from lan" if reach else "with not-reach"
        raise row.of(said).refusal(f"{said} says nothing {where}", f"leave {said} out")
    return made


def _target(row: Row) -> str:
    reach, not_reach = row.text("reach"), row.text("not-reach")
    if reach is not None and not_reach is not None:
        raise row.at.refusal("has both reach and not-reach", "write two lines")
    target = reach or not_reach
    if target is None:
        raise row.at.refusal("says neither reach nor not-reach", EXAMPLE)
    if any(map(str.isspace, target)):
        raise row.at.refusal("an address has no space in it", EXAMPLE)
    return target


def _question(row: Row, parse: ParseTarget, vantage: str, target: str) -> Question:
    at = row.of("reach" if "reach" in row.tree.keys else "not-reach")
    try:
        asked = parse(target, () if vantage == LAN else (vantage,))
    except UsageError as error:
        raise at.refusal(error.message.removeprefix("--"), error.hint) from None
    if asked.last_port:
        raise at.refusal("a range of ports is not one address", "write a line for each port")
    if vantage == LAN and asked.host is not None:
        hint = f"write the port alone: {asked.port or 5432}"
        raise at.refusal("from lan, an address would be this machine's own", hint)
    return asked


def _protocol(row: Row) -> str | None:
    text = row.text("protocol")
    if text is None:
        return None
    known = by_key(text.lower()) or by_scheme(text.lower())
    if known is None:
        keys = sorted(each.key for each in PROTOCOLS)
        near = difflib.get_close_matches(text.lower(), keys, n=1)
        hint = f"did you mean {near[0]}?" if near else f"use {one_of(keys)}"
        raise row.of("protocol").refusal(f'unknown protocol "{echoed(text)}"', hint)
    return known.key


def _status(row: Row, question: Question) -> int | None:
    text = row.text("status")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 3 and 100 <= int(text) <= 599):
        raise row.of("status").refusal("status is not an HTTP status", "write it as status: 200")
    if question.scheme not in _WEB:
        hint = f"write the address as a URL: http://{question.address or 'localhost:8000'}/"
        raise row.of("status").refusal("status needs a URL", hint)
    return int(text)


def _within(row: Row) -> float:
    text = row.text("within")
    try:
        seconds = 0.0 if text is None else float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= LONGEST_S:
        hint = f"write it as within: 30 (at most {LONGEST_S})"
        raise row.of("within").refusal("within is not a number of seconds", hint)
    return seconds
