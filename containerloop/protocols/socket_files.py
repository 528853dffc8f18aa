"""What a unix socket's path tells of the server that listens on it. Pure."""

from __future__ import annotations

import re

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Protocol
from containerloop.protocols.registry import by_hint, by_scheme

_POSTGRESQL = late(r"\.s\.PGSQL\.(\d{1,5})\Z")
_ENDS = (".sock", ".socket")
_NAMES = {"mysql": "mysql", "mysqlx": "mysql", "fpm": "fastcgi", "www": "fastcgi"}
_WEB_SERVERS = ("gunicorn", "uwsgi", "uvicorn", "hypercorn", "unicorn", "puma")


def server_at(path: str) -> Protocol | None:
    """The protocol of the server whose socket is called like that; None where nothing says.

    >>> [p and p.key for p in map(server_at, ("/run/mysqld/mysqld.sock", "/run/dbus/bus"))]
    ['mysql', None]
    """
    name = path.rpartition("/")[2]
    if _POSTGRESQL.match(name):
        return by_scheme("postgresql")
    end = next((e for e in _ENDS if name.endswith(e)), None)
    if end is None:
        return None
    stem = name.removesuffix(end).lower()
    if stem in _WEB_SERVERS:
        return by_scheme("http")
    # php8.4-fpm.sock, php-fpm7.sock
    stem = "fpm" if re.fullmatch(r"php[\d.]*-fpm[\d.]*", stem) else stem
    return by_scheme(_NAMES[stem]) if stem in _NAMES else by_hint(stem)


def port_at(path: str) -> int | None:
    """The TCP port that belongs to a socket; PostgreSQL alone writes it into the name.

    >>> port_at("/run/postgresql/.s.PGSQL.5433")
    5433
    """
    found = _POSTGRESQL.match(path.rpartition("/")[2])
    return int(found[1]) if found else None
