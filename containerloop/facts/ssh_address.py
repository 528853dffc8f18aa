"""An engine's address at `ssh://`, as the program ssh takes it. Pure."""

from __future__ import annotations

import shlex

_SCHEME = "ssh://"


def as_typed(address: str) -> str:
    """`ssh -p 2222 root@host` of `ssh://root@host:2222/run/docker.sock`; no password is kept."""
    place = address.removeprefix(_SCHEME).partition("/")[0]
    who, _, where = place.rpartition("@")
    host, _, port = where.rpartition(":") if where.rpartition("]")[2] else (where, "", "")
    host = (host if port.isdigit() else where).strip("[]")
    user = who.partition(":")[0]
    to = shlex.quote(f"{user}@{host}" if user else host)
    if to.startswith("-"):
        to = f"-- {to}"  # a name that starts with a dash is no option of ssh
    return f"ssh -p {port} {to}" if port.isdigit() else f"ssh {to}"
