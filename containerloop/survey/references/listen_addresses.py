"""Where a service is told to listen on its own loopback: `HOST=127.0.0.1`, `--bind`. Pure.

Nobody dials such an address; it is why others cannot reach the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from containerloop.facts import Place, Reference, is_loopback
from containerloop.facts.late_pattern import late
from containerloop.survey.references import variable_names
from containerloop.survey.references.client_options import is_client, program
from containerloop.survey.references.command_line import (
    flags_of,
    simple_commands,
    tame_spans,
    whole_found,
)
from containerloop.survey.references.find_references import reference_of
from containerloop.survey.references.found_address import FoundAddress, pair, port_of
from containerloop.survey.references.shell_words import Command, Word
from containerloop.survey.references.traced_text import Traced
from containerloop.survey.references.urls import find_urls

_FLAGS = frozenset(
    {"HOST", "HOSTNAME", "ADDRESS", "ADDR", "IP", "BIND", "BIND_IP", "BIND_ADDRESS", "LISTEN"}
    | {"LISTEN_ADDRESSES", "LISTEN_ADDRESS", "LISTEN_ADDR", "HTTP_ADDR", "HTTP_HOST"}
)
_FIRST = late(r"[^,;\s]+")


def environment_binds(values: Mapping[str, Traced], prefix: str = "") -> tuple[Reference, ...]:
    """The loopback addresses that an environment has the server listen on; port 0: not said."""
    ports = {variable_names.normal(key): port_of(value.text) for key, value in values.items()}
    found = []
    for key, value in values.items():
        if not variable_names.binds(key):
            continue
        own = re.sub(r"_?[A-Z]+$", "", variable_names.normal(key))
        usual = ports.get(f"{own}_PORT" if own else "PORT") or ports.get("PORT") or 0
        place = Place(where="environment", key=f"{prefix}environment.{key}")
        for one in _loopback(value.text, usual):
            found.append(reference_of(value, one, one.keep, place, key))
    return tuple(one for one in found if one is not None)


def command_binds(
    command: Command, key: str = "command", prefix: str = ""
) -> tuple[Reference, ...]:
    """The loopback addresses that a command's flags have the server listen on."""
    inside = {i for word in command.words for i in word.at}
    gaps = [(i, i + 1) for i in range(len(command.whole.text)) if i not in inside]
    place = Place(where="command", key=prefix + key)
    found = []
    for words in simple_commands(command.words):
        if is_client(program(words)):
            continue
        hits = list(_bound(words))
        shown = [*gaps, *tame_spans(words), *(span for one in hits for span in one.keep)]
        for one in hits:
            found.append(reference_of(command.whole, one, shown, place, "COMMAND", command.items))
    return tuple(one for one in found if one is not None)


def _bound(words: list[Word]) -> Iterator[FoundAddress]:
    flags = flags_of(words)
    ports = [
        port_of(word.text) for key, word in flags if variable_names.normal(key) in ("PORT", "P")
    ]
    port = next((number for number in ports if number), 0)
    for key, word in flags:
        if variable_names.normal(key) in _FLAGS:
            yield from (whole_found(word, one, None) for one in _loopback(word.text, port))


def _loopback(text: str, port: int) -> Iterator[FoundAddress]:
    """The first address of a value, where it is loopback."""
    found = find_urls(text)[:1]
    first = _FIRST.search(text)
    if not found and first:
        one = pair(text, *first.span()) or _bare(first)
        found = [one] if one else []
    for one in found:
        if is_loopback(one.host):
            yield replace(one, port=one.port or port)


def _bare(match: re.Match[str]) -> FoundAddress | None:
    if match[0] != "::1":
        return None
    return FoundAddress(host=match[0], host_span=match.span(), keep=(match.span(),))
