"""What a database was set up with, against what its variables say now. I/O: the engine.

Passwords are compared here, and forgotten: only whether two are the same is kept.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import docker
import docker.errors

from containerloop.facts import DataSetUp, Maybe, RefusedLogIn, Unobserved
from containerloop.observe.last_words import ENGINE_ERRORS
from containerloop.observe.probe.engine_errors import describe_error

_ROOTS = ("/var/lib/postgresql", "/var/lib/mysql")
"""Below these the official images keep their data."""
_USERS = ("POSTGRES_USER", "MARIADB_USER", "MYSQL_USER")
_ROOTS_PASSWORDS = ("MARIADB_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD")
_USER = re.compile(r"(.*?)_?USER(?:_?NAME)?\Z", re.IGNORECASE)
_SECRET = "{stem}(_?PASS|_?PASSWORD|_?PASSWD|_?PWD)"
_FIELDS = re.compile(r"(user|username|user id|uid|password|pwd)\s*=\s*'?([^;\s']+)", re.IGNORECASE)
UNREAD = Unobserved("the server's password is in a file, which is not read")
UNTOLD = Unobserved("the client's password is not written in its variables")

Env = Mapping[str, str]


def data_set_up(
    client: docker.APIClient, server: str, caller: str, refused: RefusedLogIn
) -> Maybe[DataSetUp]:
    """How the data of `server` were set up that refused `caller`; both are containers' ids."""
    try:
        there, calling = client.inspect_container(server), client.inspect_container(caller)
        env = _env(there)
        variable, agrees = _agreement(env, _env(calling), refused)
        mount = _data_mount(there, env)
        if mount is None:
            return DataSetUp(variable=variable, agrees=agrees)
        if mount.get("Type") == "volume":
            return _on_a_volume(client.inspect_volume(mount["Name"]), there, variable, agrees)
        folder = env.get("PGDATA") or str(mount["Destination"]).rstrip("/")
        return _in_a_folder(client, folder, there, variable, agrees)
    except ENGINE_ERRORS as error:
        return Unobserved(f"how its data were set up cannot be read: {describe_error(error)}")


def _on_a_volume(volume: Any, server: Any, variable: str, agrees: Maybe[bool]) -> DataSetUp:
    made = str(volume["CreatedAt"])
    return DataSetUp(
        volume=str(volume["Name"]),
        made_on=made[:10],
        older_s=_before(made, server),
        variable=variable,
        agrees=agrees,
    )


def _in_a_folder(
    client: docker.APIClient, folder: str, server: Any, variable: str, agrees: Maybe[bool]
) -> DataSetUp:
    """A folder of the host is as old as the file that initdb writes first, and nobody after it."""
    try:
        archive, written = client.get_archive(server["Id"], f"{folder}/PG_VERSION")
        for _ in archive:
            pass  # its few bytes, so that the connection can be used again
    except docker.errors.NotFound:
        reason = f"when the data of {str(server['Name']).lstrip('/')} were set up is not known:"
        age = Unobserved(f"{reason} they are in a folder of the host")
        return DataSetUp(older_s=age, variable=variable, agrees=agrees)
    made = str(written["mtime"])
    return DataSetUp(
        folder=folder,
        made_on=made[:10],
        older_s=_before(made, server),
        variable=variable,
        agrees=agrees,
    )


def _before(made: str, server: Any) -> float:
    """How many seconds before the container something was made."""
    older = datetime.fromisoformat(str(server["Created"])) - datetime.fromisoformat(made)
    return round(older.total_seconds(), 1)


def _data_mount(server: Any, env: Env) -> Any:
    """The mount that has the data: the innermost above them; None where there is none."""
    folders = [env["PGDATA"]] if env.get("PGDATA") else []
    rows = [row for row in server.get("Mounts") or () if _holds(row, (*folders, *_ROOTS))]
    return max(rows, key=lambda row: len(row["Destination"]), default=None)


def _holds(row: Any, folders: tuple[str, ...]) -> bool:
    """Whether the data are in it: it is such a folder, `data` below one, or above PGDATA."""
    there = str(row.get("Destination") or "").rstrip("/")
    return there in folders or any(
        there == f"{each}/data" or each.startswith(f"{there}/") for each in folders if there
    )


def _agreement(env: Env, calling: Env, refused: RefusedLogIn) -> tuple[str, Maybe[bool]]:
    """The variable that would set up what was refused, and whether it has what the client uses."""
    if refused.why == "database":
        names = (name for name in ("POSTGRES_DB", "POSTGRES_USER") if env.get(name))
        name = next(names, "")
        return name, bool(name) and env[name] == refused.database
    user = next((name for name in _USERS if env.get(name) == refused.user), "")
    if refused.why == "role":
        return user, bool(user)
    apart = _passwords_of(user, refused.user, env)
    variable = next((name for name in apart if env.get(name)), "")
    if not variable:
        in_a_file = any(env.get(f"{name}_FILE") for name in apart)
        return "", UNREAD if in_a_file else False
    theirs = {p for p in _passwords(calling, refused.user) if p}
    if not theirs:
        return variable, UNTOLD
    return variable, all(hmac.compare_digest(p.encode(), env[variable].encode()) for p in theirs)


def _passwords_of(named_by: str, user: str, env: Env) -> tuple[str, ...]:
    """The variables that may have the password of a user whom the image sets up; () for others."""
    if user == "root":
        return _ROOTS_PASSWORDS
    if named_by:
        return (named_by.replace("USER", "PASSWORD"),)
    return ("POSTGRES_PASSWORD",) if user == "postgres" and "POSTGRES_USER" not in env else ()


def _passwords(env: Env, user: str) -> Iterator[str]:
    """The passwords that a client's variables have beside a user: in URLs, in fields, or apart."""
    for name, value in env.items():
        if "://" in value and "@" in value:
            url = urlsplit(value)
            if unquote(url.username or "") == user:
                yield unquote(url.password or "")
        elif (stem := _USER.match(name)) and value == user:
            apart = re.compile(_SECRET.format(stem=re.escape(stem[1])) + r"\Z", re.IGNORECASE)
            yield from (said for other, said in env.items() if apart.match(other))
        fields = {key.lower(): said for key, said in _FIELDS.findall(value)}
        if user in (fields.get(key) for key in ("user", "username", "user id", "uid")):
            yield fields.get("password") or fields.get("pwd") or ""


def _env(container: Any) -> dict[str, str]:
    lines = (container.get("Config") or {}).get("Env") or ()
    return dict(str(line).partition("=")[::2] for line in lines)
