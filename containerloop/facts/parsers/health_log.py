"""The last run of a healthcheck, from the engine's JSON about a container. Pure.

A check prints what it likes, credentials too: only the last line is kept, and of that only words
that are known to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from containerloop.facts.containers import Check, State
from containerloop.facts.late_pattern import late
from containerloop.facts.printable import printable

Json: TypeAlias = Mapping[str, Any]
Family = Literal["IPv4", "IPv6"]

MOST_CHARACTERS = 160
_MASK = "***"
_AROUND = "\"'`()[]{}<>,;:.!?="
_HOST = r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|::1|::|0000:[0:]+1)"
_ADDRESS = late(rf"\[?{_HOST}\]?(?:[:/]\d{{1,5}})?/?")
_WORD = late(r"[A-Za-z]{1,24}(?:['’/-][A-Za-z]{1,24}){0,3}|E[A-Z0-9]{3,15}")
_NUMBER = late(r"-?\d{1,5}(?:%|m?s)?")
_KNOWN = late(r"HTTP/\d(?:\.\d)?|OCI|(?:/[a-z]{1,12}){1,4}|\$PATH|&&|\|\||[-–—|*]")
_PROGRAM = late(r"[a-z][a-z0-9_.-]{1,24}")
_PROGRAM_IS_MISSING = late(r"not found|no such file|executable", re.IGNORECASE)
_BEFORE_A_SECRET = late(
    r"pass(word|wd|phrase)?|pwd|secret|token|key|auth\w*|bearer|basic|credentials?|cookie|user\w*",
    re.IGNORECASE,
)
_AFTER_ALL = frozenset(
    {"authentication", "failed", "for", "is", "not", "wrong", "required", "denied", "error", "no"}
    | {"invalid", "incorrect", "expired", "missing"}
)
"""Words that may follow one of those and are no secret."""

_REFUSED = late(
    r"refused|(?:can't|couldn't|could not|failed to) connect|no response", re.IGNORECASE
)
_IPV6 = late(r"(?<![\w:])\[?::1\b")
_IPV4 = late(r"\b127\.0\.0\.1\b")
_PORT = late(r"(?:localhost|127\.0\.0\.1|::1)\]?(?::|,? port )(\d{1,5})\b")
_FIRST_ONLY = late(r"^wget: can't connect to remote host: ")
"""What busybox says, which takes the first address of a name and names it to nobody."""


def last_check(raw: Json) -> Check | None:
    r"""The last run of an inspected container's healthcheck; None where it never ran.

    >>> log = [{"ExitCode": 1, "Output": "Connecting\nwget: server returned error: HTTP/1.1 404"}]
    >>> last_check({"State": {"Health": {"Log": log}}})
    Check(exit_code=1, said='wget: server returned error: HTTP/1.1 404')
    """
    log = ((raw.get("State") or {}).get("Health") or {}).get("Log")
    last = log[-1] if isinstance(log, list) and log else None
    if not isinstance(last, Mapping):
        return None
    code = last.get("ExitCode")
    said = _masked(_last_line(str(last.get("Output") or "")), _never_shown(raw))
    return Check(exit_code=code if isinstance(code, int) else -1, said=said)


def refused_family(state: State) -> Family | None:
    """The one family of localhost's addresses on which a failing check was refused.

    Only where the check itself tells it: most programs try every address of a name, and what
    those report is refused on all of them.
    """
    said = state.check.said if state.check is not None and state.health == "unhealthy" else ""
    if not _REFUSED.search(said):
        return None
    on_ipv6, on_ipv4 = bool(_IPV6.search(said)), bool(_IPV4.search(said))
    if on_ipv6 != on_ipv4:
        return "IPv6" if on_ipv6 else "IPv4"
    return "IPv6" if _FIRST_ONLY.search(said) and not on_ipv4 else None


def refused_port(state: State) -> int | None:
    """The port of localhost that a failing check names when it tells that it was refused."""
    said = state.check.said if state.check is not None and state.health == "unhealthy" else ""
    named = _PORT.search(said) if _REFUSED.search(said) else None
    return int(named[1]) if named and 0 < int(named[1]) < 65536 else None


def _last_line(output: str) -> str:
    lines = [printable(line, 4 * MOST_CHARACTERS) for line in output[-4096:].splitlines()]
    told = [line for line in lines if len(line) > 3] or [line for line in lines if line]
    return told[-1] if told else ""


def _never_shown(raw: Json) -> frozenset[str]:
    """Values of the container's variables, and what follows flags in the check."""
    settings = raw.get("Config") or {}
    values = [str(line).partition("=")[2] for line in settings.get("Env") or ()]
    words = " ".join(map(str, (settings.get("Healthcheck") or {}).get("Test") or ())).split()
    for before, word in zip(["", *words], words, strict=False):
        if word.startswith("-"):
            values += [word.partition("=")[2], word[2:]]
        elif before.startswith("-"):
            values.append(word)
    bare = (value.strip(_AROUND) for value in values)
    return frozenset(v for v in bare if len(v) > 1 and not _is_address(v))


def _masked(line: str, secrets: frozenset[str]) -> str:
    missing = bool(_PROGRAM_IS_MISSING.search(line))
    return printable(" ".join(_shown(line.split(), secrets, missing)), MOST_CHARACTERS)


def _shown(words: list[str], secrets: frozenset[str], missing: bool) -> Iterator[str]:
    secret_next = False
    for word in words:
        bare = word.strip(_AROUND)
        harmless = _is_address(word) or _harmless(bare, secrets, missing)
        harmless = harmless and (not secret_next or bare.lower() in _AFTER_ALL)
        yield word if harmless or not bare else _MASK
        secret_next = bool(_BEFORE_A_SECRET.fullmatch(bare)) or (
            secret_next and (not bare or bare.lower() in _AFTER_ALL)
        )


def _is_address(word: str) -> bool:
    """Whether the word is an address of the container's own; `::1` begins with colons."""
    return bool(_ADDRESS.fullmatch(word.strip(_AROUND.replace(":", "")).rstrip(":")))


def _harmless(bare: str, secrets: frozenset[str], missing: bool) -> bool:
    if bare in secrets or any(len(s) > 5 and s in bare for s in secrets):
        return False
    forms = (_WORD, _NUMBER, _KNOWN, _PROGRAM) if missing else (_WORD, _NUMBER, _KNOWN)
    return any(form.fullmatch(bare) for form in forms)
