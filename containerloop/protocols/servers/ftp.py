"""FTP: greets with 220, like SMTP; 4xx and 5xx turn the caller away. And its port for data."""

import re

from containerloop.facts.late_pattern import late
from containerloop.facts.openings import Opening
from containerloop.protocols.named_place import named_place
from containerloop.protocols.protocol import Answer, Call, Hello, Place, Protocol
from containerloop.protocols.servers.numbered_greeting import numbered

ANONYMOUS = Opening(user="anonymous")
"""Whoever has no account. As such, and never as another, a log-in is made."""
ADMITTED = "230"
PASSIVE = "passive"
"""How a port for data is named; it is closed once the conversation ends."""
_WORDS = b"USER anonymous\r\nPASS containerloop@\r\nPASV\r\n"
_REPLY = late(rb"^(\d{3}) ([^\r\n]*)", re.MULTILINE)
_NUMBERS = late(r"\((\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})\)")


def hello_to(call: Call) -> Hello:
    """Return the log-in of the anonymous user and the question for a port; else only good-bye."""
    return Hello(0, _WORDS, b"QUIT\r\n") if call.opening == ANONYMOUS else FTP.hello


def read(reply: bytes) -> Answer | None:
    r"""Read the greeting of a server that was expected to be FTP and does not say SMTP.

    >>> read(b"220 (vsFTPd 3.0.5)\r\n")
    Answer(protocol='ftp', banner='(vsFTPd 3.0.5)', code='220')
    >>> read(b"421 too many users\r\n")
    Answer(protocol='ftp', refusal='too many users', code='421')
    """
    parts = numbered(reply)
    if parts is None or "SMTP" in parts[1].upper():
        return None
    code, text = parts
    if code[0] in "45":
        return Answer("ftp", refusal=text or code, code=code)
    return _greeted(text, reply) if code == "220" else None


def _greeted(text: str, reply: bytes) -> Answer:
    """The greeting, or what came of the log-in after it, and where the data is to be had."""
    said = {each[1].decode(): each[2].decode("utf-8", "replace") for each in _REPLY.finditer(reply)}
    refused = next((code for code in said if code[0] in "45"), None)
    if ADMITTED in said:
        return Answer("ftp", text, code=ADMITTED, onward=_data_port(said.get("227", "")))
    return Answer("ftp", text, said[refused] if refused else None, refused or "220")


def _data_port(text: str) -> tuple[Place, ...]:
    found = _NUMBERS.search(text)
    if found is None:
        return ()
    *host, high, low = found.groups()
    return named_place(PASSIVE, ".".join(host), int(high) * 256 + int(low))


def read_unsolicited(reply: bytes) -> Answer | None:
    """Read a greeting that says FTP itself: SMTP greets with the same number."""
    parts = numbered(reply)
    return read(reply) if parts is not None and "FTP" in parts[1].upper() else None


FTP = Protocol(
    key="ftp",
    title="FTP",
    hello=Hello(2000, b"", b"QUIT\r\n"),
    hello_to=hello_to,
    read=read,
    read_unsolicited=read_unsolicited,
    schemes={"ftp": 21},
    ports=(21, 2121),
    images=("vsftpd", "pure-ftpd", "proftpd", "ftpd"),
)
