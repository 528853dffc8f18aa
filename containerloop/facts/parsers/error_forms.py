r"""The forms in which programs print that something could not be reached. Pure.

Each form is one that a client library, a proxy or the engine prints. A line's kind says what
happened, its forms where. Logs (`error_lines`) and errors that a person quotes (`printed_error`)
are read with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from containerloop.facts.outcomes import Outcome
from containerloop.facts.values import Address, literal

Kinds = tuple[tuple[Outcome, re.Pattern[str]], ...]


def _kinds(*rows: tuple[Outcome, str]) -> Kinds:
    return tuple((outcome, re.compile(words, re.IGNORECASE)) for outcome, words in rows)


FAILURES = _kinds(
    (Outcome.REFUSED, r"connection refused|ECONNREFUSED|\(111\b|Errno 111|Error 111|\brefused\b"),
    (Outcome.HOST_UNREACHABLE, r"no route to host|EHOSTUNREACH|\(113\b|Errno 113|Error 113"),
    (Outcome.NETWORK_UNREACHABLE, r"network is unreachable|ENETUNREACH|Errno 101"),
    (
        Outcome.NAME_NOT_FOUND,
        r"ENOTFOUND|EAI_AGAIN|name or service not known|no such host|getaddrinfo|could not"
        r" (?:translate host name|be resolved)|name resolution|unknown host",
    ),
    (Outcome.TIMED_OUT, r"timed out|time-?out|ETIMEDOUT|\(110\b|deadline exceeded"),
    (Outcome.REFUSED, r"(?:failed|unable|cannot|can't|could ?n[o']t) (?:to )?connect"),
)
"""The first that stands in a line counts: a connect that failed says why, as a rule."""

QUOTED_FAILURES = _kinds(
    (Outcome.REFUSED, r"CONNECTION_REFUSED|can['’]t establish a connection|attempts failed"),
    (Outcome.TIMED_OUT, r"_TIMED_OUT|timeout was reached"),
    (Outcome.HOST_UNREACHABLE, r"ADDRESS_UNREACHABLE|host is unreachable"),
    (
        Outcome.NAME_NOT_FOUND,
        r"NAME_NOT_RESOLVED|DNS_PROBE_FINISHED|could ?n[o'’]t resolve|(?:failed|unable) to resolve"
        r"|UnknownHost|Unknown MySQL server host|bad address|DNS lookup failed|could not be found"
        r"|nodename nor servname|host not found in upstream",
    ),
    (Outcome.ACCEPTED_THEN_RESET, r"connection reset|ECONNRESET|CONNECTION_RESET|socket hang up"),
    (
        Outcome.ACCEPTED_THEN_CLOSED,
        r"empty re(?:ply|sponse)|EMPTY_RESPONSE|CONNECTION_CLOSED|closed the connection"
        r"|disconnected without|remote end closed|unexpected eof|fetch failed",
    ),
)
"""What a person quotes, and no log is searched for: much of it may stand in a healthy log."""

IN_USE = re.compile(
    r"already allocated|already in use|EADDRINUSE|is in use\b|ports are not available",
    re.IGNORECASE,
)
"""A server did not get its port: nobody was called."""

_HOST = r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?)"
_PORT = r"(?P<port>\d{1,5})(?!\d)"
_URL = rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{{0,19}})://(?:[^\s/@'\"]{{0,200}}@)?{_HOST}"


def _forms(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form) for form in forms)


ADDRESSES = _forms(
    # nginx: upstream: "fastcgi://127.0.0.1:9000", upstream: "http://172.18.0.4:3000/api"
    rf"upstream: \"(?:[a-z]+://)?{_HOST}:{_PORT}",
    # libpq and psycopg: connection to server at "db" (172.18.0.2), port 5432 failed: …
    rf"(?:server at|on host) \"{_HOST}\"[^\n]{{0,120}}?port {_PORT}",
    # Node: connect ECONNREFUSED 127.0.0.1:5432; a list of causes has one each
    rf"\bE[A-Z]{{4,14}} {_HOST}:{_PORT}",
    rf"\bE[A-Z]{{4,14}} (?P<host>[0-9A-Fa-f]{{0,4}}:[0-9A-Fa-f:]{{1,40}}):{_PORT}",
    # Go, and so Caddy and Traefik: dial tcp 172.18.0.4:3000: connect: connection refused
    rf"\bdial (?:tcp|udp)[46]? {_HOST}:{_PORT}",
    # urllib3 and requests: HTTPConnectionPool(host='api', port=8000)
    rf"host=['\"]{_HOST}['\"], port={_PORT}",
    # asyncio and aiohttp: Connect call failed ('127.0.0.1', 5432)
    rf"call failed \('{_HOST}', {_PORT}",
    # redis-py: Error 111 connecting to cache:6379.; a Redis replica: Connecting to MASTER db:6380
    rf"\b(?:connecting to|Connecting to MASTER) {_HOST}:{_PORT}",
    # curl: Failed to connect to api port 8000; connect to 172.18.0.2 port 80 failed
    rf"\bconnect to {_HOST} port {_PORT}",
    # Java: Connection to localhost:5432 refused; Connect to http://api:8000 [api/172.18.0.2]
    rf"\b[Cc]onnect(?:ion)? to (?:[a-z]+://)?{_HOST}:{_PORT}",
    # Lettuce, Netty: Connection refused: localhost/127.0.0.1:6379; …/<unresolved>:6379
    rf"(?::|connect to) {_HOST}/(?:[0-9A-Fa-f.:]+|<unresolved>):{_PORT}",
    # PDO as Laravel prints it: Host: 127.0.0.1, Port: 3306
    rf"Host: {_HOST}, Port: {_PORT}",
    # MySQL: Can't connect to MySQL server on 'db:3306' (111)
    rf"server on '{_HOST}:{_PORT}'",
    # .NET: Connection refused (localhost:5432); MongoDB: localhost:27017: [Errno 111] …
    rf"\({_HOST}:{_PORT}\)",
    rf"(?:^|\s){_HOST}:{_PORT}: \[Errno",
    # Ruby: connect(2) for "localhost" port 3000
    rf"for \"{_HOST}\" port {_PORT}",
    # RabbitMQ's, Kafka's and others' clients: …/host:port: … could not be established
    rf"(?:[Nn]ode -?\d+ \(|broker(?:s)? |[Hh]ost )/?{_HOST}:{_PORT}",
)
"""Where a log's line says what was called."""

QUOTED_ADDRESSES = _forms(
    # librdkafka: [thrd:db:9092/bootstrap]: … ; kafkajs: "broker":"db:9092"
    rf"\[thrd:(?:[a-z_]+://)?{_HOST}:{_PORT}/",
    rf"\bbroker\"?:\s?['\"]{_HOST}:{_PORT}['\"]",
    # Kafka's own client: node -1 (db/172.18.0.2:9092); Couldn't resolve server db:9092 from …
    rf"[Nn]ode -?\d+ \({_HOST}/[0-9A-Fa-f.:]+:{_PORT}\)",
    rf"(?:resolve server|lookup failed for) {_HOST}:{_PORT}",
    # redis-cli: Could not connect to Redis at db:6379; Firefox: the server at localhost:8000
    rf"(?:Redis|server) at {_HOST}:{_PORT}",
    # GNU wget: Connecting to localhost (localhost)|127.0.0.1|:8000... failed
    rf"\bConnecting to {_HOST}(?: \([^)]{{0,255}}\))?(?:\|[0-9A-Fa-f.:]+\|)?:{_PORT}",
    # Ruby: Failed to open TCP connection to db:3000 (getaddrinfo: …)
    rf"TCP connection to {_HOST}:{_PORT}",
    # netcat: getaddrinfo for host "db" port 5432; okhttp: Failed to connect to /127.0.0.1:8080
    rf"host \"{_HOST}\" port {_PORT}",
    rf"connect to /{_HOST}:{_PORT}",
    # browsers, MCP clients, JDBC: GET http://localhost:8000/x net::ERR_CONNECTION_REFUSED
    rf"{_URL}:{_PORT}",
    rf"{_URL}(?=[/\s'\"?)]|$)",
)
"""Where else a quoted error says it; the last has the port of its scheme."""

NAMES = _forms(
    # libpq, psycopg: could not translate host name "db" to address; failed to resolve host 'db'
    rf"(?P<postgresql>translate host name|resolve host) [\"']{_HOST}[\"']",
    # MySQL: Can't connect to MySQL server on 'db' (…); Unknown MySQL server host 'db' (-2)
    rf"(?P<mysql>MySQL server (?:on|host)) '{_HOST}'",
    # Node: getaddrinfo ENOTFOUND db
    rf"getaddrinfo (?:E[A-Z_]{{4,14}} |for ){_HOST}",
    # Go: dial tcp: lookup db on 127.0.0.11:53: no such host
    rf"\blookup {_HOST}(?: on |:)",
    # curl; GNU wget; busybox wget; urllib3, librdkafka
    rf"[Cc]ould(?: not|n't) resolve host(?:name)?:? {_HOST}",
    rf"resolve host address [‘'\"]{_HOST}[’'\"]",
    rf"bad address '{_HOST}(?::{_PORT})?'",
    rf"(?:remote host|Failed to resolve) [('\"]{_HOST}(?::{_PORT})?[)'\"]",
    # Java
    rf"UnknownHostException: {_HOST}",
    # nginx: host not found in upstream "api" (:8000)
    rf"in upstream \"{_HOST}(?::{_PORT})?\"",
    # Chrome and Edge: localhost refused to connect. api’s server IP address could not be found.
    rf"(?:^|\s){_HOST} (?:refused to connect|took too long to respond|sent an invalid response)",
    rf"(?:^|\s){_HOST}['’]s (?:server )?(?:IP|DNS) address could not be found",
)
"""Where a host stands, and often no port; some forms are of one kind of server."""

BOUND = _forms(
    # Docker: Bind for 0.0.0.0:5432 failed: port is already allocated; nginx: bind() to 0.0.0.0:80
    rf"(?i:\bbind(?:\(\))? (?:for|to) (?:address )?)\S{{0,60}}?:{_PORT}",
    # Go, Docker: listen tcp4 0.0.0.0:5432: bind: …; Docker Desktop: exposing port TCP 0.0.0.0:5432
    rf"(?:\blisten|exposing port) (?:tcp|udp|TCP|UDP)[46]? \S{{0,60}}?:{_PORT}",
    # Docker 26 to 28: failed to bind host port for 0.0.0.0:80:172.18.0.2:80/tcp: address already …
    rf"bind host port (?:for )?(?:\d+\.\d+\.\d+\.\d+|\[[0-9A-Fa-f:]+\]|[0-9A-Fa-f:]*:):{_PORT}",
    # Node: listen EADDRINUSE: address already in use :::3000
    rf"already in use (?:\S{{0,60}}:)?{_PORT}",
    # asyncio, uvicorn: attempting to bind on address ('0.0.0.0', 8000); Ruby: for "::1" port 3000
    rf"address \('[^']{{0,60}}', {_PORT}",
    rf"for \"[^\"]{{0,60}}\" port {_PORT}",
    # Spring, Flask, Vite: Port 8080 was already in use.
    rf"\b[Pp]ort {_PORT} (?:was |is )?(?:already )?in use",
)
"""Which port a server did not get."""


@dataclass(frozen=True, slots=True)
class Named:
    """A host, a port or both as a line names them; `port` is 0 where none is written."""

    host: str
    port: int = 0
    scheme: str | None = None


def kind_of(line: str, kinds: Kinds = FAILURES) -> Outcome | None:
    """What the line says has happened; None for nothing of these kinds."""
    return next((outcome for outcome, words in kinds if words.search(line)), None)


def named_in(line: str, forms: Iterable[re.Pattern[str]]) -> Iterator[Named]:
    """What a line names, form by form; nothing that is not a valid host or port."""
    for form in forms:
        for match in form.finditer(line):
            found = match.groupdict()
            host, port = (found.get("host") or "").strip("[]"), int(found.get("port") or 0)
            number = host.replace(".", "").isdigit() and literal(host) is None
            if port < 65536 and not number and (port or not found.get("port")):
                kind = next((k for k in ("postgresql", "mysql") if found.get(k)), None)
                yield Named(host, port, (found.get("scheme") or kind or "").lower() or None)


def addresses_in(line: str) -> Iterator[Address]:
    """The addresses that a log's line names."""
    return (Address(host=each.host, port=each.port) for each in named_in(line, ADDRESSES))
