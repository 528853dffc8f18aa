"""The files that a probe read, as facts or as the reason why they are unknown. Pure."""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from containerloop.facts import Listener, Maybe, Transport, Unobserved
from containerloop.facts.parsers import procnet
from containerloop.observe.probe.records import Content
from containerloop.observe.probe.requests import File

FILES: tuple[File, ...] = ("tcp", "tcp6", "udp", "udp6", "route", "hosts", "resolv", "unix")
"""What is parsed at every vantage, in the order of the requests' numbers."""

T = TypeVar("T")


def texts(contents: Mapping[int, Content], names: Sequence[File] = FILES) -> dict[File, Maybe[str]]:
    """The texts of the files `names`, which were asked for in this order, by those names."""
    return {which: _text(contents.get(n), which) for n, which in enumerate(names)}


def _text(content: Content | None, which: str) -> Maybe[str]:
    if content is None:
        return Unobserved(f"the probe did not report {which}")
    if content.errno:
        code = errno.errorcode.get(content.errno, str(content.errno))
        # a kernel without IPv6 has no such table, and then nothing listens on it either
        missing = which.endswith("6") and content.errno == errno.ENOENT
        return "" if missing else Unobserved(f"{which} could not be parsed ({code})")
    if content.cut:
        # an entry in the part that was not read would look like one that does not exist
        return Unobserved(f"{which} is longer than the 4 MiB that a probe reads")
    return content.content.decode(errors="replace")


def parsed(text: Maybe[str], parse: Callable[[str], tuple[T, ...]]) -> Maybe[tuple[T, ...]]:
    """The text as `parse` reads it; unobserved if it is not in the kernel's format."""
    if isinstance(text, Unobserved):
        return text
    try:
        return parse(text)
    except (ValueError, struct.error, OverflowError):
        return Unobserved("the table is not in the kernel's format")


def listeners(known: Mapping[File, Maybe[str]]) -> Maybe[tuple[Listener, ...]]:
    """The listeners of all four tables, or the reason why one table is unknown."""
    found: list[Listener] = []
    for which in FILES[:4]:
        parse = partial(procnet.listeners, transport=Transport(which.removesuffix("6")))
        table = parsed(known[which], parse)
        if isinstance(table, Unobserved):
            return table
        found += table
    return tuple(found)
