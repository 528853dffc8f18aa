"""What was typed, as a message may repeat it, and the sentences on how to type it. Pure.

A credential that stands in a URL is masked before anything else looks at the text, so that
neither the question nor an error message can hold it.
"""

from __future__ import annotations

from containerloop.facts.plain_words import echoed

FORMS = "give a port (5432), host:port (db:5432), or a URL (http://api:8000)"
QUOTED_FORMS = (
    "give a port (5432), host:port (db:5432), a URL, or the error as it was printed:"
    ' connect ECONNREFUSED 127.0.0.1:5432; could not translate host name "db" to address;'
    " Bind for 0.0.0.0:5432 failed: port is already allocated"
)
VANTAGES = "use host, engine-host, service:NAME, container:NAME, network:NAME or a plain NAME"


def masked(text: str) -> str:
    """The text without a password and without a query, where tokens like to stand."""
    for mark in "?#;":
        text = text.split(mark, 1)[0]
    start = text.find("://") + 3 if "://" in text else 0
    end = text.rfind("@")
    if end < start:
        return text
    user, colon, _ = text[start:end].partition(":")
    if colon:
        shown_user = f"{user}:***"
    else:
        # a lone user name in a web address is, as a rule, a token
        web = start == 0 or text.lower().startswith("http")
        shown_user = "***" if web else user
    return f"{text[:start]}{shown_user}{text[end:]}"


def shown(text: str) -> str:
    """The text as an error message may print it: only what cannot be a secret."""
    return f'"{echoed(text)}"'
