"""The question that an error asks, quoted as a program printed it. Pure.

Nothing of the text is repeated: of what is understood the address becomes the target, and a
message about what is not says only which forms are.
"""

from __future__ import annotations

from containerloop.errors import UsageError
from containerloop.facts import Address, Question, is_wildcard
from containerloop.facts.parsers.printed_error import PrintedError, printed_error
from containerloop.protocols import default_port
from containerloop.question.typed_words import QUOTED_FORMS
from containerloop.question.written_address import valid_host

_ADD_IT = "quote the lines above it too, or ask for the address: containerloop why db:5432"


def from_error(text: str, froms: tuple[str, ...]) -> Question:
    """What the last error in the text is about, asked from whom it failed; `froms` win over that.

    Raises `UsageError`, which repeats nothing of the text, for any other text.
    """
    error = printed_error(text)
    if error is None or not _valid(error):
        raise UsageError("no address and no known error message is in the text", QUOTED_FORMS)
    host = None if not error.host or is_wildcard(error.host) else error.host
    scheme = (error.scheme or "").partition("+")[0]
    port = error.port or default_port(scheme) or 0
    if host is None and not port:
        raise UsageError("the error does not say which address was called", _ADD_IT)
    place = (error.place,) if error.place else ()
    return Question(
        target=_target(host, port),
        host=host,
        port=port,
        scheme=scheme if default_port(scheme) else None,
        reported=error.outcome,
        build=error.build,
        blocked_by_browser=error.blocked,
        vantages=froms or place,
    )


def _target(host: str | None, port: int) -> str:
    if host is None:
        return str(port)
    return str(Address(host=host, port=port)) if port else host


def _valid(error: PrintedError) -> bool:
    try:
        return not error.host or bool(valid_host(error.host, ""))
    except UsageError:
        return False
