"""The sentences for an engine that does not answer: what was tried, why, what to do.

Only the wording of `EngineUnavailable` may live here, and the looking around (the
socket's group, other engines' sockets) that makes it say what to do.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import requests
import urllib3.exceptions
from docker.errors import APIError

from containerloop.errors import EngineUnavailable
from containerloop.survey.engine.docker_context import BY_DEFAULT, Choice, home_folder

_TIMEOUTS = (TimeoutError, requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError)
_START = "start it: sudo systemctl start docker, or open Docker Desktop"


def unavailable(error: BaseException, choice: Choice) -> EngineUnavailable:
    """The error to raise for a failed call to `choice`: what happened, and what to do next."""
    causes = list(_chain(error))
    if choice.address.startswith("ssh://"):
        return _ssh_fails(causes, choice)
    if choice.address.startswith("npipe:") and os.name != "nt":
        return sentence(
            choice, "is a Windows named pipe, and this is not Windows", _other_contexts(choice)
        )
    for cause in causes:
        if isinstance(cause, APIError):
            return not_an_engine(choice, cause.status_code)
        if isinstance(cause, PermissionError):
            return _refused_to_user(choice)
        if isinstance(cause, ssl.SSLError):
            return _tls_fails(cause, choice)
        if isinstance(cause, _TIMEOUTS):
            return sentence(choice, "did not answer in time", _again(choice))
        if isinstance(cause, socket.gaierror):
            return sentence(
                choice, "has a host name that does not resolve", _other_contexts(choice)
            )
        if isinstance(cause, OSError) and cause.errno in _BY_ERRNO:
            if choice.socket is not None and _is_no_socket(choice.socket):
                return sentence(choice, "is not a socket", _other_contexts(choice))
            absent = cause.errno in _NO_SOCKET and choice.chosen_by == BY_DEFAULT
            return sentence(choice, _BY_ERRNO[cause.errno], _what_next(choice), absent=absent)
    if any("AF_UNIX path too long" in str(cause) for cause in causes):
        return sentence(choice, "has a path too long for a socket", _other_contexts(choice))
    return not_an_engine(choice)


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
    return sentence(choice, f"responds, but not like a container engine{said}", _again(choice))


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
    group, member = _group(gid)
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


def _group(gid: int) -> tuple[str, bool]:
    """A group's name, and whether the user database has this user in it."""
    import grp  # noqa: PLC0415 - does not exist on Windows
    import pwd  # noqa: PLC0415

    try:
        group = grp.getgrgid(gid)
        return group.gr_name, pwd.getpwuid(os.getuid()).pw_name in group.gr_mem
    except KeyError:
        return str(gid), False


def _ssh_fails(causes: list[BaseException], choice: Choice) -> EngineUnavailable:
    if any(isinstance(cause, FileNotFoundError) for cause in causes):
        return sentence(choice, "needs the program ssh, which is not installed", "install ssh")
    hint = f"make this work without a prompt: ssh {choice.shown[6:].split('/')[0]} docker version"
    return sentence(choice, "is not reachable through ssh", hint)


def _tls_fails(error: ssl.SSLError, choice: Choice) -> EngineUnavailable:
    if isinstance(error, ssl.SSLCertVerificationError):
        hint = "put the engine's CA into ca.pem of DOCKER_CERT_PATH (or of the context)"
        return sentence(choice, "has a certificate that is not trusted", hint)
    hint = "unset DOCKER_TLS_VERIFY if it speaks plain TCP, or check the client's certificate"
    return sentence(choice, "does not complete the TLS handshake", hint)


def _what_next(choice: Choice) -> str:
    local = choice.socket is not None or choice.address.startswith("npipe:")
    if not local:
        return _other_contexts(choice)
    others = [path for path in other_sockets() if path != choice.socket]
    if not others:
        return _START
    return f"{_START}; or use the one that is here: export DOCKER_HOST=unix://{others[0]}"


def _again(choice: Choice) -> str:
    if choice.chosen_by == BY_DEFAULT:
        return "restart it: sudo systemctl restart docker, or Docker Desktop"
    return f"restart it, or choose another engine: {_other_way(choice)}"


def _other_contexts(choice: Choice) -> str:
    return f"start the engine there, or choose another: {_other_way(choice)}"


def _other_way(choice: Choice) -> str:
    if "context" in choice.chosen_by.lower():
        return "docker context ls, then docker context use NAME"
    return "unset DOCKER_HOST, or docker context use NAME"


def other_sockets() -> list[Path]:
    """Sockets of engines that are here but were not chosen, for the hint only."""
    home, runtime = home_folder(), os.environ.get("XDG_RUNTIME_DIR")
    places = [Path("/var/run/docker.sock"), Path("/run/podman/podman.sock")]
    if runtime:
        places += [Path(runtime, "docker.sock"), Path(runtime, "podman/podman.sock")]
    places += [
        home / ".docker/run/docker.sock",
        home / ".docker/desktop/docker.sock",
        home / ".colima/default/docker.sock",
        home / ".orbstack/run/docker.sock",
        home / ".rd/docker.sock",
    ]
    return [path for path in places if path.is_socket()]
