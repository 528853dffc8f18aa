"""What a server that answers and does not serve says of its own state, and which setting decides.

Pure. Of each protocol only what its servers are known to send before or in place of a log-in.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from containerloop.facts.late_pattern import late
from containerloop.protocols.servers.http import NO_SERVER_BEHIND

_FRONT = late(
    r"nginx|openresty|haproxy|envoy|traefik|varnish|caddy|apache|httpd|kong|squid|litespeed",
    re.IGNORECASE,
)
"""Web servers that as a rule stand before another one, whose state they tell."""


class State(StrEnum):
    """Why a server serves nobody at the moment."""

    STARTING = "is starting or recovering"
    STOPPING = "is shutting down"
    FULL = "has no room for another client"
    BUSY = "turns clients away at the moment"


class Condition(NamedTuple):
    """A state, and the server's own setting that has to do with it ("" where none is known)."""

    state: State
    setting: str = ""

    @property
    def by_number(self) -> bool:
        """Whether it is a matter of how many clients or requests there are."""
        return self.state is State.FULL or self.setting == RATE_LIMIT


RATE_LIMIT = "its rate limit"


def full(setting: str) -> Condition:
    """The state of a server that has reached the limit which `setting` decides."""
    return Condition(State.FULL, setting)


_BY_CODE: dict[tuple[str, str], Condition] = {
    ("postgresql", "57P03"): Condition(State.STARTING),
    ("postgresql", "57P01"): Condition(State.STOPPING),
    ("postgresql", "57P02"): Condition(State.STOPPING),
    ("postgresql", "53300"): Condition(State.FULL, "max_connections"),
    ("mysql", "1040"): Condition(State.FULL, "max_connections"),
    ("mongodb", "replica set"): Condition(State.STARTING),
    ("mysql", "1203"): Condition(State.FULL, "max_user_connections"),
    ("mysql", "1053"): Condition(State.STOPPING),
    ("redis", "LOADING"): Condition(State.STARTING),
    ("redis", "BUSY"): Condition(State.BUSY),
    ("redis", "CLUSTERDOWN"): Condition(State.BUSY),
    ("redis", "MASTERDOWN"): Condition(State.BUSY, "replica-serve-stale-data"),
    ("memcached", "ERROR"): Condition(State.FULL, "-c"),
    ("mqtt", "3"): Condition(State.BUSY),
    ("ldap", "51"): Condition(State.BUSY),
    ("ldap", "52"): Condition(State.STOPPING),
    ("imap", "BYE"): Condition(State.BUSY),
    ("smtp", "421"): Condition(State.BUSY),
    ("ftp", "421"): Condition(State.FULL, "its limit of clients (vsftpd: max_clients, max_per_ip)"),
    ("http", "429"): Condition(State.BUSY, RATE_LIMIT),
    ("http", "503"): Condition(State.BUSY),
}
_BY_WORDS: tuple[tuple[str, str, Condition], ...] = (
    ("redis", "max number of clients", Condition(State.FULL, "maxclients")),
    ("nats", "maximum connections exceeded", Condition(State.FULL, "max_connections")),
    ("zookeeper", "not currently serving", Condition(State.STARTING)),
    ("postgresql", "is not accepting connections", Condition(State.BUSY)),  # hot_standby=off
    ("postgresql", "no more connections allowed", Condition(State.FULL, "max_client_conn")),
)


def condition(
    protocol: str | None, code: str | None, refusal: str | None, banner: str | None = None
) -> Condition | None:
    """What an answer tells of the server's state; None where it is about something else.

    >>> condition("postgresql", "53300", "sorry, too many clients already")
    Condition(state=<State.FULL: 'has no room for another client'>, setting='max_connections')
    """
    said = (refusal or "").lower()
    for key, words, found in _BY_WORDS:
        if key == protocol and words in said:
            return found
    if protocol == "http" and (refusal == NO_SERVER_BEHIND or _FRONT.search(banner or "")):
        return None  # it tells of the server behind it
    return _BY_CODE.get((protocol or "", code or "")) if refusal or protocol == "http" else None
