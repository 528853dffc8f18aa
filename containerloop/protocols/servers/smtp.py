"""SMTP: greets with 220; 4xx and 5xx (421, 554) turn the caller away."""

import re

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Answer, Hello, Protocol
from containerloop.protocols.servers.numbered_greeting import numbered

_WORDS = late(r"\b(E?SMTP|LMTP|Postfix|Exim|Sendmail|MailHog|Mailpit)", re.IGNORECASE)


def read(reply: bytes) -> Answer | None:
    r"""Read the greeting of a server that was expected to be SMTP and does not say FTP.

    >>> read(b"220 mail.local ESMTP Postfix\r\n")
    Answer(protocol='smtp', banner='mail.local ESMTP Postfix', code='220')
    >>> read(b"554 go away\r\n")
    Answer(protocol='smtp', refusal='go away', code='554')
    """
    parts = numbered(reply)
    if parts is None or "FTP" in parts[1].upper():
        return None
    code, text = parts
    if code[0] in "45":
        return Answer("smtp", refusal=text or code, code=code)
    return Answer("smtp", text, code=code) if code == "220" else None


def read_unsolicited(reply: bytes) -> Answer | None:
    """Read a greeting that says SMTP itself: FTP greets with the same number."""
    parts = numbered(reply)
    return read(reply) if parts is not None and _WORDS.search(parts[1]) else None


SMTP = Protocol(
    key="smtp",
    title="SMTP",
    hello=Hello(2000, b"", b"QUIT\r\n"),
    read=read,
    read_unsolicited=read_unsolicited,
    schemes={"smtp": 25, "submission": 587, "lmtp": 24},
    ports=(25, 587, 1025, 2525),
    images=("mailhog", "mailpit", "postfix", "exim", "mailcatcher", "maildev", "smtp4dev"),
)
