"""Apache: `ProxyPass`, `BalancerMember`, and handlers that pass requests on. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from containerloop.facts.late_pattern import late
from containerloop.survey.proxies.statement import Target, named_in, text_of, words
from containerloop.survey.references.found_address import Span
from containerloop.survey.references.traced_text import Source, Traced, at

_LINE = late(r"[^\n]+")
_PASSES = frozenset({"proxypass", "proxypassmatch", "balancermember", "sethandler", "rewriterule"})
_URL = late(r"(?:https?|wss?|fcgi|scgi|ajp|uwsgi|h2c?)://[^\s\"'|]+", re.IGNORECASE)
_OPENS = late(r"<(/?)(virtualhost|location)\b([^>]*)>", re.IGNORECASE)
_PORT = late(r":(\d{1,5})\b")


def targets(sources: Iterable[Source]) -> Iterator[Target]:
    """The servers of every directive that passes requests on."""
    for source in sources:
        around = {"virtualhost": "", "location": ""}
        for line in _LINE.finditer(source.text):
            opens = _OPENS.search(line[0])
            if opens:
                around[opens[2].lower()] = "" if opens[1] else opens[3].strip(" \"'")
                continue
            bare = line[0].strip()
            if bare.partition(" ")[0].lower() in _PASSES:
                start = line.start() + len(line[0]) - len(line[0].lstrip())
                yield from _of(at(source, start, start + len(bare)), around)


def _of(value: Traced, around: dict[str, str]) -> Iterator[Target]:
    there = words(value)
    by = text_of(value, there[0])
    url = _URL.search(value.text)
    passes = by.lower() != "rewriterule" or re.search(r"\[[^\]]*\bP\b", value.text)
    if url is None or not passes or value.text[: url.start()].endswith("|"):
        return  # in `unix:/run/php.sock|fcgi://localhost` the socket file counts alone
    word: Span = url.span()
    found = named_in(value, word, None, None)
    if found is None:
        return
    first = text_of(value, there[1]) if len(there) > 2 else around["location"]
    path = first if first.startswith("/") and by.lower() == "proxypass" else None
    ports = tuple(int(port) for port in _PORT.findall(around["virtualhost"]))
    yield Target(value, found, by, ports, path or (around["location"] or None))
