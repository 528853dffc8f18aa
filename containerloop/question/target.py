"""TARGET, as typed, into a `Question`: which form it is of, and no more. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from containerloop.errors import UsageError
from containerloop.facts import Question, Transport
from containerloop.question.quoted_error import from_error
from containerloop.question.typed_words import FORMS, masked, shown
from containerloop.question.vantage import valid_vantage
from containerloop.question.written_address import (
    host_side,
    of_any_address,
    split,
    transport_of,
    valid_host,
    valid_port,
)
from containerloop.question.written_url import from_url

_LENGTH = 256


def parse_target(text: str, vantages: Sequence[str] = ()) -> Question:
    """The question that `text` asks, seen from `vantages` (() means from everybody).

    Several words are an error as a program printed it. Raises `UsageError`, with what to type
    instead, for anything else.
    """
    froms = _froms(vantages)
    if any(character.isspace() for character in text.strip()):
        return from_error(text, froms)
    target = masked(text.strip())
    _refuse_unreadable(target)
    return from_url(target, froms) or _from_address(target, froms)


def everything(vantages: Sequence[str] = ()) -> Question:
    """The question without TARGET: all that anybody (or these vantages) relies on.

    Raises `UsageError` for what is not a vantage.
    """
    return Question(target="", port=0, vantages=_froms(vantages))


def _froms(vantages: Sequence[str]) -> tuple[str, ...]:
    return tuple(valid_vantage(word.strip()) for word in vantages)


def _refuse_unreadable(target: str) -> None:
    if not target:
        raise UsageError("the target is empty", FORMS)
    if len(target) > _LENGTH:
        raise UsageError(f"{shown(target)} is too long to be an address", FORMS)
    if not target.isprintable():
        raise UsageError(f"{shown(target)} contains a control character", FORMS)


def _from_address(target: str, froms: tuple[str, ...]) -> Question:
    words, transport = transport_of(target)
    words = of_any_address(host_side(words))
    if words.isascii() and re.fullmatch(r":?-?\d+", words):
        port = valid_port(words.removeprefix(":"), target)
        return Question(target=target, port=port, transport=transport, vantages=froms)
    if match := re.fullmatch(r":?(\d+)-(\d+)", words, re.ASCII):
        return _of_a_range(match[1], match[2], target, transport, froms)
    host, port_text = split(words, target)
    return Question(
        target=target,
        host=valid_host(host, target),
        port=valid_port(port_text, target) if port_text else 0,
        transport=transport,
        vantages=froms,
    )


def _of_a_range(
    first: str, last: str, target: str, transport: Transport, froms: tuple[str, ...]
) -> Question:
    lowest, highest = valid_port(first, target), valid_port(last, target)
    if lowest > highest:
        raise UsageError(f"{shown(target)} is not a range: {lowest} is above {highest}", FORMS)
    return Question(
        target=target,
        port=lowest,
        last_port=highest if highest > lowest else 0,
        transport=transport,
        vantages=froms,
    )
