"""The files that a probe showed, as facts or as the reason why they are not known. Pure."""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from containerloop.facts import Listener, Maybe, Transport, Unobserved
from containerloop.facts.parsers import procnet
from containerloop.observe.probe.records import Content
from containerloop.observe.probe.requests import File

FILES: tuple[File, ...] = ("tcp", "tcp6", "udp", "udp6", "route", "hosts", "resolv")
"""What is parsed at every vantage, in the order of the requests' numbers."""

T = TypeVar("T")


def texts(contents: Mapping[int, Content]) -> dict[str, Maybe[str]]:
    """The files' texts by their names."""
    return {which: _text(contents.get(n), which) for n, which in enumerate(FILES)}


def _text(content: Content | None, which: str) -> Maybe[str]:
    if content is None:
        return Unobserved(f"the probe said nothing about {which}")
    if content.errno:
        code = errno.errorcode.get(content.errno, str(content.errno))
        # a kernel without IPv6 has no such table, and then nothing listens on it either
        missing = which.endswith("6") and content.errno == errno.ENOENT
        return "" if missing else Unobserved(f"{which} could not be parsed ({code})")
    if content.cut:
        # what is missing would look like what is not there
        return Unobserved(f"{which} is longer than what a probe reads of it (4 MiB)")
    return content.content.decode(errors="replace")


def parsed(text: Maybe[str], parse: Callable[[str], tuple[T, ...]]) -> Maybe[tuple[T, ...]]:
    """What `parse` makes of a text; a table that no kernel writes is not known."""
    if isinstance(text, Unobserved):
        return text
    try:
        return parse(text)
    except (ValueError, struct.error, OverflowError):
        return Unobserved("the table is not one that a kernel writes")


def listeners(known: Mapping[str, Maybe[str]]) -> Maybe[tuple[Listener, ...]]:
    """All four tables, or the reason why one of them is not known."""
    found: list[Listener] = []
    for which in ("tcp", "tcp6", "udp", "udp6"):
        parse = partial(procnet.listeners, transport=Transport(which.removesuffix("6")))
        table = parsed(known[which], parse)
        if isinstance(table, Unobserved):
            return table
        found += table
    return tuple(found)
