"""Addresses in a command: clients' own options, flags like variables, URLs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from containerloop.facts import is_loopback
from containerloop.facts.late_pattern import late
from containerloop.survey.references import variable_names
from containerloop.survey.references.client_options import Hit, find_by_client, program
from containerloop.survey.references.dsn import find_dsn, find_pairs
from containerloop.survey.references.found_address import (
    FoundAddress,
    Span,
    is_plain_value,
    port_of,
)
from containerloop.survey.references.shell_words import Command, Word
from containerloop.survey.references.split_variables import find_split
from containerloop.survey.references.urls import find_urls

_FLAG = late(r"-{1,2}(?:D(?=[\w.]+=))?([A-Za-z][\w.:-]*)(?:=(.*))?", re.DOTALL)
_ASSIGNED = late(r"([A-Za-z_][\w.]*)=(.*)", re.DOTALL)
_TAME_FLAG = late(r"--[A-Za-z][A-Za-z-]{0,30}|-[A-Za-z]|-[fsSkLvzqnIitO]{2,4}|-q?O-|&&|\|\||!|--")
_NAMED_FLAG = late(r"(?:--|-D)[A-Za-z][A-Za-z.-]{0,30}=")
_TAME_PATH = late(r"(?:/?[A-Za-z_.][A-Za-z_.-]{0,24}\d{0,2})(?:/[A-Za-z_.][A-Za-z_.-]{0,24}){0,5}")
_TAME_VALUES = frozenset(
    {"-m", "--port", "--workers", "--threads", "--timeout", "--log-level", "--loglevel", "--save"}
    | {"--app", "--interface", "--directory", "--config", "--env", "--mode", "--appendonly", "-U"}
    | {"--protected-mode", "--maxmemory", "--maxmemory-policy", "--databases", "--worker-class"}
)
"""Flags whose values are plain words and never a secret."""


def find_in_command(command: Command) -> tuple[list[FoundAddress], list[Span]]:
    """The addresses of a command in its whole text, and the spans that may be shown."""
    found: list[FoundAddress] = []
    inside = {i for word in command.words for i in word.at}
    shown = [(i, i + 1) for i in range(len(command.whole.text)) if i not in inside]
    shown += [(i, i + 1) for word in command.words if word.text == ";" for i in word.at]
    for words in simple_commands(command.words):
        hits = list(_hits(words))
        shown += tame_spans(words)
        for one in (whole_found(*hit) for hit in hits):
            shown += one.keep
            if all(not _overlap(one.host_span, other.host_span) for other in found):
                found.append(one)
    return found, shown


def find_host_and_port(command: Command) -> list[FoundAddress]:
    """A loopback and a port as two words of a program that nobody knows.

    Only for a check, which dials: elsewhere such words may tell a server where to listen.
    """
    known = [one.host_span for one in find_in_command(command)[0]]
    found = []
    for words in simple_commands(command.words):
        for host, port in pairwise(words):
            if is_loopback(host.text) and port_of(port.text):
                address = FoundAddress(
                    host=host.text, host_span=(0, len(host.text)), port=port_of(port.text)
                )
                one = whole_found(host, address, port)
                if all(not _overlap(one.host_span, other) for other in known):
                    found.append(one)
    return found


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def simple_commands(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The simple commands between `;`, `|` and `&&`."""
    part: list[Word] = []
    for word in words:
        if word.text == ";":
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _hits(words: Sequence[Word]) -> Iterator[Hit]:
    yield from find_by_client(words)
    flags = flags_of(words)
    unlikely = {id(word) for key, word in flags if not variable_names.dials(key)}
    bound = {word.at for key, word in flags if id(word) in unlikely}
    for word in words:
        if not any(set(at) & set(word.at) for at in bound):
            yield from ((word, one, None) for one in find_urls(word.text))
    for key, word in flags:
        if id(word) not in unlikely:
            dialled = find_dsn(key, word.text) or (find_pairs(key, word.text) if key else [])
            yield from ((word, one, None) for one in dialled)
    yield from _split(dict(reversed(flags)))


def _split(flags: Mapping[str, Word]) -> Iterator[Hit]:
    for one in find_split({key: word.text for key, word in flags.items()}):
        port = flags[one.port_key] if one.port_key else None
        yield flags[one.host_key], one.found, port


def flags_of(words: Sequence[Word]) -> list[tuple[str, Word]]:
    """Flags read like variables: (`db-host`, its value's word)."""
    flags: list[tuple[str, Word]] = []
    for index, word in enumerate(words):
        flag = _FLAG.fullmatch(word.text) or _ASSIGNED.fullmatch(word.text)
        if not flag:
            continue
        if flag[2] is not None:
            flags.append((flag[1], word.slice(*flag.span(2))))
        elif len(flag[1]) > 1 and index + 1 < len(words):
            flags.append((flag[1], words[index + 1]))
        elif flag[1] in "blB" and index + 1 < len(words) and program(words) != "celery":
            flags.append(("bind", words[index + 1]))
    return flags


def whole_found(word: Word, found: FoundAddress, port: Word | None) -> FoundAddress:
    """An address of a word in the whole command's offsets."""

    def moved(span: Span) -> Span:
        start, end = max(span[0], 0), min(span[1], len(word.at))
        return (word.at[start], word.at[end - 1] + 1) if start < end else (0, 0)

    port_span = moved(found.port_span) if found.port_span else None
    keep = [(i, i + 1) for span in found.keep for i in word.at[max(span[0], 0) : span[1]]]
    if port and found.port_span is None:
        port_span = (port.at[0], port.at[-1] + 1)
        keep.append(port_span)
    return replace(found, host_span=moved(found.host_span), port_span=port_span, keep=tuple(keep))


def tame_spans(words: Sequence[Word]) -> Iterator[Span]:
    """The spans to show: programs, flags, plain arguments. A flag's value may be a secret."""
    for index, word in enumerate(words):
        before = words[index - 1].text if index else ""
        free = not before.startswith("-") or before in ("--", *_TAME_VALUES)
        free = free or _TAME_PATH.fullmatch(before) is not None
        tame = is_plain_value(word.text) or _TAME_PATH.fullmatch(word.text)
        free = free or word.text == "/dev/null"
        if word.at and (_TAME_FLAG.fullmatch(word.text) or ((index < 1 or free) and tame)):
            yield word.at[0], word.at[-1] + 1
        elif named := _NAMED_FLAG.match(word.text):
            yield word.at[0], word.at[named.end() - 1] + 1
