"""POP3: greets with +OK."""

import re

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Answer, Hello, Protocol
from containerloop.protocols.servers.numbered_greeting import first_line

_GREETING = late(r"(\+OK|-ERR)(?: (.*))?\Z")
_WORDS = late(r"\bPOP|<\S+@\S+>|Dovecot", re.IGNORECASE)


def read(reply: bytes) -> Answer | None:
    r"""Read the greeting of a server that was expected to be POP3.

    >>> read(b"+OK Dovecot ready.\r\n")
    Answer(protocol='pop3', banner='Dovecot ready.')
    """
    line = _GREETING.match(first_line(reply))
    if line is None:
        return None
    if line[1] == "-ERR":
        return Answer("pop3", refusal=line[2] or "-ERR", code="ERR")
    return Answer("pop3", line[2] or "")


def read_unsolicited(reply: bytes) -> Answer | None:
    """Read a greeting that says POP itself: others answer "+OK" and "-ERR" too."""
    line = first_line(reply)
    return read(reply) if line.startswith("+OK") and _WORDS.search(line) else None


POP3 = Protocol(
    key="pop3",
    title="POP3",
    hello=Hello(2000, b"", b"QUIT\r\n"),
    read=read,
    read_unsolicited=read_unsolicited,
    schemes={"pop3": 110, "pop": 110},
    ports=(110,),
)
