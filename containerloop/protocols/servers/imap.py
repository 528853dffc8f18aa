"""IMAP: an untagged greeting."""

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Answer, Hello, Protocol
from containerloop.protocols.servers.numbered_greeting import first_line

_GREETING = late(r"\* (OK|PREAUTH|BYE)\b ?(.*)")


def read(reply: bytes) -> Answer | None:
    r"""Read the greeting; BYE turns the caller away.

    >>> read(b"* OK Dovecot ready.\r\n")
    Answer(protocol='imap', banner='Dovecot ready.')
    """
    line = _GREETING.match(first_line(reply))
    if line is None:
        return None
    if line[1] == "BYE":
        return Answer("imap", refusal=line[2] or "BYE", code="BYE")
    return Answer("imap", line[2])


IMAP = Protocol(
    key="imap",
    title="IMAP",
    hello=Hello(2000, b"", b"a LOGOUT\r\n"),
    read=read,
    schemes={"imap": 143},
    ports=(143,),
    images=("dovecot",),
)
