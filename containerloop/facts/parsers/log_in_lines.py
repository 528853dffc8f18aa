r"""Refused log-ins in the logs of servers and clients: whose, from where, and why. Pure.

The sentences are RabbitMQ's, as version 3.10 writes them, and those of PostgreSQL and MySQL, which
their clients print as well; nothing else of a line is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from containerloop.facts.log_ins import RefusedLogIn
from containerloop.facts.printable import printable
from containerloop.facts.values import literal

MOST = 12
_MOST_NAME = 64
_MOST_LINE = 2000
_PEER = re.compile(r"AMQP connection <[\d.]+> \((\S+):\d+ -> ")
_REFUSED = re.compile(r"login refused: user '([^']*)' can only connect via localhost")
# a backslash stands before the quotation marks where a client logs JSON
_NAMED = r'\\{0,3}"([^"\\]{1,63})\\{0,3}"'
_PASSWORD = re.compile(rf"password authentication failed for user {_NAMED}")
_NO_ROLE = re.compile(rf"\b[Rr]ole {_NAMED} does not exist")
_NO_DATABASE = re.compile(rf"\bdatabase {_NAMED} does not exist")
_OF_A_STATEMENT = re.compile(r"\bERROR\b")
"""PostgreSQL's word for a statement that failed; what ends a log-in is FATAL."""
_LIMITS = (
    (
        "max_connections",
        r"\b1040\b.{0,24}Too many connections|\bER_CON_COUNT_ERROR\b"
        r"|message from server: \W{0,4}Too many connections"
        r"|remaining connection slots are reserved for |sorry, too many clients already",
    ),
    (
        "max_user_connections",
        r"'max_user_connections' (?:active connections|resource)|\bER_TOO_MANY_USER_CONNECTIONS\b",
    ),
    ("the role's CONNECTION LIMIT", r"too many connections for role \W"),
    ("the database's CONNECTION LIMIT", r"too many connections for database \W"),
)
_FULL = tuple((setting, re.compile(pattern)) for setting, pattern in _LIMITS)
"""What is said after the password was right: the last places are for administrators."""
_WANTS_TLS = re.compile(r"Connections using insecure transport are prohibited")
"""MySQL's and MariaDB's 3159, in the client's log alone (measured on MariaDB 11.8)."""
_DENIED = re.compile(r"Access denied for user '([^']{1,80})'@'([^']{1,255})' \(using password: YES")


def refused_log_ins(log: str) -> tuple[RefusedLogIn, ...]:
    r"""Those that the lines of a broker's log tell of, without repetition.

    >>> log = '''\
    ... [error] <0.674.0> Error on AMQP connection <0.674.0> (172.18.0.3:38936 -> 172.18.0.2:5672):
    ... [error] <0.674.0> PLAIN login refused: user 'guest' can only connect via localhost'''
    >>> [(one.user, one.peer) for one in refused_log_ins(log)]
    [('guest', '172.18.0.3')]
    """
    found: dict[RefusedLogIn, None] = {}
    peer = ""
    for line in log.splitlines():
        if there := _PEER.search(line):
            peer = there[1].strip("[]")
        if (refused := _REFUSED.search(line)) and literal(peer) and len(found) < MOST:
            user = printable(refused[1], _MOST_NAME)
            found.setdefault(RefusedLogIn(user=user, peer=peer))
    return tuple(found)


def refused_by_databases(log: str) -> tuple[RefusedLogIn, ...]:
    r"""Those that the lines of a database's log or of its client's tell of: the last one first.

    >>> line = 'FATAL:  password authentication failed for user "app"'
    >>> [(one.user, one.why) for one in refused_by_databases(line)]
    [('app', 'password')]
    """
    found: dict[RefusedLogIn, None] = {}
    for line in log.splitlines():
        for one in _in_line(line[:_MOST_LINE]):
            found.pop(one, None)
            found[one] = None
    return tuple(reversed(found))[:MOST]


def _in_line(line: str) -> Iterator[RefusedLogIn]:
    if refused := _PASSWORD.search(line):
        yield RefusedLogIn(user=_name(refused), why="password")
    if denied := _DENIED.search(line):
        peer = denied[2] if literal(denied[2]) else ""
        yield RefusedLogIn(user=_name(denied), peer=peer, why="password")
    if (missing := _NO_ROLE.search(line)) and not _OF_A_STATEMENT.search(line[: missing.start()]):
        yield RefusedLogIn(user=_name(missing), why="role")
    gone = _NO_DATABASE.search(line)
    if gone and not _OF_A_STATEMENT.search(line[: gone.start()]):
        yield RefusedLogIn(user="", why="database", database=_name(gone))
    if _WANTS_TLS.search(line):
        yield RefusedLogIn(user="", why="tls")
    for setting, full in _FULL:
        if full.search(line):
            yield RefusedLogIn(user="", why="full", setting=setting)


def _name(found: re.Match[str]) -> str:
    return printable(found[1], _MOST_NAME)
