"""Whose log-in stands beside an address: the user and the database of PostgreSQL's. Pure.

Only plain words are kept; a password is never looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.facts import PLAIN, Opening
from containerloop.protocols import expected, opening_of
from containerloop.survey.references.found_address import is_plain_value

_USERS = ("_USER", "USER", "_USERNAME", "_USER_NAME", "_LOGIN", "_ROLE")
_DATABASES = ("_DATABASE", "DATABASE", "_NAME", "_DB", "_DBNAME", "_DB_NAME", "_DATABASE_NAME")
_OTHER_PREFIXES = ("PG", "POSTGRES", "POSTGRESQL", "DB", "DATABASE")
"""Where the user may stand too: POSTGRES_USER beside DB_HOST."""
_USER_FIELDS = ("user", "username", "user id", "userid", "uid")
_DATABASE_FIELDS = ("dbname", "database", "initial catalog")


def beside_variables(
    prefix: str, port: int, kind: str | None, values: Mapping[str, str]
) -> Opening:
    """The log-in of `<prefix>_HOST`, from the other variables; `values` by normal name.

    >>> beside_variables("PG", 5432, "postgresql", {"PGUSER": "app", "PGDATABASE": "shop"}).user
    'app'
    """
    prefixes = (prefix, *(each for each in _OTHER_PREFIXES if each != prefix))
    user = _first(prefixes, _USERS, values)
    return log_in(kind, port, user, _first(prefixes, _DATABASES, values))


def log_in(kind: str | None, port: int, user: str, database: str) -> Opening:
    """The opening of a log-in to the server of that kind; PLAIN where none is known.

    A server of an unknown kind may be a PostgreSQL: no other one is told the user.
    """
    protocol = expected(kind, port)
    other = protocol is not None and protocol.key != "postgresql"
    if other or not is_plain_value(user):
        return PLAIN
    return opening_of("postgresql", user, database if is_plain_value(database) else "")


def of_fields(kind: str | None, port: int, fields: Mapping[str, str]) -> Opening:
    """The log-in that a keyword DSN names; `fields` by lower-case name."""
    user = next((fields[name] for name in _USER_FIELDS if fields.get(name)), "")
    database = next((fields[name] for name in _DATABASE_FIELDS if fields.get(name)), "")
    return log_in(kind, port, user.strip("'\""), database.strip("'\""))


def _first(prefixes: tuple[str, ...], ends: tuple[str, ...], values: Mapping[str, str]) -> str:
    names = (prefix + end for prefix in prefixes for end in ends)
    return next((values[name] for name in names if values.get(name)), "")
