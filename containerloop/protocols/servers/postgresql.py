"""PostgreSQL and what speaks its wire protocol: the SSLRequest, and how errors look."""

import struct

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Answer, Call, Hello, Protocol

_SSL_REQUEST = struct.pack(">II", 8, 80877103)
_SQLSTATE = late(r"[0-9A-Z]{5}\Z")
# An error from before the server knows which protocol version to speak has no fields.
WITHOUT_TLS = "without TLS"
OFFERS_TLS = "offers TLS"
_BARE = late(rb"E([A-Z]{3,}: {1,2}|could not |sorry, )[^\0]*")


# Seen on PostgreSQL 15 with its log open: closing after N, or after the request for a password,
# writes nothing. A Terminate in those places does: "invalid length of startup packet" after N,
# "FATAL: expected SASL response" after R. So nothing is sent to say good-bye.
def startup(user: str, database: str | None = None) -> Hello:
    """Return a log-in without a password, which learns what SSLRequest cannot.

    57P03 starting up, 53300 too many clients, 28000 no pg_hba.conf entry: SSLRequest is answered
    before those are known. Where pg_hba.conf says "trust" or turns the caller away, the server's
    log gets one line.
    """
    said = {"user": user, "database": database or user}
    words = b"".join(part.encode() + b"\0" for pair in said.items() for part in pair)
    body = struct.pack(">I", 3 << 16) + words + b"\0"
    return Hello(0, struct.pack(">I", len(body) + 4) + body)


def hello_to(call: Call) -> Hello:
    """Return the log-in of the user that is named; else only the question whether it has TLS."""
    opening = call.opening
    return startup(opening.user, opening.database) if opening.user else Hello(0, _SSL_REQUEST)


def read(reply: bytes) -> Answer | None:
    """Read the reply to SSLRequest (one byte, S or N) or to a log-in.

    >>> read(b"N")
    Answer(protocol='postgresql', banner='without TLS')
    """
    if reply == b"S":
        return Answer("postgresql", OFFERS_TLS)
    if reply == b"N":
        return Answer("postgresql", WITHOUT_TLS)
    return read_unsolicited(reply)


def read_unsolicited(reply: bytes) -> Answer | None:
    """Read an ErrorResponse or an authentication request; a lone letter proves nothing here."""
    if len(reply) >= 9 and reply[:1] == b"R":
        size, kind = struct.unpack(">II", reply[1:9])
        if kind == 0 and reply[9:12] == b"E\0\0":  # admitted without a password, and then not
            return _fields(reply[14:])
        said = "asks for a password" if kind else "asks for no password"
        return Answer("postgresql", said) if 8 <= size < 512 and kind <= 12 else None
    if len(reply) >= 7 and reply[:1] == b"E" and reply[1:3] == b"\0\0":
        return _fields(reply[5:])
    bare = _BARE.match(reply)
    if bare is None:
        return None
    return Answer("postgresql", refusal=bare[0][1:].decode("utf-8", "replace"))


def _fields(body: bytes) -> Answer | None:
    """Read ErrorResponse fields: a letter, text, NUL; the list ends with a NUL or is cut off."""
    parts = (part.decode("utf-8", "replace") for part in body.split(b"\0") if part)
    said = {part[0]: part[1:] for part in parts}
    state = said.get("C", "")
    if not _SQLSTATE.match(state) or "S" not in said:
        return None
    return Answer("postgresql", refusal=said.get("M", said["S"]), code=state)


POSTGRESQL = Protocol(
    key="postgresql",
    title="PostgreSQL",
    hello=Hello(0, _SSL_REQUEST),
    hello_to=hello_to,
    read=read,
    read_unsolicited=read_unsolicited,
    schemes=dict.fromkeys(
        ("postgresql", "postgres", "pgsql", "psql", "postgis", "timescaledb", "timescale"), 5432
    )
    | {"cockroachdb": 26257, "cockroach": 26257},
    ports=(5432, 26257, 6432),
    images=(
        *("postgres", "postgresql", "postgis", "timescaledb", "timescaledb-ha", "pgvector"),
        *("pgbouncer", "spilo", "cockroach", "pgpool", "postgresql-repmgr", "edge-postgres"),
    ),
)
