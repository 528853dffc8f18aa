"""HTML elements as text, in which nothing of the user's world means anything.

Only how an element is written may live here; which of them make a page is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from containerloop.render.text.styled_lines import code, name

Html = str
"""Text that is markup already."""


def text(said: str) -> Html:
    """A name or a sentence on one line."""
    return escape(name(said)[0], quote=True)


def literal(said: str) -> Html:
    """A line of a file or a command, in the type of such."""
    return f"<code>{escape(code(said)[0], quote=True)}</code>"


def element(tag: str, *inside: Html, **attributes: str) -> Html:
    """An element; a name of an attribute has `_` where HTML has `-`, `class_` is `class`."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value, quote=True)}"'
        for key, value in attributes.items()
    )
    return f"<{tag}{told}>{''.join(inside)}</{tag}>"


def folded(title: str, *inside: Html) -> Html:
    """Parts that are shown when somebody asks for them; nothing where there are none."""
    shown = "".join(inside)
    return element("details", element("summary", text(title)), shown) if shown else ""


def listed(items: Iterable[Html], **attributes: str) -> Html:
    """A list of items; nothing where there are none."""
    shown = [element("li", each) for each in items]
    return element("ul", *shown, **attributes) if shown else ""


def diff(rows: Iterable[str]) -> Html:
    """The lines of a change; `-` and `+` stand in them, so that colour says nothing alone."""
    kinds = {"-": "bad", "+": "good"}
    shown = [
        element("span", escape(code(row)[0] or " "), class_=f"row {kinds.get(row[:1], 'dim')}")
        for row in rows
    ]
    return scrolled("The change", element("pre", *shown, class_="diff")) if shown else ""


def scrolled(label: str, inside: Html) -> Html:
    """A part that may be wider than the page; a keyboard scrolls what it can reach."""
    return element("div", inside, class_="scrolled", role="region", aria_label=label, tabindex="0")
