"""What servers that greet with a line of text have in common. No server of its own."""

from containerloop.facts.late_pattern import late

_NUMBERED = late(rb"([245]\d\d)([ -])([^\r\n]*)(?:\r?\n|\Z)")


def numbered(reply: bytes) -> tuple[str, str] | None:
    """Split a greeting such as "220 mail.local ESMTP Postfix" into its number and text."""
    line = _NUMBERED.match(reply)
    if line is None:
        return None
    # Some servers say who they are on a later line ("220-welcome / 220 FTP ready").
    text = b" ".join(part[3] for part in _NUMBERED.finditer(reply)) if line[2] == b"-" else line[3]
    return line[1].decode("ascii"), text.decode("utf-8", "replace")


def first_line(reply: bytes) -> str:
    """Return the first line of a greeting, without its end."""
    return reply.split(b"\n", 1)[0].decode("utf-8", "replace").rstrip("\r")
