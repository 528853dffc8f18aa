"""Words that may be repeated: those that read like words, and nothing that may be a secret. Pure.

What a user types, and what stands in a URL's path, may hold a token, a key or a password. Listed is
what may be shown, so that an unforeseen form is masked.
"""

from __future__ import annotations

import re

from containerloop.facts.late_pattern import late
from containerloop.facts.values import literal

MASK = "***"
_ESCAPED = late(r"%([0-7][0-9A-Fa-f])")
_WORDS = late(r"[-_.~+ ]")
_CAMEL = late(r"[A-Z]?[a-z]+|[A-Z]{1,4}(?![a-z])")
_PLAIN_WORD = late(r"([A-Za-z]{1,16})\d{0,2}|\d{1,4}")
_NAMES_A_SECRET = late(
    r"(?i)tokens?|(?:api|access)?keys?|(?:api|access)[-_]keys?|secrets?|passw(?:or)?ds?|pass|pw"
    r"|pin|otp|code|sig|signature|(?:web)?hooks?|invites?|reset|magic|jwt|sessions?|share[ds]?"
)
_MOST_SEGMENTS = 32


def safe_path(path: str) -> str:
    """A URL's path and query with all but plain words masked: what may be kept of it.

    A segment is kept where it is made of a few short words or numbers; what follows a word such
    as `token` is not. Of a query the names of its parameters are kept, and no value; a fragment
    goes. Masking twice changes nothing.

    >>> safe_path("/api/v1/orders/42?page=3")
    '/api/v1/orders/42?page=***'
    >>> safe_path("/hooks/T0AB9F/xyz81273921")
    '/hooks/***/***'
    """
    plain, mark, query = path.partition("#")[0].partition("?")
    kept: list[str] = []
    for segment in plain.split("/"):
        after_secret = bool(kept) and (kept[-1] == MASK or _NAMES_A_SECRET.fullmatch(kept[-1]))
        kept.append(segment if not segment or (is_plain(segment) and not after_secret) else MASK)
    if len(kept) > _MOST_SEGMENTS:
        kept = [*kept[:_MOST_SEGMENTS], MASK]
    return "/".join(kept) + (mark and "?" + _safe_query(query))


def _safe_query(query: str) -> str:
    """The names of the parameters, as far as they are plain words; every value masked."""
    pairs = (pair.partition("=") for pair in query.split("&")[:_MOST_SEGMENTS])
    return "&".join(
        (name if is_plain(name) else name and MASK) + (equals and "=") + (value and MASK)
        for name, equals, value in pairs
    )


def is_plain(segment: str) -> bool:
    """Whether these are at most six words or numbers, none of which looks drawn at random."""
    words = _WORDS.split(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), segment))
    digits = sum(letter.isdigit() for letter in segment)
    return len(words) <= 6 and digits <= 8 and all(map(_is_plain_word, filter(None, words)))


def _is_plain_word(word: str) -> bool:
    match = _PLAIN_WORD.fullmatch(word)
    if match is None or not word.isascii():
        return False
    letters = match[1] or ""
    humps = _CAMEL.findall(letters)
    spoken = all(len(h) < 5 or re.search(r"(?i)[aeiouy]", h) for h in humps)
    if re.search(r"(.)\1\1", letters):
        return False
    hexadecimal = len(letters) >= 8 and not letters.lower().strip("abcdef")
    capitals = sum(letter.isupper() for letter in letters)
    few = capitals <= 3 or (letters.isupper() and capitals <= 8)
    return spoken and not hexadecimal and few and len(humps) <= 1 + len(letters) // 3


_ADDRESS = late(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,19}://)?"
    r"(?P<host>\[[0-9A-Fa-f:.]{0,45}\]|[\w.-]{0,128})(?::-?\d{0,6}){0,3}(?:/(?:tcp|udp|sctp))?"
)


def echoed(text: str) -> str:
    """What a message may repeat of a word that was typed and not understood.

    A name, a number or an address, in full; of anything else at most the scheme of a URL.

    >>> echoed("db:99999"), echoed("password=swordfish"), echoed("redis://:x")
    ('db:99999', '***', 'redis://***')
    """
    match = _ADDRESS.fullmatch(text)
    if match and (match["host"].startswith("[") or is_plain(match["host"])):
        return text
    if literal(text) is not None:
        return text
    scheme = _ADDRESS.match(text)
    return (scheme["scheme"] or "" if scheme else "") + MASK
