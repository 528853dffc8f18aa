"""Where PHP's debugger connects to: `XDEBUG_CONFIG=client_host=host.docker.internal`. Pure.

PHP connects to the IDE, not the IDE to PHP. Version 3 says client_host and port 9003, version 2
remote_host and port 9000. https://xdebug.org/docs/all_settings
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from containerloop.facts import DBGP
from containerloop.facts.late_pattern import late
from containerloop.survey.references.found_address import FoundAddress, pair, port_of

_VARIABLE = "XDEBUG_CONFIG"
_VERSIONS = (("client", 9003), ("remote", 9000))
_WORD = late(r"(?:^|(?<=\s))([a-z_]+)=(\S*)")


def find_xdebug(key: str, text: str) -> list[FoundAddress]:
    """The address of the IDE, as each of both versions reads it. Never raises.

    >>> [(one.host, one.port) for one in find_xdebug("XDEBUG_CONFIG", "client_host=ide idekey=x")]
    [('ide', 9003)]
    """
    if key != _VARIABLE:
        return []
    words = {match[1]: match for match in reversed(list(_WORD.finditer(text)))}
    found = (_found(words, text, version, usual) for version, usual in _VERSIONS)
    return [one for one in found if one is not None]


def _found(
    words: dict[str, re.Match[str]], text: str, version: str, usual: int
) -> FoundAddress | None:
    host, port = words.get(f"{version}_host"), words.get(f"{version}_port")
    one = pair(text, *host.span(2)) if host else None
    if host is None or one is None or one.port is not None:
        return None
    number = port_of(port[2]) if port else usual
    keep = [host.span(), *([port.span()] if port and number else [])]
    span = port.span(2) if port and number else None
    return replace(one, port=number, port_span=span, scheme=DBGP, keep=tuple(keep))
