"""What is said to a server first: enough to be answered, and nothing to be ashamed of."""

import re
import socket
import ssl
import struct
import threading

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from containerloop import protocols
from containerloop.protocols import Answer, Call, Protocol
from containerloop.protocols.servers import http, postgresql, tls

KEYS = {protocol.key: protocol for protocol in protocols.PROTOCOLS}


def test_the_unknown_hello_listens_first_and_alarms_nobody() -> None:
    hello = protocols.hello_of(protocols.expected(None, 7777))
    assert 50 <= hello.greet_ms <= 500
    assert b"host" not in hello.first.lower(), "Redis logs a security attack on that word"


def test_a_hello_carries_the_name_that_was_dialled() -> None:
    assert b"\r\nHost: api:8000\r\n" in protocols.hello_of(KEYS["http"], Call("api:8000")).first
    assert b"\x00\x03api" in protocols.hello_of(KEYS["tls"], Call("api:443")).first
    assert tls.hello("127.0.0.1") == tls.hello("::1") == tls.hello("a b") == tls.hello()
    assert tls.hello("db") != tls.hello()


@given(st.text(), st.text())
@example("a\r\nX-Evil: 1", "/\r\nX: y")
def test_a_host_or_path_cannot_add_a_line(host: str, path: str) -> None:
    lines = http.hello(host, path).first.split(b"\r\n")
    assert len(lines) == 7
    assert lines[0].startswith(b"GET /")
    assert lines[0].endswith(b" HTTP/1.1")
    assert len(lines[0].split(b" ")) == 3


@pytest.mark.parametrize("protocol", protocols.PROTOCOLS, ids=lambda p: p.key)
def test_no_hello_has_a_credential(protocol: Protocol) -> None:
    said = protocol.hello.first + protocol.hello.then
    assert not re.search(rb"(?i)pass|auth[ =:]|authorization|login|secret|token", _unnamed(said))


def _unnamed(said: bytes) -> bytes:
    """Without the name of the way in which MySQL would hash a password, of which none follows."""
    return said.replace(b"\0containerloop\0\0mysql_native_password\0", b"")


def test_mysql_is_left_with_a_login_and_an_empty_answer() -> None:
    then = KEYS["mysql"].hello.then
    size = int.from_bytes(then[:3], "little")
    assert then[3] == 1
    assert then[4 + size :] == b"\0\0\0\x03"
    assert b"\0containerloop\0\0mysql_native_password\0" in then[4 : 4 + size]


def test_postgresql_startup_counts_its_own_length() -> None:
    first = postgresql.startup("app", "shop").first
    assert struct.unpack(">II", first[:8]) == (len(first), 196608)
    assert postgresql.startup("app", "shop").then == b""


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_real_tls_stack_accepts_the_client_hello(newest: ssl.TLSVersion) -> None:
    """Without a certificate OpenSSL must get as far as looking for one: a parsed ClientHello."""
    seen: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = newest
    context.set_ciphers("ALL")
    context.sni_callback = lambda _socket, name, _context: seen.append(name)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(tls.hello("api.local").first)
    with pytest.raises(ssl.SSLError, match=r"(?i)no.shared.cipher|no.suitable"):
        server.do_handshake()
    answer = protocols.identify(outgoing.read(), KEYS["tls"])
    assert seen == ["api.local"]
    assert answer == Answer("tls", "TLS", "TLS refused: no TLS version or cipher in common", "40")


def test_hellos_work_over_a_real_socket() -> None:
    """A greeting server and a client that follows Hello's three steps."""
    ours, theirs = socket.socketpair()
    hello = KEYS["smtp"].hello
    got: list[bytes] = []

    def serve() -> None:
        theirs.sendall(b"220 mail ESMTP\r\n")
        got.append(theirs.recv(64))

    thread = threading.Thread(target=serve)
    thread.start()
    with ours, theirs:
        answer = protocols.identify(ours.recv(512), KEYS["smtp"])
        ours.sendall(hello.then)
        thread.join(5)
    assert answer == Answer("smtp", "mail ESMTP", code="220")
    assert got == [b"QUIT\r\n"]
