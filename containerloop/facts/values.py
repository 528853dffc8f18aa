"""The smallest values: addresses, outcomes, and how the unknown is written.

Only frozen values without behaviour beyond reading themselves may live here.
"""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from typing import TypeAlias, TypeVar

import msgspec

from containerloop.facts.openings import PLAIN, Opening
from containerloop.facts.outcomes import Outcome

T = TypeVar("T")


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every observed value: frozen, comparable, JSON both ways."""


class Value(msgspec.Struct, frozen=True):
    """Base of values that a run works with and nobody saves: as quick to define as to compare."""


class Unobserved(msgspec.Struct, frozen=True, tag="unobserved", forbid_unknown_fields=True):
    """A fact nobody could see, and why. It is not the same as an empty fact."""

    reason: str


Maybe: TypeAlias = T | Unobserved
"""Three states: a value · an empty value (looked, nothing) · `Unobserved` (could not look)."""


class Transport(StrEnum):
    """The transport of an address."""

    TCP = "tcp"
    UDP = "udp"


class Address(Fact, frozen=True, kw_only=True):
    """Host, port and transport as somebody would write them; the host may be a name."""

    host: str
    port: int
    transport: Transport = Transport.TCP

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" + ("/udp" if self.transport is Transport.UDP else "")


class Onward(Fact, frozen=True, kw_only=True):
    """A place that a server sends its client on to, by name or number.

    `by` says what it was told with: location, broker, member, slot, issuer, passive.
    """

    address: Address
    by: str
    scheme: str | None = None
    opening: Opening = PLAIN


class Attempt(Fact, frozen=True, kw_only=True):
    """One connection try from one vantage to one resolved address.

    `ms` is the time to the outcome in milliseconds; `errno` the kernel's name for a
    failure ("ECONNREFUSED"); `resolved` the literal that was dialled, None where a
    name gave none; `refusal` what the server said when it answered but declined;
    `code` that refusal's own code (an SQLSTATE, an HTTP status). `scheme` and `opening` are
    what was said to it; `onward` where it sends its client from there. `missing`: how many bytes
    of the reply it announced that had not come when reading ended; `stalled`: they did not come
    later either, though they do in small segments.
    """

    vantage: str
    address: Address
    outcome: Outcome
    resolved: str | None = None
    protocol: str | None = None
    banner: str | None = None
    refusal: str | None = None
    code: str | None = None
    errno: str | None = None
    ms: float | None = None
    reason: str | None = None
    scheme: str | None = None
    opening: Opening = PLAIN
    onward: tuple[Onward, ...] = ()
    missing: int = 0
    stalled: bool = False


def literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that `host` is, v4-mapped forms unwrapped; None for a name."""
    try:
        address = ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def is_loopback(host: str) -> bool:
    """Whether the written host means the loopback of whoever dials it."""
    address = literal(host)
    if address is None:
        return host.rstrip(".").lower() == "localhost" or host.lower().endswith(".localhost")
    return address.is_loopback


def is_wildcard(host: str) -> bool:
    """Whether a bind address means every address (0.0.0.0 or ::)."""
    address = literal(host)
    return address is not None and address.is_unspecified
