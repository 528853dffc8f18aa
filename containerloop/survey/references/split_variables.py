"""Addresses spread over two variables: DB_HOST with DB_PORT, PGHOST with PGPORT. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from msgspec import structs

from containerloop.facts import literal
from containerloop.facts.late_pattern import late
from containerloop.survey.references import log_in_shape, variable_names
from containerloop.survey.references.default_ports import kind_of, transport_of, usual_port
from containerloop.survey.references.found_address import FoundAddress, pair, port_of
from containerloop.survey.references.log_in_names import beside_variables

_HOST = late(r"(?P<prefix>.*?)_?(?P<word>SERVICE_HOST|HOSTNAME|HOST|SERVER|ADDRESS|ADDR|ENDPOINT)")
_HINTS = ("DRIVER", "ENGINE", "TYPE", "CONNECTION", "DIALECT", "CLIENT", "VENDOR", "ADAPTER")


@dataclass(frozen=True, slots=True)
class SplitAddress:
    """A host under one key, its port under another (`port_key` None: the usual port).

    The port is 0 where neither a variable nor a kind of server tells it.
    """

    host_key: str
    port_key: str | None
    found: FoundAddress


def find_split(values: Mapping[str, str], *, portless: bool = False) -> list[SplitAddress]:
    """The split addresses of an environment (or of a command's flags). Never raises.

    `portless`: also those hosts of which nothing tells the port.
    """
    by_name = {variable_names.normal(key): key for key in values}
    found = []
    for name, key in by_name.items():
        match = _HOST.fullmatch(name)
        if (
            not match
            or not variable_names.dials(key)
            or variable_names.is_own_address(match["prefix"])
        ):
            continue
        one = pair(values[key], 0, len(values[key]))
        if one is None or one.port is not None:
            one = _bare_ipv6(values[key])
        if one is None:
            one = _padded(values[key])
        if one is not None:
            split = _with_port(key, one, match, by_name, values)
            kept = split is not None and (split.found.port or (portless and match["prefix"]))
            found += [_with_log_in(split, match, by_name, values)] if split and kept else []
    return found


def _with_log_in(
    split: SplitAddress,
    match: re.Match[str],
    by_name: Mapping[str, str],
    values: Mapping[str, str],
) -> SplitAddress:
    named = {name: values[key] for name, key in by_name.items()}
    opening = beside_variables(match["prefix"], split.found.port or 0, split.found.scheme, named)
    log_in = log_in_shape.beside_variables(split.found.scheme, match["prefix"], named)
    return replace(split, found=structs.replace(split.found, opening=opening, log_in=log_in))


def _bare_ipv6(text: str) -> FoundAddress | None:
    """A host variable holds an IPv6 address without brackets."""
    if text.count(":") < 2:
        return None
    bracketed = pair(f"[{text}]", 0, len(text) + 2)
    whole = (0, len(text))
    return bracketed and structs.replace(bracketed, host=text, host_span=whole, keep=(whole,))


def _padded(text: str) -> FoundAddress | None:
    """A host with white space around it, which programs look up as it is."""
    bare, whole = text.strip(), (0, len(text))
    one = pair(bare, 0, len(bare)) if bare != text else None
    if one is None or one.port is not None or literal(bare) is not None:
        return None  # of a number, some resolvers leave out what follows
    return structs.replace(one, host=text, host_span=whole, keep=(whole,))


def _with_port(
    key: str,
    one: FoundAddress,
    match: re.Match[str],
    by_name: Mapping[str, str],
    values: Mapping[str, str],
) -> SplitAddress:
    prefix = match["prefix"]
    kind = kind_of(prefix) or _hinted(prefix, by_name, values)
    for name in _port_names(prefix, match["word"]):
        port_key = by_name.get(name)
        port = port_of(values[port_key]) if port_key else None
        if port_key and port:
            return SplitAddress(key, port_key, _found(one, port, kind))
    port = usual_port(kind) if kind else None
    return SplitAddress(key, None, _found(one, port or 0, kind))


def _found(one: FoundAddress, port: int, kind: str | None) -> FoundAddress:
    return structs.replace(one, port=port, scheme=kind, transport=transport_of(kind))


def _port_names(prefix: str, word: str) -> tuple[str, ...]:
    if prefix.startswith("PG") and len(prefix) == 2:
        return ("PGPORT", "PG_PORT")
    return (
        f"{prefix}_PORT",
        f"{prefix}_TCP_PORT",
        f"{prefix}_{word}_PORT",
        f"{prefix}_SERVICE_PORT",
        f"{prefix}PORT",
    )


def _hinted(prefix: str, by_name: Mapping[str, str], values: Mapping[str, str]) -> str | None:
    """DB_HOST names no kind of server; DB_CONNECTION=pgsql or DB_ENGINE=django…postgresql does."""
    for hint in _HINTS:
        key = by_name.get(f"{prefix}_{hint}")
        if key and (kind := kind_of(values[key])):
            return kind
    return None
