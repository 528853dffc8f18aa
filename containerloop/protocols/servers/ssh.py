"""SSH: the server names itself first."""

from containerloop.protocols.protocol import Answer, Hello, Protocol
from containerloop.protocols.servers.numbered_greeting import first_line


def read(reply: bytes) -> Answer | None:
    r"""Read the identification line, or the refusals OpenSSH sends in its place.

    >>> read(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    Answer(protocol='ssh', banner='SSH-2.0-OpenSSH_9.2p1 Debian-2')
    """
    line = first_line(reply)
    if line.startswith(("SSH-2.0-", "SSH-1.99-")):
        return Answer("ssh", line)
    if line.startswith(("Exceeded MaxStartups", "Not allowed at this time")):
        return Answer("ssh", "SSH", line)
    return None


SSH = Protocol(
    key="ssh",
    title="SSH",
    hello=Hello(2000, b""),
    read=read,
    schemes=dict.fromkeys(("ssh", "sftp", "scp", "git+ssh"), 22),
    ports=(22, 2222),
    images=("openssh-server", "sshd", "sftp", "dropbear"),
)
