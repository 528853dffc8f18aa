"""What to send to a server and what its reply means: all protocols, and how to choose one.

Pure: no sockets, no clock, no files. One file per server in `servers`; their order in PROTOCOLS
is the order in which bytes of unknown origin are tried, so what is certain comes first.
"""

from containerloop.protocols.protocol import Answer, Call, Hello, Place, Protocol, Reader
from containerloop.protocols.servers import http
from containerloop.protocols.servers.amqp import AMQP
from containerloop.protocols.servers.cassandra import CASSANDRA
from containerloop.protocols.servers.dns import DNS
from containerloop.protocols.servers.fastcgi import FASTCGI
from containerloop.protocols.servers.ftp import FTP
from containerloop.protocols.servers.grpc import GRPC
from containerloop.protocols.servers.http import HTTP
from containerloop.protocols.servers.imap import IMAP
from containerloop.protocols.servers.kafka import KAFKA
from containerloop.protocols.servers.ldap import LDAP
from containerloop.protocols.servers.memcached import MEMCACHED
from containerloop.protocols.servers.mongodb import MONGODB
from containerloop.protocols.servers.mqtt import MQTT
from containerloop.protocols.servers.mssql import MSSQL
from containerloop.protocols.servers.mysql import MYSQL
from containerloop.protocols.servers.nats import NATS
from containerloop.protocols.servers.numbered_greeting import first_line
from containerloop.protocols.servers.pop3 import POP3
from containerloop.protocols.servers.postgresql import POSTGRESQL
from containerloop.protocols.servers.redis import REDIS
from containerloop.protocols.servers.smtp import SMTP
from containerloop.protocols.servers.ssh import SSH
from containerloop.protocols.servers.tls import TLS
from containerloop.protocols.servers.zookeeper import ZOOKEEPER

__all__ = [
    "PROTOCOLS",
    "Answer",
    "Call",
    "Hello",
    "Place",
    "Protocol",
    "Reader",
    "by_hint",
    "by_key",
    "by_port",
    "by_scheme",
    "default_port",
    "expected",
    "hello_of",
    "identify",
    "second_tries",
    "title",
]

PROTOCOLS: tuple[Protocol, ...] = (
    *(POSTGRESQL, MYSQL, REDIS, MONGODB, HTTP, TLS, SSH, MEMCACHED, AMQP, NATS, KAFKA, GRPC),
    *(MSSQL, CASSANDRA, ZOOKEEPER, FASTCGI, SMTP, FTP, IMAP, POP3, LDAP, DNS, MQTT),
)

_BY_KEY = {protocol.key: protocol for protocol in PROTOCOLS}
_BY_SCHEME = {scheme: protocol for protocol in PROTOCOLS for scheme in protocol.schemes}
_BY_PORT = {port: protocol for protocol in PROTOCOLS for port in protocol.ports}
_BY_IMAGE = {image: protocol for protocol in PROTOCOLS for image in protocol.images}
_TEXT = "text"
_PRINTABLE = frozenset((*b"\t\r\n", *range(32, 127)))


def by_scheme(scheme: str) -> Protocol | None:
    """Return the protocol of a URL scheme; drivers ("postgresql+asyncpg", "jdbc:mysql") count."""
    return _BY_SCHEME.get(_known_scheme(scheme))


def default_port(scheme: str) -> int | None:
    """Return the port that a URL with this scheme means when it names none."""
    return known.schemes[_known_scheme(scheme)] if (known := by_scheme(scheme)) else None


def by_key(key: str) -> Protocol | None:
    """Return the protocol that an attempt calls by this key; None for plain text and unknowns."""
    return _BY_KEY.get(key)


def by_port(port: int) -> Protocol | None:
    """Return the protocol that a server on this port number is most likely to speak."""
    return _BY_PORT.get(port)


def by_hint(text: str) -> Protocol | None:
    """Return the protocol of an image ("bitnami/redis:7"), a service name or a process name.

    Only the last path word counts, and only as a whole: "postgres-exporter" is not PostgreSQL, and
    "redis/redisinsight" is not Redis.
    """
    path = text.strip().lower().partition("@")[0]
    folder, _, last = path.rpartition("/")
    name, _, tag = last.partition(":")
    if name == "php":
        return FASTCGI if "fpm" in tag.split("-") else HTTP
    if name == "server":  # mssql/server: the product is the folder's name
        name = folder.rpartition("/")[2]
        return _BY_IMAGE.get(name) if name == "mssql" else None
    return _BY_IMAGE.get(name)


def expected(scheme: str | None, port: int, hint: str | None = None) -> Protocol | None:
    """Return what the server at container port `port` most likely speaks, None when nothing says.

    A written scheme decides. Then a port number that means one thing (15672 is a web page even in
    an image that is an AMQP broker), then the image; last a port that people pick freely.
    """
    written = by_scheme(scheme) if scheme else None
    if written is not None:
        return written
    hinted = by_hint(hint) if hint else None
    if hinted is not None and port in http.PICKED_FREELY:
        return hinted
    return by_port(port) or hinted


def hello_of(protocol: Protocol | None, call: Call | None = None) -> Hello:
    """Return a protocol's hello; None means unknown: wait for a greeting, then ask in HTTP."""
    if protocol is None:
        return http.UNKNOWN
    return protocol.hello_to(call) if call and protocol.hello_to else protocol.hello


def second_tries(sent: Protocol | None, hint: str | None = None) -> tuple[Protocol, ...]:
    """Return the protocols to try next when the server closed, or kept silent, without a byte.

    What its image suggests comes first, if its port suggested another server.

    Only a guess is worth another try. To an HTTP request, PostgreSQL, Memcached and OpenSSL's
    s_server close without a byte; in their own protocol they answer. So does a server of
    any kind that was told to take TLS only; PostgreSQL's own hello asks for that.
    """
    if sent is None or sent is HTTP:
        guesses: tuple[Protocol, ...] = (POSTGRESQL, TLS, MEMCACHED)
    else:
        guesses = () if sent in (TLS, POSTGRESQL) else (TLS,)
    hinted = by_hint(hint) if hint else None
    own = (hinted,) if hinted is not None and hinted not in (sent, *guesses) else ()
    return *own, *guesses


def identify(reply: bytes, sent: Protocol | None = None) -> Answer | None:
    """Say what a server is from its first bytes, however damaged; None when they say nothing.

    `sent` is the protocol whose hello was sent (None: another hello, or none). A reply is read as
    an answer to that first; a lone "N" is PostgreSQL only when PostgreSQL was asked for. A line of
    text that nobody knows comes back as protocol "text" with the line as its banner. Never raises.
    """
    answer = sent.read(reply) if sent else None
    for protocol in PROTOCOLS:
        if answer is not None:
            break
        if protocol is not sent:
            answer = (protocol.read_unsolicited or protocol.read)(reply)
    return answer or _greeting(reply)


def title(key: str) -> str:
    """Return the name of a protocol as people write it; a key nobody knows is its own title."""
    if key == _TEXT:
        return "a server that speaks first"
    return _BY_KEY[key].title if key in _BY_KEY else key


def _known_scheme(scheme: str) -> str:
    name = scheme.lower().removesuffix("//").removesuffix(":")
    name = name.removeprefix("jdbc:").removeprefix("r2dbc:")
    if name in _BY_SCHEME:
        return name
    # "jdbc:mysql:loadbalance", "postgresql+asyncpg", "r2dbc:pool:postgresql"
    return next((part for part in name.replace("+", ":").split(":") if part in _BY_SCHEME), name)


def _greeting(reply: bytes) -> Answer | None:
    """Take a whole line for a greeting if all that came is printable ASCII; less is noise."""
    line = first_line(reply)
    if b"\n" not in reply or len(line) < 4 or not _PRINTABLE.issuperset(reply):
        return None
    return Answer(_TEXT, line)
