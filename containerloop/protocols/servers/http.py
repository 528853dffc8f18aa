"""HTTP/1: one GET, and the replies that mean "not like this"."""

import re

from containerloop.facts.printable import printable
from containerloop.protocols.protocol import Answer, Hello, Protocol

_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: ([^\r\n]*))?(?:\r?\n|\Z)")
_PAGE = re.compile(rb"\s*<(!doctype html|html)[\s>]", re.IGNORECASE)
_SERVER = re.compile(rb"^server:[ \t]*([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_WANTS_TLS = re.compile(
    rb"plain HTTP request was sent to HTTPS port"
    rb"|Client sent an HTTP request to an HTTPS server"
    rb"|speaking plain HTTP to an SSL-enabled server port"
    rb"|requires TLS",
)
_WRONG_NAME = re.compile(
    rb"Invalid Host header|Blocked request\. This host|Invalid Hostname|DisallowedHost"
    rb"|Blocked hosts?:|Invalid HTTP_HOST"
)
WANTS_TLS = "speaks TLS (HTTPS) on this port"
WRONG_NAME = "does not serve the host name that was asked for"
_STATUS_REFUSALS = {
    b"407": "a proxy that wants a login",
    b"421": WRONG_NAME,
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


def hello(host: str, path: str = "/") -> Hello:
    """Return the hello for the server dialled as `host` ("api:8000"), asking for `path`.

    What cannot stand in a request line or header is left out, never sent.
    """
    host = re.sub(r"[^A-Za-z0-9.:_\[\]-]", "", host)
    path = re.sub(r"[^!-~]", "", path)
    if not path.startswith("/"):
        path = "/" + path
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host or 'localhost'}",
        "User-Agent: containerloop",
        "Accept: */*",
        "Connection: close",
    )
    return Hello(0, "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii"))


def read(reply: bytes) -> Answer | None:
    r"""Read a status line, its Server header, and the complaints known from real servers.

    >>> read(b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n")
    Answer(protocol='http', banner='HTTP/1.1 200 OK (nginx/1.22.1)', refusal=None, code='200')
    """
    status = _STATUS.match(reply)
    if status is None:
        # Python's http.server to what it cannot read: a page, and no status line before it
        return Answer("http", "an HTML page without a status line") if _PAGE.match(reply) else None
    server = _SERVER.search(reply.partition(b"\r\n\r\n")[0])
    line = printable(status[0], 60)
    banner = f"{line} ({printable(server[1], 50)})" if server else line
    return Answer("http", banner, _refusal(status[1], reply), status[1].decode("ascii"))


def _refusal(status: bytes, reply: bytes) -> str | None:
    if status == b"400" and _WANTS_TLS.search(reply):
        return WANTS_TLS
    if status[:1] == b"4" and _WRONG_NAME.search(reply):
        return WRONG_NAME
    return _STATUS_REFUSALS.get(status)


HTTP = Protocol(
    key="http",
    title="HTTP",
    hello=hello("localhost"),
    hello_to=hello,
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
