"""The sentences for an engine that does not answer: what was tried, why, what to do.

Only the wording of `EngineUnavailable` may live here; what to do is said by `hints`.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import requests
import urllib3.exceptions
from docker.errors import APIError

from containerloop.errors import EngineUnavailable
from containerloop.facts.printable import printable
from containerloop.facts.ssh_address import as_typed
from containerloop.survey.engine.docker_context import BY_DEFAULT, Choice
from containerloop.survey.engine.hints import group_of, restart_it, start_it, start_or_choose

Kinds: TypeAlias = type[BaseException] | tuple[type[BaseException], ...]
Explain: TypeAlias = Callable[[Any, Choice], EngineUnavailable | None]
"""What one kind of cause means; None where another cause in the chain says more."""

_MOST_WORDS = 160
_TIMEOUTS = (TimeoutError, requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError)


def unavailable(error: BaseException, choice: Choice) -> EngineUnavailable:
    """The error to raise for a failed call to `choice`: what happened, and what to do next."""
    causes = list(_chain(error))
    if choice.address.startswith("ssh://"):
        return _ssh_fails(causes, choice)
    if choice.address.startswith("npipe:") and os.name != "nt":
        happened = "is a Windows named pipe, and this is not Windows"
        return sentence(choice, happened, start_or_choose(choice))
    for cause in causes:
        for kind, explain in _EXPLAINED:
            if isinstance(cause, kind) and (said := explain(cause, choice)):
                return said
    return not_an_engine(choice)


def _not_there(error: OSError, choice: Choice) -> EngineUnavailable | None:
    if "AF_UNIX path too long" in str(error):
        return sentence(choice, "has a path too long for a socket", start_or_choose(choice))
    if error.errno not in _BY_ERRNO:
        return None
    if choice.socket is not None and _is_no_socket(choice.socket):
        return sentence(choice, "is not a socket", start_or_choose(choice))
    absent = error.errno in _NO_SOCKET and choice.chosen_by == BY_DEFAULT
    return sentence(choice, _BY_ERRNO[error.errno], start_it(choice), absent=absent)


def _is_no_socket(path: Path) -> bool:
    try:
        return path.exists() and not path.is_socket()
    except OSError:
        return False


_BY_ERRNO = {
    errno.ENOENT: "does not exist",
    errno.ENOTDIR: "does not exist",
    errno.ECONNREFUSED: "refuses the connection: nothing listens there",
    errno.EHOSTUNREACH: "is not reachable: no route to host",
    errno.ENETUNREACH: "is not reachable: no route to its network",
}


_NO_SOCKET = (errno.ENOENT, errno.ENOTDIR)


def sentence(
    choice: Choice, happened: str, hint: str, *, absent: bool = False
) -> EngineUnavailable:
    """One sentence on the engine that was tried, why that one, and what `happened`."""
    message = f"no container engine: {choice.shown} (from {choice.chosen_by}) {happened}"
    return EngineUnavailable(message, hint, absent=absent)


def not_an_engine(choice: Choice, status: int | None = None) -> EngineUnavailable:
    """Something responds, but not like an engine; `status` is its HTTP status."""
    said = f" (HTTP {status})" if status else ""
    return sentence(choice, f"responds, but not like a container engine{said}", restart_it(choice))


def _has_an_error(error: APIError, choice: Choice) -> EngineUnavailable:
    """What the engine says about a call: in its own words where the fault is inside it."""
    if not error.is_server_error():
        return not_an_engine(choice, error.status_code)
    words = printable(str(error.explanation or ""), _MOST_WORDS)
    said = f": {words}" if words else ""
    happened = f"answered with an error of its own (HTTP {error.status_code}){said}"
    return sentence(choice, happened, f"try again; if that stays, {restart_it(choice)}")


def tls_expected(choice: Choice) -> EngineUnavailable:
    """The engine expects TLS and was contacted without it."""
    hint = "set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the folder of ca.pem, cert.pem, key.pem"
    return sentence(choice, "expects TLS, but no TLS is configured", hint)


def too_old(choice: Choice, api: str, server: str) -> EngineUnavailable:
    """An engine from before 20.10, whose API lacks what the probe needs."""
    which = f"{server}, " if server else ""
    return EngineUnavailable(
        f"the engine at {choice.shown} (from {choice.chosen_by}) is too old: "
        f"{which}API {api}; API 1.41 (Docker 20.10) or later is needed",
        "update the engine",
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it wraps; requests and urllib3 keep causes in `args` too."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        cause = waiting.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [*cause.args, getattr(cause, "reason", None)]
        waiting += [cause.__cause__, cause.__context__]


def _refused_to_user(choice: Choice) -> EngineUnavailable:
    path = choice.socket
    try:
        gid = path.stat().st_gid if path else None
    except OSError:
        gid = None
    if gid is None:
        hint = "run this as the user it belongs to, or choose another engine"
        return sentence(choice, "cannot be opened by this user (permission denied)", hint)
    group, member = group_of(gid)
    happened = (
        f'cannot be opened by this user (permission denied): it belongs to the group "{group}"'
    )
    if member and gid not in os.getgroups():
        hint = (
            f'log in again, or run: newgrp {group} (you joined "{group}" after this session began)'
        )
    else:
        hint = f"run: sudo usermod -aG {group} $USER, then log in again; or use sudo this once"
    return sentence(choice, happened, hint)


def _ssh_fails(causes: list[BaseException], choice: Choice) -> EngineUnavailable:
    if any(isinstance(cause, FileNotFoundError) for cause in causes):
        return sentence(choice, "needs the program ssh, which is not installed", "install ssh")
    hint = f"make this work without a prompt: {as_typed(choice.address)} docker version"
    return sentence(choice, "is not reachable through ssh", hint)


def _tls_fails(error: ssl.SSLError, choice: Choice) -> EngineUnavailable:
    if isinstance(error, ssl.SSLCertVerificationError):
        hint = "put the engine's CA into ca.pem of DOCKER_CERT_PATH (or of the context)"
        return sentence(choice, "has a certificate that is not trusted", hint)
    hint = "unset DOCKER_TLS_VERIFY if it speaks plain TCP, or check the client's certificate"
    return sentence(choice, "does not complete the TLS handshake", hint)


def _too_late(_: BaseException, choice: Choice) -> EngineUnavailable:
    return sentence(choice, "did not answer in time", restart_it(choice))


def _no_such_host(_: BaseException, choice: Choice) -> EngineUnavailable:
    return sentence(choice, "has a host name that does not resolve", start_or_choose(choice))


# the first row of each cause's kind counts: the later ones are more general
_EXPLAINED: tuple[tuple[Kinds, Explain], ...] = (
    (APIError, _has_an_error),
    (PermissionError, lambda _, choice: _refused_to_user(choice)),
    (ssl.SSLError, _tls_fails),
    (_TIMEOUTS, _too_late),
    (socket.gaierror, _no_such_host),
    (OSError, _not_there),
)
