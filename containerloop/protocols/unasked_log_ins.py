"""Whether a log-in as a setting has it fits what the server asked for. Pure.

Whoever answered a caller without a password has shown whether it wants one; the setting shows
whether the client sends one. That they differ is no proof that the client fails: it may have a
password that no setting tells, and a few clients go on after the refusal (ioredis only warns).
"""

from __future__ import annotations

from containerloop.facts import LogInShape

_ANSWER = "AUTH <password> called without any password configured for the default user"
"""Redis since 6.0 to AUTH with a password alone; older ones: "Client sent AUTH, but no password is
set". Measured on 8.0: redis-py 6.1 gives up with it; `default` and any password is let in."""


_SETTING = ", and the setting has"


def is_doubt(clause: str | None) -> bool:
    """Whether a clause is one of those here, so that what it is about is not settled."""
    return clause is not None and _SETTING in clause


def log_in_doubt(
    protocol: str | None, code: str | None, refusal: str | None, shape: LogInShape
) -> str | None:
    """Why the client's own log-in may fail, as a clause; None where nothing speaks against it.

    >>> log_in_doubt("redis", "NOAUTH", "NOAUTH Authentication required.", "none")
    'it asks for a log-in ("NOAUTH Authentication required."), and the setting has none'
    """
    if protocol != "redis" or not shape:
        return None
    if code == "NOAUTH":
        none = shape == "none"
        return f'it asks for a log-in ("{refusal}"){_SETTING} none' if none else None
    if refusal is not None or shape == "none":
        return None
    if shape == "password":
        return (
            f"it has no password set{_SETTING} one: Redis answers such a log-in with"
            f' "{_ANSWER}", and most clients give up then'
        )
    return f"it asks for no log-in{_SETTING} a user, whom Redis may not know"
