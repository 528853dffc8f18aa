"""HTTP/1: one GET, and the replies that mean "not like this"."""

import re

from containerloop.facts.late_pattern import late
from containerloop.facts.printable import printable
from containerloop.protocols.host_refusals import WRONG_NAME, author_of, complaint
from containerloop.protocols.protocol import Answer, Call, Hello, Protocol
from containerloop.protocols.sandbox_refusals import kept_in
from containerloop.protocols.servers.http_onward import leads_nowhere, onward

_STATUS = late(rb"HTTP/1\.[01] ([1-5]\d\d)(?: ([^\r\n]*))?(?:\r?\n|\Z)")
_PAGE = late(rb"\s*<(!doctype html|html)[\s>]", re.IGNORECASE)
_SERVER = late(rb"^server:[ \t]*([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_LENGTH = late(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_WANTS_TLS = late(
    rb"plain HTTP request was sent to HTTPS port"
    rb"|Client sent an HTTP request to an HTTPS server"
    rb"|speaking plain HTTP to an SSL-enabled server port"
    rb"|requires TLS",
)
_SQUID = late(rb"^x-squid-error:[ \t]*(ERR_[A-Z_]+)", re.IGNORECASE | re.MULTILINE)
_SQUID_SAYS = {
    "ERR_DNS_FAIL": "a proxy that cannot resolve the name",
    "ERR_CONNECT_FAIL": "a proxy that cannot connect to the server",
    "ERR_CANNOT_FORWARD": "a proxy that has no way to the server",
    "ERR_ACCESS_DENIED": "a proxy that denies this request by its rules",
    "ERR_READ_TIMEOUT": "a proxy that waited in vain for the server",
}
_NO_SERVER_BEHIND = late(
    rb"No server is available to handle this request|no available server|no healthy upstream"
    rb"|upstream connect error|Backend fetch failed|ring-balancer",
    re.IGNORECASE,
)
"""What HAProxy, Traefik, Envoy, Varnish and Kong say with a 503."""
NO_SERVER_BEHIND = "a proxy that has no server available behind it (503)"
WANTS_TLS = "speaks TLS (HTTPS) on this port"
_STATUS_REFUSALS = {
    b"407": "a proxy that wants a login",
    b"421": WRONG_NAME,
    b"429": "too many requests (429)",
    b"502": "a proxy whose own server gave no valid answer (502)",
    b"503": "not available at the moment (503)",
    b"504": "a proxy whose own server did not answer in time (504)",
}
PICKED_FREELY = (8080, 3000, 8000, 5000, 8888, 8081, 5173, 4200, 8001, 3001)
"""Ports on which a web server is likely, but which people give to anything."""

UNKNOWN = Hello(120, b"GET / HTTP/1.0\r\n\r\n")
"""For a server of which nothing is known: 120 ms for it to greet, then the shortest valid request.
No Host line: on that word a Redis logs "Possible SECURITY ATTACK detected"; without it, it says
-ERR and logs nothing."""


_UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: Y29udGFpbmVybG9vcC4uLg==",
)
"""What turns a GET into a WebSocket's opening (RFC 6455, 4.1); the key is any 16 bytes."""


def hello(host: str, path: str = "/", *, upgrade: bool = False) -> Hello:
    """Return the hello for the server dialled as `host` ("api:8000"), asking for `path`.

    `upgrade` asks for a WebSocket there. What cannot stand in a request line or header is
    left out, never sent.
    """
    host = re.sub(r"[^A-Za-z0-9.:_\[\]-]", "", host)
    path = re.sub(r"[^!-~]", "", path)
    if not path.startswith(("/", "http://")):
        path = "/" + path
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host or 'localhost'}",
        "User-Agent: containerloop",
        "Accept: */*",
        *(_UPGRADE if upgrade else ("Connection: close",)),
    )
    return Hello(0, "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii"))


def hello_to(call: Call) -> Hello:
    """Return the request that the client's own begins like: its path, its host, its scheme.

    Asked for something beyond a forward proxy, the whole URL stands in the request line;
    without a path, a tunnel to it is asked for, as clients do for https.
    """
    opening = call.opening
    if opening.beyond is not None and opening.path is None:
        return _tunnel(opening.beyond)
    path, host = opening.path or "/", _host_header(call)
    if opening.beyond is not None:
        return hello(opening.beyond, f"http://{opening.beyond}{path}")
    return hello(host, path, upgrade=call.scheme in ("ws", "wss"))


def _tunnel(beyond: str) -> Hello:
    where = re.sub(r"[^A-Za-z0-9.:_\[\]-]", "", beyond)
    lines = (f"CONNECT {where} HTTP/1.1", f"Host: {where}", "User-Agent: containerloop", "")
    return Hello(0, "".join(f"{line}\r\n" for line in lines).encode("ascii"))


def _host_header(call: Call) -> str:
    """The name as clients write it: with the port that was dialled, unless that goes without."""
    host, colon, port = call.host.rpartition(":")
    if not port.isdigit() or not colon:
        return call.opening.name or call.host
    name = call.opening.name or host
    complete = port == "80" or re.search(r"[^:]:\d+\Z", name)
    return name if complete else f"{name}:{port}"


def read(reply: bytes) -> Answer | None:
    r"""Read a status line, its Server header, and the complaints known from real servers.

    >>> read(b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n")
    Answer(protocol='http', banner='HTTP/1.1 200 OK (nginx/1.22.1)', code='200')
    """
    status = _STATUS.match(reply)
    if status is None:
        # Python's http.server to what it cannot read: a page, and no status line before it
        return Answer("http", "an HTML page without a status line") if _PAGE.match(reply) else None
    server = _SERVER.search(reply.partition(b"\r\n\r\n")[0])
    makers = [printable(server[1], 50)] if server else []
    makers += [made_by] if (made_by := author_of(status[1], reply)) else []
    line = printable(status[0], 60)
    banner = f"{line} ({', '.join(makers)})" if makers else line
    code, refusal = status[1].decode("ascii"), _refusal(status[1], reply)
    return Answer("http", banner, refusal, code, onward(status[1], reply))


def missing(reply: bytes) -> int:
    r"""Return how many bytes of a page were announced and are not there; 0 if nothing says so.

    >>> missing(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n123")
    4
    """
    head, end, body = reply.partition(b"\r\n\r\n")
    said = _LENGTH.search(head) if end and _STATUS.match(head) else None
    return max(0, int(said[1]) - len(body)) if said else 0


def _refusal(status: bytes, reply: bytes) -> str | None:
    if status == b"400" and _WANTS_TLS.search(reply):
        return WANTS_TLS
    said = complaint(status, reply)
    if said is not None:
        return f'{WRONG_NAME}: "{printable(said, 90)}"'
    squid = _SQUID.search(reply.partition(b"\r\n\r\n")[0])
    word = squid[1].decode("ascii") if squid else ""
    if known := _SQUID_SAYS.get(word):
        return f"{known} ({status.decode()}, Squid's {word})"
    if status == b"503" and _NO_SERVER_BEHIND.search(reply):
        return NO_SERVER_BEHIND
    return kept_in(status, reply) or _STATUS_REFUSALS.get(status) or leads_nowhere(status, reply)


HTTP = Protocol(
    key="http",
    title="HTTP",
    hello=hello("localhost"),
    hello_to=hello_to,
    read=read,
    schemes=dict.fromkeys(("http", "ws"), 80)
    | {"clickhouse+http": 8123, "opensearch": 9200, "elasticsearch": 9200, "influxdb": 8086},
    ports=(
        *(80, *PICKED_FREELY, 9200, 8500, 8086, 9090, 8200, 2375, 8123, 5601, 9187, 9121),
        *(15672, 15692, 8222, 8025, 7474, 5984, 9411, 16686, 3100, 4566, 5050, 8983, 11434),
    ),
    images=(
        *("nginx", "httpd", "caddy", "traefik", "haproxy", "apache", "apache2", "whoami"),
        *("elasticsearch", "opensearch", "kibana", "grafana", "prometheus", "minio", "adminer"),
        *("phpmyadmin", "wordpress", "tomcat", "consul", "vault", "influxdb", "mongo-express"),
        *("nginx-unprivileged", "localstack", "redisinsight", "pgadmin4", "httpbin", "openresty"),
    ),
)
