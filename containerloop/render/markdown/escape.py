"""Text of the user's world as Markdown in which nothing of it means anything.

A host of comments turns words into links and mails people for them: `@name`, `#12`, `GH-12`,
`www.…`, a commit's number. A backslash does not keep it from that, since it works on the text that
is shown; it leaves alone what stands in a code span. So every word that is not plainly a word
becomes one.
"""

from __future__ import annotations

import re

from containerloop.render.text.styled_lines import code, name

# letters, or a short number; of the letters none that may be a commit's number
_PLAIN = re.compile(
    r"(?![0-9a-f]{7,40}\Z)[^\W\d_]+(?:['’-][^\W\d_]+)*|\d{1,4}(?:\.\d{1,3})?|[✓✗–—·…→+]"
)
_AROUND = re.compile(r"([(\"]*)(.*?)([)\",;:.!?…]*)", re.DOTALL)


def prose(text: str, *, in_cell: bool = False) -> str:
    """A sentence on one line, each word that may mean something in a code span."""
    return " ".join(_word(each, in_cell=in_cell) for each in name(text)[0].split(" "))


def _word(word: str, *, in_cell: bool) -> str:
    match = _AROUND.fullmatch(word)
    before, core, after = match.groups() if match else ("", word, "")
    if "(" in core and after.startswith(")"):
        core, after = f"{core})", after[1:]
    if not core or _PLAIN.fullmatch(core):
        return word
    return f"{before}{span(core, in_cell=in_cell)}{after}"


def span(text: str, *, in_cell: bool = False) -> str:
    """A code span on one line; "" for nothing."""
    said = code(text)[0]
    if not said.strip():
        return ""
    if in_cell and ("|" in said or "\\" in said):
        return _element(said)
    fence = "`" * (1 + _longest(said))
    room = " " if said[0] in "` " or said[-1] in "` " else ""
    return f"{fence}{room}{said}{room}{fence}"


def _element(text: str) -> str:
    """The same in HTML: a pipe ends a table's cell even within a code span."""
    shown = "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in text)
    return f"<code>{shown}</code>"


def block(rows: list[str], language: str) -> list[str]:
    """A fenced block of lines, whatever stands in them."""
    shown = [code(row)[0] for row in rows]
    fence = "`" * max(3, 1 + max(map(_longest, shown), default=0))
    return [f"{fence}{language}", *shown, fence]


def _longest(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
