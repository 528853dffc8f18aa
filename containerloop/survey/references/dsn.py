"""Addresses in keyword DSNs and in `host:port` lists. Pure.

host=db port=5432 user=app                     libpq
Server=db,1433;Database=app;Password=…         ADO.NET, ODBC
mysql:host=db;port=3306;dbname=app             PHP's PDO
a:9092,b:9092                                  lists; options after a comma are masked
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from containerloop.facts.late_pattern import late
from containerloop.protocols import by_port
from containerloop.survey.references import variable_names
from containerloop.survey.references.default_ports import kind_of, usual_port
from containerloop.survey.references.found_address import (
    FoundAddress,
    Span,
    is_plain_value,
    pair,
    port_of,
)
from containerloop.survey.references.log_in_names import of_fields

_HOST = frozenset({"host", "hostaddr", "hostname", "server", "data source", "addr", "address"})
_SHOWN = frozenset(
    {"database", "dbname", "initial catalog", "driver", "sslmode", "ssl mode", "user", "user id"}
    | {"username", "uid", "encrypt", "pooling", "charset", "trustservercertificate", "timeout"}
)
_PASSWORD = frozenset({"password", "pwd", "passwd"})
_FIELD = late(r"\s*([A-Za-z][A-Za-z _]*?)\s*=\s*(\{[^}]*\}|'[^']*'|\"[^\"]*\"|[^;]*)(?:;|$)")
_WORD = late(r"\s*([a-z_]+)\s*=\s*('(?:[^'\\]|\\.)*'|\S*)")
_PDO = late(r"(mysql|pgsql|sqlsrv|dblib):(?=[a-zA-Z ]+=)")
_SERVER = late(r"(tcp:|np:|lpc:)?([^,;\\:]+|\[[^\]]+\])(?:\\[\w$]+)?(?:[,:]\s*(\d{1,5}))?")

_Fields = dict[str, tuple[Span, Span]]


def find_dsn(key: str, text: str) -> list[FoundAddress]:
    """The address of a keyword DSN; empty for a text of another kind. Never raises.

    >>> [(one.scheme, one.host, one.port) for one in find_dsn("DSN", "host=db port=5432 user=app")]
    [('postgresql', 'db', 5432)]
    >>> [(one.scheme, one.host) for one in find_dsn("", "Server=db,1433;Database=app;Password=x")]
    [('mssql', 'db')]
    """
    pdo = _PDO.match(text)
    start = pdo.end() if pdo else 0
    libpq = ";" not in text and len(re.findall(r"(?:^|\s)[a-z_]+\s*=", text)) > 1
    fields = _fields(text, start, _WORD if libpq else _FIELD)
    host = next((name for name in fields if name in _HOST), None)
    if host is None or (len(fields) < 2 and not pdo):
        return []
    scheme = _scheme(key, text, fields, pdo[1] if pdo else "pgsql" if libpq else "")
    found = _server(text, fields, host, scheme)
    if found is None:
        return []
    keep = [*found.keep, *_keep(text, fields)]
    if pdo:
        keep.append(pdo.span())
    said = {name: text[slice(*value)] for name, (_, value) in fields.items()}
    return [
        replace(
            found,
            scheme=scheme,
            keep=tuple(keep),
            demands_tls=_mode(text, fields) in ("require", "verifyca", "verifyfull"),
            without_tls=_mode(text, fields) == "disable",
            opening=of_fields(scheme, found.port or 0, said),
        )
    ]


def _mode(text: str, fields: _Fields) -> str:
    mode = fields.get("sslmode") or fields.get("ssl mode")
    return text[slice(*mode[1])].lower().replace("-", "") if mode else ""


def _fields(text: str, start: int, form: re.Pattern[str]) -> _Fields:
    fields: _Fields = {}
    if "=" not in text:
        return fields
    for match in form.finditer(text, start):
        fields.setdefault(match[1].lower(), (match.span(1), match.span(2)))
    return fields


def _scheme(key: str, text: str, fields: _Fields, form: str) -> str | None:
    if form:
        return {"pgsql": "postgresql", "sqlsrv": "mssql", "dblib": "mssql"}.get(form, form)
    named = kind_of(variable_names.normal(key))
    if named:
        return named
    if "driver" in fields and (by_driver := kind_of(text[slice(*fields["driver"][1])])):
        return by_driver
    if "username" in fields:
        return "postgresql"
    if {"initial catalog", "trustservercertificate", "data source"} & fields.keys():
        return "mssql"
    if re.search(r"sql\s*server", text, re.IGNORECASE) or "," in _first_host(text, fields):
        return "mssql"
    return "mysql" if "uid" in fields else "mssql" if "user id" in fields else None


def _first_host(text: str, fields: _Fields) -> str:
    return next((text[slice(*span[1])] for name, span in fields.items() if name in _HOST), "")


def _server(text: str, fields: _Fields, name: str, scheme: str | None) -> FoundAddress | None:
    start, end = fields[name][1]
    match = _SERVER.fullmatch(text[start:end].rstrip())
    one = pair(text, start + match.start(2), start + match.end(2)) if match else None
    if not match or one is None or "/" in match[2]:
        return None
    port_span: Span | None = None
    if match[3]:
        port_span = (start + match.start(3), start + match.end(3))
    elif "port" in fields:
        port_span = fields["port"][1]
    port = port_of(text[slice(*port_span)]) if port_span else usual_port(scheme or "")
    if port is None:
        return None
    keep = [(start, start + match.end()), *([port_span] if port_span else [])]
    return replace(one, port=port, port_span=port_span, keep=tuple(keep))


def _keep(text: str, fields: _Fields) -> list[Span]:
    """Known names always show; values only the tame ones, the user before a password."""
    keep: list[Span] = []
    has_password = bool(_PASSWORD & fields.keys())
    for name, (name_span, value_span) in fields.items():
        if name in _HOST | _SHOWN | _PASSWORD | {"port"}:
            keep.append((name_span[0], value_span[0]))
            keep.append((value_span[1], value_span[1] + 1))
        user = name in ("user", "user id", "username", "uid")
        if (
            name in _SHOWN
            and (has_password or not user)
            and is_plain_value(text[slice(*value_span)])
        ):
            keep.append(value_span)
    return keep


def find_pairs(key: str, text: str) -> list[FoundAddress]:
    """`host:port`, alone or in a list, where the key or the port says that it is one.

    >>> [(one.scheme, one.host) for one in find_pairs("KAFKA_BROKERS", "a:9092,b:9092")]
    [('kafka', 'a'), ('kafka', 'b')]
    """
    if variable_names.names_something_else(key):
        return []
    found, keep = [], []
    for match in re.finditer(r"[^,;\s]+", text):
        if "=" in match[0]:
            continue
        end = match.start() + len(match[0].split("/")[0])
        one = pair(text, match.start(), end)
        if one is None or one.port is None or not _meant(key, text, one):
            return []
        found.append(one)
        keep += [*one.keep, (match.start() - 1, match.start()) if match.start() else (0, 0)]
    scheme = kind_of(variable_names.normal(key))
    return [replace(one, scheme=scheme, keep=tuple(keep)) for one in found]


def _meant(key: str, text: str, one: FoundAddress) -> bool:
    port = one.port or 0
    if variable_names.names_an_address(key):
        return port >= 10
    known = by_port(port) is not None and port > 1000
    named = any(c.isalpha() for c in one.host) or "." in one.host or ":" in one.host
    return named and (known or one.host in ("localhost", "127.0.0.1") or ":" in one.host)
