"""FTP: greets with 220, like SMTP; 421 and 530 turn the caller away."""

from containerloop.protocols.protocol import Answer, Hello, Protocol
from containerloop.protocols.servers.numbered_greeting import numbered


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
    if code in ("421", "530"):
        return Answer("ftp", refusal=text or code, code=code)
    return Answer("ftp", text, code=code) if code == "220" else None


def read_unsolicited(reply: bytes) -> Answer | None:
    """Read a greeting that says FTP itself: SMTP greets with the same number."""
    parts = numbered(reply)
    return read(reply) if parts is not None and "FTP" in parts[1].upper() else None


FTP = Protocol(
    key="ftp",
    title="FTP",
    hello=Hello(2000, b"", b"QUIT\r\n"),
    read=read,
    read_unsolicited=read_unsolicited,
    schemes={"ftp": 21},
    ports=(21, 2121),
    images=("vsftpd", "pure-ftpd", "proftpd", "ftpd"),
)
