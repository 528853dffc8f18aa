"""An error as a program printed it, into the address that it is about. Pure.

Host, port, scheme, the kind of failure and whose log it stands in are taken from the text; the rest
is forgotten. Of several errors the last one counts, which is the innermost of a Node trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from containerloop.facts.outcomes import Outcome
from containerloop.facts.parsers.error_forms import (
    ADDRESSES,
    BOUND,
    IN_USE,
    NAMES,
    QUOTED_ADDRESSES,
    QUOTED_FAILURES,
    Named,
    kind_of,
    named_in,
)
from containerloop.facts.parsers.error_lines import lines_of
from containerloop.facts.parsers.printed_build import built_for
from containerloop.facts.values import is_loopback, literal

MOST_CHARACTERS = 1 << 20
"""Of the text, from its end: the last error counts."""
_MOST_LINES = 4000
_MOST_LINE = 4000

_LOG_PREFIX = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]{0,62}) ?\| ")
"""`api-1  | …`, as `docker compose logs` and `up` print it."""
_OF_A_BROWSER = re.compile(r"\b(?:ERR_[A-Z]|DNS_PROBE_)")
_BLOCKED = re.compile(
    r"ERR_BLOCKED_BY_(?:LOCAL|PRIVATE)_NETWORK_ACCESS_CHECKS"
    r"|Permission was denied for this request to access the [`'\"]?[a-z]+[`'\"]? address space",
    re.IGNORECASE,
)
"""What Chrome and Edge print where they sent nothing: the page may not call the local network."""
_EVERYWHERE = (*ADDRESSES, *QUOTED_ADDRESSES)


@dataclass(frozen=True, slots=True)
class PrintedError:
    """What an error says: `host` is "" and `port` 0 where none stands in it.

    `outcome` is what came of the call, None where a server did not get its port. `place` is
    who called, as the log has it (`api-1`, or `host` for a browser); "" where that is not told.
    `build`: for what image a step of its build called (a service or a stage, "" where that is not
    told); None where it was no build.
    `blocked`: it was a browser that did not make the call at all.
    """

    host: str = ""
    port: int = 0
    scheme: str | None = None
    outcome: Outcome | None = None
    place: str = ""
    build: str | None = None
    blocked: bool = False


def printed_error(text: str) -> PrintedError | None:
    """The last error in the text; None where no form is known. It may name no address.

    >>> error = printed_error("api-1  | connect ECONNREFUSED 127.0.0.1:5432 (key=hunter2)")
    >>> error.host, error.port, str(error.outcome), error.place
    ('127.0.0.1', 5432, 'refused', 'api-1')
    """
    lines = lines_of(text[-MOST_CHARACTERS:], _MOST_LINE, _MOST_LINES)
    last: Outcome | None = None
    for number, line in reversed(tuple(enumerate(lines))):
        if IN_USE.search(line) and (bound := next(named_in(line, BOUND), None)):
            return PrintedError(port=bound.port)
        if _BLOCKED.search(line):
            return _blocked(line, lines)
        outcome = kind_of(line) or kind_of(line, QUOTED_FAILURES)
        last = last or outcome
        named = _meant(line, lines) if outcome else None
        if named is not None:
            return _error(named, outcome, _place(line, lines), built_for(number, lines))
    if last is None:
        return None
    # the sentence names nobody; what was called stands in a line of code or a setting above it
    called = next((n for n in _named_anywhere(reversed(lines)) if _may_be_ours(n)), None)
    return _error(called or Named(""), last, _place(lines[-1], lines))


def _blocked(line: str, lines: list[str]) -> PrintedError:
    """What a browser did not call; the page's own address stands behind `from origin`."""
    named = _meant(line.partition(" from origin ")[0], lines) or Named("")
    return PrintedError(named.host, named.port, named.scheme, None, "host", blocked=True)


def _error(
    named: Named, outcome: Outcome | None, place: str, build: str | None = None
) -> PrintedError:
    return PrintedError(named.host, named.port, named.scheme, outcome, place, build)


def _meant(line: str, lines: list[str]) -> Named | None:
    """The address that a line is about, as its client has it: by name, if that stands there."""
    found = list(named_in(line, _EVERYWHERE))
    first = next((n for n in found if n.port), None)
    if first is not None:
        same = [n for n in found if n.port == first.port]
        spoken = next((n for n in same if literal(n.host) is None), first)
        scheme = next((n.scheme for n in same if n.scheme), None)
        return Named(spoken.host, spoken.port, scheme)
    name = next(iter((*named_in(line, NAMES), *found)), None)
    return _with_port(name, lines) if name is not None and not name.port else name


def _with_port(name: Named, lines: list[str]) -> Named:
    """The same host with the port and the scheme that another line has for it."""
    near = (line for line in reversed(lines) if name.host in line)
    same = [n for n in _named_anywhere(near) if n.host == name.host]
    ported = next((n for n in same if n.port), None) or next((n for n in same if n.scheme), name)
    return Named(name.host, ported.port, ported.scheme or name.scheme)


def _named_anywhere(lines: Iterable[str]) -> Iterator[Named]:
    return (named for line in lines for named in named_in(line, _EVERYWHERE))


def _may_be_ours(named: Named) -> bool:
    """Whether it is not a page of the web that the text refers its reader to."""
    return bool(named.port) or is_loopback(named.host) or "." not in named.host


def _place(line: str, lines: list[str]) -> str:
    prefix = _LOG_PREFIX.match(line)
    if prefix is not None:
        return prefix[1]
    return "host" if any(map(_OF_A_BROWSER.search, lines)) else ""
