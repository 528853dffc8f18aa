"""Text from strangers, made safe to print. The one place where that is done; nothing else here."""

import re
import unicodedata

# A terminal acts on these before it prints anything: CSI, OSC/DCS/APC/PM/SOS strings (ended by
# BEL or ST, or never), and two-byte escapes. Removed whole, so that no "[31m" is left behind.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
# Cc control, Cf format (all bidi controls, zero width, BOM), Cs/Co/Cn: nothing that can be seen.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BEFORE_CUT = 8  # characters looked at per character kept; bounds the work on a megabyte


def printable(text: str | bytes, limit: int) -> str:
    """Return at most `limit` characters of `text` on one line, all of them printable.

    Bytes are read as UTF-8, what is not UTF-8 becomes "�". Terminal escapes, control, format and
    bidi characters go away; line ends, tabs and exotic spaces become one space. Markup such as
    "[bold]" is left as it is: it is text, and whoever renders must not interpret it. When something
    was cut, the last character is "…". Never raises.
    """
    if limit <= 0:
        return ""
    most = limit * _BEFORE_CUT + 256
    cut = len(text) > most
    if isinstance(text, bytes):
        text = text[:most].decode("utf-8", "replace")
    words = _ESCAPE.sub("", text[:most]).split()
    line = " ".join(filter(None, ("".join(filter(_is_seen, word)) for word in words)))
    if len(line) <= limit and not (cut and len(line) == limit):
        return line
    return line[: limit - 1].rstrip() + "…"


def _is_seen(char: str) -> bool:
    return char.isprintable() and unicodedata.category(char) not in _UNSEEN
