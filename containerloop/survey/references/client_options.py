"""The options by which well-known clients are told where to connect. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from containerloop.facts import Value
from containerloop.facts.late_pattern import late
from containerloop.survey.references.default_ports import usual_port
from containerloop.survey.references.found_address import FoundAddress, host_of, pair, port_of
from containerloop.survey.references.log_in_names import log_in
from containerloop.survey.references.shell_words import Word


class Client(Value, frozen=True):
    """A program with `-h host -p port`."""

    scheme: str
    host: tuple[str, ...]
    port: tuple[str, ...]


_PG = Client("postgresql", ("-h", "--host"), ("-p", "--port"))
_MYSQL = Client("mysql", ("-h", "--host"), ("-P", "--port"))
_REDIS = Client("redis", ("-h",), ("-p",))
_MONGO = Client("mongodb", ("--host", "-h"), ("--port",))
_FLAGGED = {
    **dict.fromkeys(("psql", "pg_isready", "pg_dump", "pg_restore", "pg_basebackup"), _PG),
    **dict.fromkeys(("mysql", "mysqladmin", "mysqldump", "mariadb", "mariadb-admin"), _MYSQL),
    **dict.fromkeys(("redis-cli", "valkey-cli"), _REDIS),
    **dict.fromkeys(("mongosh", "mongo", "mongodump"), _MONGO),
    "mosquitto_sub": Client("mqtt", ("-h",), ("-p",)),
    "mosquitto_pub": Client("mqtt", ("-h",), ("-p",)),
    "clickhouse-client": Client("clickhouse-native", ("--host", "-h"), ("--port",)),
}
_LOG_IN = (("-U", "--username"), ("-d", "--dbname"))
"""Of PostgreSQL's own clients: the user, and the database."""
_POSITIONAL = frozenset({"nc", "ncat", "netcat", "telnet"})
_PAIRS = frozenset({"wait-for-it", "wait-for", "wait-for-it.sh", "wait-for.sh", "wait_for_it.sh"})
_WEB = frozenset({"curl", "wget", "http", "https", "xh"})
_PREFIXES = frozenset(
    {"CMD", "CMD-SHELL", "exec", "until", "while", "if", "then", "do", "!", "env"}
)
_WITH_VALUE = frozenset({"-w", "-i", "-s", "-p", "-t", "-x", "-X", "-I", "-T", "-G", "-W", "-e"})
_VALUED = late(
    r"-[A-Za-z]*[HudoXAebcxFTrmwKEUYQyzCDhtP]"
    r"|--(?!fail|silent|show-error|insecure|location|head$|spider|quiet|no-)[a-z-]+"
)
"""Options of web clients whose value follows: a header or a user is no address."""
_DEV_TCP = late(r"/dev/(?P<kind>tcp|udp)/(?P<host>[\w.:-]+)/(?P<port>\d{1,5})(?!\d)")

Hit = tuple[Word, FoundAddress, Word | None]
"""A word, what its text holds, and the word of the port where that is another one."""


def program(words: Sequence[Word]) -> str:
    """The program of one simple command, without folder or leading shell words."""
    for word in words:
        if word.text not in _PREFIXES and not re.match(r"[A-Za-z_]\w*=", word.text):
            return word.text.rsplit("/", 1)[-1]
    return ""


def is_client(name: str) -> bool:
    """Whether a program dials with the options that servers listen with."""
    return name in _FLAGGED or name in _POSITIONAL or name in _PAIRS or name in _WEB


def find_by_client(words: Sequence[Word]) -> Iterator[Hit]:
    """The addresses that one simple command's own options name. Never raises."""
    for word in words:
        yield from _dev_tcp(word)
    name = program(words)
    rest = words[next((i for i, w in enumerate(words) if w.text.endswith(name)), 0) + 1 :]
    if name in _FLAGGED:
        yield from _flagged(_FLAGGED[name], rest)
    elif name in _POSITIONAL:
        yield from _positional(name, rest)
    elif name in _PAIRS:
        yield from _wait_for(rest)
    elif name in _WEB:
        yield from _bare_web(rest)


def option(words: Sequence[Word], flags: Sequence[str]) -> Word | None:
    """The value of the first of these flags: `-h db`, `-hdb`, `--host=db`."""
    for index, word in enumerate(words):
        for flag in flags:
            if word.text == flag and index + 1 < len(words):
                return words[index + 1]
            joined = flag + ("=" if flag.startswith("--") else "")
            if word.text.startswith(joined) and len(word.text) > len(joined) and word.text != flag:
                return word.slice(len(joined), len(word.text))
    return None


def _flagged(client: Client, words: Sequence[Word]) -> Iterator[Hit]:
    host, port = option(words, client.host), option(words, client.port)
    one = pair(host.text, 0, len(host.text)) if host else None
    if host is None or one is None or one.port is not None:
        return
    number = port_of(port.text) if port else usual_port(client.scheme)
    if number is None:
        return
    user, database = (option(words, flags) for flags in _LOG_IN)
    opening = log_in(
        client.scheme, number, user.text if user else "", database.text if database else ""
    )
    yield host, replace(one, port=number, scheme=client.scheme, opening=opening), port


def _positional(name: str, words: Sequence[Word]) -> Iterator[Hit]:
    if any(w.text.startswith("-") and "l" in w.text for w in words[:3]):
        return
    plain, skip = list[Word](), False
    for word in words:
        if skip or word.text.startswith("-"):
            skip = not skip and word.text in _WITH_VALUE and name != "telnet"
            continue
        plain.append(word)
    if len(plain) >= 2:
        yield from _two_words(plain[0], plain[1])


def _two_words(host: Word, port: Word) -> Iterator[Hit]:
    one, number = pair(host.text, 0, len(host.text)), port_of(port.text)
    if one is not None and one.port is None and number is not None:
        yield host, replace(one, port=number), port


def _wait_for(words: Sequence[Word]) -> Iterator[Hit]:
    host, port = option(words, ("-h", "--host")), option(words, ("-p", "--port"))
    if host and port:
        yield from _two_words(host, port)
    for word in words:
        one = pair(word.text, 0, len(word.text))
        if one is not None and one.port is not None:
            yield word, one, None
        if word.text == "--":
            return


def _bare_web(words: Sequence[Word]) -> Iterator[Hit]:
    """`curl localhost:8080/health`: a scheme is not needed."""
    for before, word in zip(("", *(w.text for w in words)), words, strict=False):
        if _VALUED.fullmatch(before):
            continue
        end = len(re.split(r"[/?#]", word.text, maxsplit=1)[0])
        one = pair(word.text, 0, end)
        if one is None or (one.port is None and one.host not in ("localhost", "127.0.0.1")):
            continue
        port = one.port or usual_port("http")
        yield word, replace(one, port=port, scheme="http"), None


def _dev_tcp(word: Word) -> Iterator[Hit]:
    for match in _DEV_TCP.finditer(word.text):
        host, port = host_of(match["host"]), port_of(match["port"])
        if host and port:
            spans = match.span("host"), match.span("port")
            found = FoundAddress(host=host, host_span=spans[0], port=port, port_span=spans[1])
            yield word, replace(found, keep=(match.span(),)), None
