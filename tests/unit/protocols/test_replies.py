"""What each server sends, as captured from real ones, and what any bytes at all must not do."""

import random
import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from containerloop import protocols
from containerloop.protocols import Answer, Protocol
from containerloop.protocols.host_refusals import WRONG_NAME
from containerloop.protocols.protocol import BANNER_LIMIT, REFUSAL_LIMIT
from tests.support.clean_text import is_clean

KEYS = {protocol.key: protocol for protocol in protocols.PROTOCOLS}


def mysql_packet(body: bytes) -> bytes:
    return len(body).to_bytes(3, "little") + b"\0" + body


def pg_error(**fields: str) -> bytes:
    body = b"".join(k.encode() + v.encode() + b"\0" for k, v in fields.items()) + b"\0"
    return b"E" + struct.pack(">I", len(body) + 4) + body


MARIADB = mysql_packet(b"\n5.5.5-10.11.19-MariaDB-0+deb12u1\x000\0\0\0WV*miGeH\0\xfe\xf7\x08\x02\0")
MYSQL9 = mysql_packet(b'\n9.7.4-2\0\x09\0\0\0[-\x01"lC\\\x11\0\xff\xff\xff\x02\0\xff\xdf\x15')
MONGO_ID = KEYS["mongodb"].hello.first[4:8]
MONGO = (
    struct.pack("<II", 300, 9)
    + MONGO_ID
    + struct.pack("<II", 2013, 0)
    + b"\0\x10\x01\0\0\x02setName\0\x04\0\0\0rs0\0\x10maxWireVersion\0\x15\0\0\0"
)
KAFKA_ID = KEYS["kafka"].hello.first[8:12]
DNS_QUERY = KEYS["dns"].udp_hello or b""
RABBIT = (
    b"\x01\0\0\0\0\x02\x0c\0\x0a\0\x0a\0\x09\0\0\x01\xed"
    b"\x07productS\0\0\0\x08RabbitMQ\x07versionS\0\0\0\x063.13.7"
)
NO_TLS = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
NGINX_TLS = (
    b"HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\n\r\n<html>\r\n<head><title>400 The plain "
    b"HTTP request was sent to HTTPS port</title></head>"
)
# (sent, reply, answer as key, banner, refusal, code); sent None: the words alone must do.
REPLIES: list[tuple[str | None, bytes, str, str, str | None, str | None]] = [
    ("postgresql", b"N", "postgresql", "without TLS", None, None),
    ("postgresql", b"S", "postgresql", "offers TLS", None, None),
    (
        None,
        pg_error(S="FATAL", V="FATAL", C="57P03", M="the database system is starting up"),
        *("postgresql", "", "the database system is starting up", "57P03"),
    ),
    (None, b"EFATAL:  sorry\n\0", "postgresql", "", "FATAL: sorry", None),
    (
        "postgresql",
        b"R\0\0\0\x17\0\0\0\nSCRAM-SHA-256\0\0",
        *("postgresql", "asks for a password", None, None),
    ),
    (
        None,
        b"R\0\0\0\x08\0\0\0\0" + pg_error(S="FATAL", C="3D000", M='no database "shop"'),
        *("postgresql", "", 'no database "shop"', "3D000"),
    ),
    (
        None,
        b"R\0\0\0\x08\0\0\0\0S\0\0\0\x19client_encoding\0UTF8\0",
        *("postgresql", "asks for no password", None, None),
    ),
    (
        None,
        b"R\0\0\0\x08\0\0\0\0",
        *("postgresql", "asks for no password", None, None),
    ),
    (None, MARIADB, "mysql", "MariaDB 10.11.19-MariaDB-0+deb12u1", None, None),
    (None, MYSQL9, "mysql", "MySQL 9.7.4-2", None, None),
    (
        None,
        mysql_packet(b"\xffj\x04Host '172.18.0.3' is not allowed to connect to this MySQL server"),
        *("mysql", "", "Host '172.18.0.3' is not allowed to connect to this MySQL server", "1130"),
    ),
    (
        None,
        mysql_packet(b"\xff\x10\x04#08004Too many connections"),
        *("mysql", "", "Too many connections", "1040"),
    ),
    (None, b"+PONG\r\n", "redis", "PONG", None, None),
    (
        None,
        b"-NOAUTH Authentication required.\r\n",
        *("redis", "", "NOAUTH Authentication required.", "NOAUTH"),
    ),
    (
        None,
        b"-DENIED Redis is running in protected mode because\r\n",
        *("redis", "", "DENIED Redis is running in protected mode because", "DENIED"),
    ),
    (
        None,
        b"-ERR max number of clients reached\r\n",
        *("redis", "", "max number of clients reached", "ERR"),
    ),
    (None, b"-ERR wrong number of arguments for 'get' command\r\n", "redis", "", None, None),
    (
        None,
        b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: x\r\n\r\nServer: fake",
        *("http", "HTTP/1.1 200 OK (nginx/1.22.1)", None, "200"),
    ),
    (None, b"HTTP/1.0 404\r\n", "http", "HTTP/1.0 404", None, "404"),
    (
        None,
        NO_TLS,
        *("http", "HTTP/1.0 400 Bad Request", "speaks TLS (HTTPS) on this port", "400"),
    ),
    (
        None,
        NGINX_TLS,
        *("http", "HTTP/1.1 400 Bad Request (nginx/1.22.1)"),
        *("speaks TLS (HTTPS) on this port", "400"),
    ),
    (
        None,
        b"HTTP/1.1 403 Forbidden\r\n\r\nBlocked request. This host (api) is not allowed.",
        *("http", "HTTP/1.1 403 Forbidden"),
        *(f'{WRONG_NAME}: "Blocked request. This host (api) is not allowed."', "403"),
    ),
    (
        None,
        b"HTTP/1.1 200 OK\r\nX-Powered-By: Express\r\n\r\nInvalid Host header",
        *("http", "HTTP/1.1 200 OK", f'{WRONG_NAME}: "Invalid Host header"', "200"),
    ),
    (
        None,
        b"HTTP/1.1 200 OK\r\n\r\nHow to fix Invalid Host header",
        *("http", "HTTP/1.1 200 OK", None, "200"),
    ),
    (
        None,
        b"HTTP/1.0 400 Bad Request\r\nServer: WSGIServer/0.2\r\n\r\n"
        b"<h1>Bad Request (400)</h1><p></p>",
        *("http", "HTTP/1.0 400 Bad Request (WSGIServer/0.2, a page of Django)", None, "400"),
    ),
    (
        "tls",
        b"\x15\x03\x01\0\x02\x02\x70",
        *("tls", "TLS", "TLS refused: has no certificate for the name that was asked for", "112"),
    ),
    (None, b"\x15\x03\x01\0\x02\x02\x46", "tls", "TLS", "speaks TLS on this port", None),
    (
        None,
        b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
        "ssh",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2",
        None,
        None,
    ),
    (None, b"220 m ESMTP Postfix\r\n", "smtp", "m ESMTP Postfix", None, "220"),
    ("smtp", b"220 m ready\r\n", "smtp", "m ready", None, "220"),
    ("smtp", b"554 go away\r\n", "smtp", "", "go away", "554"),
    (None, b"220-hi\r\n220 (vsFTPd 3.0.5)\r\n", "ftp", "hi (vsFTPd 3.0.5)", None, "220"),
    ("smtp", b"220 (vsFTPd 3.0.5)\r\n", "ftp", "(vsFTPd 3.0.5)", None, "220"),
    ("ftp", b"500 OOPS: vsftpd: no\r\n", "ftp", "", "OOPS: vsftpd: no", "500"),
    ("smtp", b"521 m does not accept mail\r\n", "smtp", "", "m does not accept mail", "521"),
    ("ftp", b"421 too many users\r\n", "ftp", "", "too many users", "421"),
    (None, b"* OK Dovecot ready.\r\n", "imap", "Dovecot ready.", None, None),
    (None, b"* BYE too many\r\n", "imap", "", "too many", "BYE"),
    (None, b"+OK Dovecot ready.\r\n", "pop3", "Dovecot ready.", None, None),
    ("pop3", b"-ERR busy\r\n", "pop3", "", "busy", "ERR"),
    (None, b"VERSION 1.6.38\r\n", "memcached", "VERSION 1.6.38", None, None),
    (None, b"ERROR\r\nERROR\r\n", "memcached", "", None, None),
    (None, RABBIT, "amqp", "RabbitMQ 3.13.7", None, None),
    (
        None,
        b"AMQP\x03\x01\0\0",
        *("amqp", "AMQP 1.0.0", "speaks another version of AMQP", "1.0.0"),
    ),
    (None, MONGO, "mongodb", "wire version 21, replica set rs0", None, None),
    (
        None,
        b"HTTP/1.0 200 OK\r\n\r\nIt looks like you are trying to access MongoDB over HTTP on",
        *("mongodb", "MongoDB", None, None),
    ),
    (
        None,
        b'INFO {"server_id":"NA","version":"2.10.27","go":"x"} \r\n',
        "nats",
        "NATS 2.10.27",
        None,
        None,
    ),
    (
        None,
        b"-ERR 'Unknown Protocol Operation'\r\n",
        "nats",
        "",
        "Unknown Protocol Operation",
        "ERR",
    ),
    (None, b"\0\0\0\x10" + KAFKA_ID + b"\0\0\0\0\0\1", "kafka", "ApiVersions answered", None, None),
    (None, DNS_QUERY[:2] + b"\x85\x80" + DNS_QUERY[4:], "dns", "DNS NOERROR", None, "0"),
    (
        None,
        b"\0\x1b" + DNS_QUERY[:2] + b"\x81\x05" + DNS_QUERY[4:],
        *("dns", "DNS REFUSED", None, "5"),
    ),
    (None, b"\x20\x02\0\0", "mqtt", "MQTT", None, "0"),
    (None, b"\x20\x02\0\x05", "mqtt", "MQTT", "wants a login", "5"),
    (None, b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\0\x04\0\x04\0", "ldap", "LDAP", None, "0"),
    (
        None,
        b"\x30\x84\0\0\0\x10\x02\x01\x01\x61\x84\0\0\0\x07\x0a\x01\x30\x04\0\x04\0",
        *("ldap", "LDAP", "does not allow anonymous binds", "48"),
    ),
    (None, b"\0\0\x06\x04\0\0\0\0\0\0\x05\0\0\x40\0", "grpc", "HTTP/2", None, None),
    (None, b"\x84\0\0\0\x06\0\0\0\x60\0\3\0\x0bCQL_VERSION\0\1", "cassandra", "CQL", None, None),
    (None, b"Zookeeper version: 3.9.2-x\nLatency", "zookeeper", "ZooKeeper 3.9.2-x", None, None),
    (None, b"\x01\x0a\0\0\0\x13\x05\0\x0f\x01FCGI_MPXS_CONNS1", "fastcgi", "FastCGI", None, None),
    (None, b"hello there\r\n", "text", "hello there", None, None),
]


@pytest.mark.parametrize(("sent", "reply", "key", "banner", "refusal", "code"), REPLIES)
def test_a_real_reply_is_read(
    sent: str | None, reply: bytes, key: str, banner: str, refusal: str | None, code: str | None
) -> None:
    answer = protocols.identify(reply, KEYS[sent] if sent else None)
    assert answer == Answer(key, banner, refusal, code)


def test_sql_server_names_its_version() -> None:
    head = struct.pack(">BHHBHHB", 0, 11, 6, 1, 17, 1, 0xFF)
    body = head + struct.pack(">BBHH", 16, 0, 4135, 0) + b"\0"
    packet = struct.pack(">BBHHBB", 4, 1, 8 + len(body), 0, 1, 0) + body
    assert protocols.identify(packet) == Answer("mssql", "SQL Server 16.0.4135")


@pytest.mark.parametrize(
    ("sent", "reply"),
    [
        (None, b""),
        (None, b"S"),
        (None, b"N"),
        ("http", b"N"),
        ("postgresql", b"SN"),
        ("postgresql", b""),
        (None, b"+OK\r"),
        (None, b"PONG"),
        (None, b"\n"),
        (None, b"\x16\x03\x01"),
        (None, b"\x20\x02\0\0\0"),
        (None, b"HTTP/2.0 200 OK\r"),
        (None, b"\x0a\0\0\0\x0aabcdefghi"),
        (None, pg_error(S="FATAL", C="57p03", M="lower case is no SQLSTATE")),
        (None, b"E\0\0\0\x08hell"),
        (None, b"\0\0\0\x10" + b"\1\2\3\4" + b"\0\0\0\0\0\1"),
        (None, DNS_QUERY),
        (None, b"\0\0\x07\x04\0\0\0\0\0" + bytes(7)),
        (None, b"\x01\x0a\0\0\0\x13\x05\x01"),
        (None, b"\x30\x80\x02\x01\x01\x61\x07\x0a\x01\0"),
        (None, b"AMQP\0\0\x09\x01"),
    ],
)
def test_what_only_looks_like_a_reply_is_not_one(sent: str | None, reply: bytes) -> None:
    assert protocols.identify(reply, KEYS[sent] if sent else None) is None


def test_a_greeting_number_shared_by_two_protocols_is_left_open() -> None:
    answer = protocols.identify(b"220 ready\r\n")
    assert answer == Answer("text", "220 ready")


@pytest.mark.parametrize(
    ("tail", "banner"),
    [(b"\0\x2b\0\x02\x03\x04\0\x33\0\x02", "TLS 1.3"), (b"\xff\x01\0\x01\0", "TLS 1.2")],
)
def test_server_hello_tells_the_version(tail: bytes, banner: str) -> None:
    body = b"\x03\x03" + bytes(range(32)) + b"\0\xc0\x2f\0" + struct.pack(">H", len(tail)) + tail
    hello = b"\x02" + len(body).to_bytes(3, "big") + body
    reply = b"\x16\x03\x03" + struct.pack(">H", len(hello)) + hello
    assert protocols.identify(reply) == Answer("tls", banner)


HEADS = sorted({reply[:n] for _, reply, *_ in REPLIES for n in (1, 4, 8, 12, 24)})
HOSTILE = st.one_of(
    st.binary(max_size=600),
    st.builds(bytes.__add__, st.sampled_from(HEADS), st.binary(max_size=80)),
    st.builds(lambda row, at: row[1][:at], st.sampled_from(REPLIES), st.integers(0, 200)),
)


@given(HOSTILE, st.sampled_from([None, *protocols.PROTOCOLS]))
@example(b"SSH-2.0-\x1b]0;owned\x07\x1b[31mred\r\n", None)
@example("220 SMTP \u202eevil\u2066\r\n".encode(), None)
@example(b"HTTP/1.1 200 " + b"A" * 1_000_000, None)
@example(b"-NOAUTH [bold red]\x9b2J\r\n", None)
def test_any_bytes_give_a_clean_answer_or_none(reply: bytes, sent: Protocol | None) -> None:
    answer = protocols.identify(reply, sent)
    if answer is None:
        return
    assert answer.protocol in KEYS or answer.protocol == "text"
    assert is_clean(answer.banner, BANNER_LIMIT)
    assert answer.refusal is None or is_clean(answer.refusal, REFUSAL_LIMIT)
    assert answer.code is None or is_clean(answer.code, 16)


@given(st.binary(min_size=1, max_size=3), st.sampled_from([None, *protocols.PROTOCOLS]))
def test_three_bytes_are_no_answer_but_postgresqls_letter(
    reply: bytes, sent: Protocol | None
) -> None:
    answer = protocols.identify(reply, sent)
    asked = sent is KEYS["postgresql"] and reply in (b"S", b"N")
    assert (answer is not None) == asked


def test_random_bytes_are_hardly_ever_somebody() -> None:
    dice = random.Random(1)
    taken = sum(protocols.identify(dice.randbytes(64)) is not None for _ in range(5000))
    assert taken == 0
