"""MySQL and MariaDB: the greeting, the error sent in its place, and a way to leave unharmed."""

import struct

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Answer, Hello, Protocol

_VERSION = late(rb"\d{1,3}\.\d{1,3}[\w.+~:-]*( [ -~]*)?")  # "11.8.6-MariaDB from Debian"
_LONG_PASSWORD, _PROTOCOL_41, _SECURE, _PLUGIN_AUTH = 0x1, 0x200, 0x8000, 0x80000


def _packet(sequence: int, body: bytes) -> bytes:
    return struct.pack("<I", len(body) | sequence << 24) + body


# Closing after the greeting counts towards max_connect_errors; a host that reaches it is shut out
# with 1129 until somebody flushes. Measured on MariaDB 10.11 with --max-connect-errors=3, 20
# connections each, host_cache.SUM_CONNECT_ERRORS afterwards:
#   close at once: 6, then blocked     read greeting, close: 3, then blocked
#   COM_QUIT (sequence 0 or 1): 3, blocked     SSLRequest, close: 3, blocked
#   login, close after its 1045: 0, never blocked; also when closed without reading the 1045
#   login naming a plugin the account does not use: the server asks to switch (0xfe); closing
#   then: 3, blocked; with the empty answer to that sent along: 0, never blocked
# MySQL 9.7 asks an account it does not have to switch as well: the login alone was blocked within
# 20 connections; with the empty answer sent along, 60 in a row were not.
# So: a login with an empty password, and an empty answer to a switch that may or may not come. It
# leaves "Access denied for user 'containerloop'" in the log and one in Access_denied_errors.
# Where the caller's address has no name, looking for it delays the greeting by seconds.
_LOGIN = struct.pack(
    "<IIB23s", _LONG_PASSWORD | _PROTOCOL_41 | _SECURE | _PLUGIN_AUTH, 1 << 24, 33, b""
)
_LOGIN += b"containerloop\0" + b"\0" + b"mysql_native_password\0"
_LEAVE = _packet(1, _LOGIN) + _packet(3, b"")


def read(reply: bytes) -> Answer | None:
    r"""Read the greeting (protocol 10) or the error packet that replaces it.

    >>> read(b"\x1d\0\0\0\xff\x10\x04#08004Too many connections")
    Answer(protocol='mysql', refusal='Too many connections', code='1040')
    """
    if len(reply) < 8 or reply[3] != 0:
        return None
    body = reply[4 : 4 + int.from_bytes(reply[:3], "little")]
    if body[:1] == b"\x0a":
        return _greeting(body[1:])
    if body[:1] == b"\xff" and len(body) > 8:
        return _error(int.from_bytes(body[1:3], "little"), body[3:])
    return None


def _greeting(body: bytes) -> Answer | None:
    version, ended, _ = body.partition(b"\0")
    if not ended or not _VERSION.fullmatch(version):
        return None
    # MariaDB calls itself 5.5.5-… so that old replicas accept it.
    text = version.decode("ascii").removeprefix("5.5.5-")
    return Answer("mysql", f"{'MariaDB' if 'mariadb' in text.lower() else 'MySQL'} {text}")


def _error(number: int, body: bytes) -> Answer | None:
    if body[:1] == b"#":
        body = body[6:]
    if not 1000 <= number < 20000 or not body[:1].isalpha():
        return None
    return Answer("mysql", refusal=body.decode("utf-8", "replace"), code=str(number))


MYSQL = Protocol(
    key="mysql",
    title="MySQL",
    hello=Hello(2000, b"", _LEAVE),
    read=read,
    schemes=dict.fromkeys(("mysql", "mariadb", "mysql2", "mysqli", "percona"), 3306),
    ports=(3306,),
    images=(
        *("mysql", "mariadb", "mysql-server", "percona", "percona-server", "mariadb-galera"),
        *("percona-xtradb-cluster", "mysqld", "mariadbd", "proxysql", "community-server"),
    ),
)
