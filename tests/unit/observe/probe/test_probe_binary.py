"""Attempts and names: the probe's binary against listeners on this machine's loopback."""

import contextlib
import errno
import socket
import struct
import time

import pytest

from containerloop.observe.probe.records import NameRecord, TryRecord
from containerloop.observe.probe.requests import AttemptRequest, Name, encode
from containerloop.observe.probe.source.build import (
    BINARIES,
    MOST_BYTES,
    TARGETS,
    binary_path,
    source_hash,
)
from tests.support.probe_process import (
    Probe,
    Serve,
    a_probe,
    free_port,
    listeners_for_a_test,
    on_linux,
    one,
    until_eof,
)

__all__ = ["a_probe", "listeners_for_a_test"]  # fixtures
pytestmark = on_linux


def test_both_binaries_are_there_and_small() -> None:
    for arch in TARGETS:
        content = binary_path(arch).read_bytes()
        assert content[:4] == b"\x7fELF"
        assert len(content) < min(MOST_BYTES, 24 * 1024)
    machines = [binary_path(arch).read_bytes()[18:20] for arch in ("amd64", "arm64")]
    assert machines == [struct.pack("<H", 62), struct.pack("<H", 183)]
    assert (BINARIES / "sources.sha256").read_text() == source_hash()


def test_refused(probe: Probe) -> None:
    record = one(
        probe.run(AttemptRequest(id=3, host="127.0.0.1", port=free_port(), first=b"hello"))
    )
    assert (record.id, record.addr, record.errno) == (3, "127.0.0.1", errno.ECONNREFUSED)
    assert (record.stage, record.end, record.sent, record.data) == ("connect", "error", False, b"")


def test_a_hello_is_answered(probe: Probe, serve: Serve) -> None:
    def treat(connection: socket.socket) -> None:
        connection.sendall(connection.recv(99).replace(b"i", b"o"))
        until_eof(connection)

    port = serve(treat)
    record = one(probe.run(AttemptRequest(id=1, host="127.0.0.1", port=port, first=b"ping")))
    assert (record.end, record.data, record.sent, record.errno) == ("reply", b"pong", True, 0)
    assert record.own == "127.0.0.1"
    assert record.first_us is not None
    assert record.connect_us <= record.first_us <= record.end_us < 500_000


def test_a_whole_reply_is_waited_for(probe: Probe, serve: Serve) -> None:
    def treat(connection: socket.socket) -> None:
        connection.sendall(b"one ")
        time.sleep(0.2)
        connection.sendall(b"two")
        until_eof(connection)

    port = serve(treat)
    ask = AttemptRequest(id=1, host="127.0.0.1", port=port, segment=0, reply_ms=600)
    assert one(probe.run(ask)).data == b"one two"
    # without that, what comes late is not waited for
    assert one(probe.run(AttemptRequest(id=2, host="127.0.0.1", port=port))).data == b"one "


def test_the_other_side_is_told_how_large_segments_may_be(probe: Probe, serve: Serve) -> None:
    told: list[int] = []

    def treat(connection: socket.socket) -> None:
        told.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG))
        until_eof(connection)

    port = serve(treat)
    for n, segment in enumerate((1240, 0)):
        probe.run(AttemptRequest(id=n, host="127.0.0.1", port=port, segment=segment, reply_ms=60))
    assert told[0] <= 1240 < told[1]


def test_pieces_that_come_together_are_gathered(probe: Probe, serve: Serve) -> None:
    def treat(connection: socket.socket) -> None:
        connection.sendall(b"one ")
        time.sleep(0.005)
        connection.sendall(b"two")
        until_eof(connection)

    record = one(probe.run(AttemptRequest(id=1, host="127.0.0.1", port=serve(treat))))
    assert (record.end, record.data, record.sent) == ("reply", b"one two", False)


def test_a_greeting_comes_before_the_hello_is_needed(probe: Probe, serve: Serve) -> None:
    heard: list[bytes] = []

    def treat(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        heard.append(connection.recv(99))
        connection.sendall(b"221 bye\r\n")

    record = one(
        probe.run(
            AttemptRequest(
                id=1,
                host="127.0.0.1",
                port=serve(treat),
                greet_ms=2000,
                first=b"GET /",
                then=b"QUIT\r\n",
            )
        )
    )
    assert (record.data, record.then, record.end) == (b"220 ready\r\n", b"221 bye\r\n", "eof")
    assert not record.sent
    assert heard == [b"QUIT\r\n"]


def test_the_hello_is_said_when_no_greeting_came(probe: Probe, serve: Serve) -> None:
    port = serve(lambda c: c.sendall(c.recv(99).upper()))
    record = one(
        probe.run(AttemptRequest(id=1, host="127.0.0.1", port=port, greet_ms=60, first=b"hi"))
    )
    assert (record.data, record.sent) == (b"HI", True)
    assert record.first_us is not None
    assert record.first_us >= 60_000


def test_a_server_that_waits_stays_open(probe: Probe, serve: Serve) -> None:
    record = one(
        probe.run(AttemptRequest(id=1, host="127.0.0.1", port=serve(until_eof), reply_ms=120))
    )
    assert (record.end, record.errno, record.stage) == ("deadline", 0, "reply")
    assert 120_000 <= record.end_us < 600_000
    assert record.first_us is None


@pytest.mark.parametrize(("greet_ms", "first"), [(0, None), (0, b"hello"), (300, b"hello")])
def test_accepted_then_closed(
    probe: Probe, serve: Serve, greet_ms: int, first: bytes | None
) -> None:
    def treat(connection: socket.socket) -> None:
        time.sleep(0.005)
        connection.shutdown(socket.SHUT_WR)
        until_eof(connection)

    asked = AttemptRequest(
        id=1, host="127.0.0.1", port=serve(treat), greet_ms=greet_ms, first=first
    )
    record = one(probe.run(asked))
    assert (record.end, record.errno, record.data) == ("eof", 0, b"")
    assert record.end_us < 300_000


@pytest.mark.parametrize("first", [None, b"hello"])
def test_accepted_then_reset(probe: Probe, serve: Serve, first: bytes | None) -> None:
    def treat(connection: socket.socket) -> None:
        if first:
            connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    record = one(probe.run(AttemptRequest(id=1, host="127.0.0.1", port=serve(treat), first=first)))
    assert (record.end, record.errno) == ("reset", errno.ECONNRESET)


def test_a_reset_that_overtakes_the_connect_is_no_failed_connect(
    probe: Probe, serve: Serve
) -> None:
    def treat(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    port = serve(treat)
    records = probe.run(*(AttemptRequest(id=n, host="127.0.0.1", port=port) for n in range(60)))
    ends = {(r.stage, r.end) for r in records if isinstance(r, TryRecord)}
    assert ends == {("reply", "reset")}


def test_a_talker_is_cut_off(probe: Probe, serve: Serve) -> None:
    def treat(connection: socket.socket) -> None:
        connection.sendall(b"x" * 8000)
        with contextlib.suppress(ConnectionResetError):  # most of it was never read
            until_eof(connection)

    port = serve(treat)
    record = one(probe.run(AttemptRequest(id=1, host="127.0.0.1", port=port, reply_ms=3000)))
    assert (record.end, len(record.data)) == ("full", 2048)


def test_a_full_backlog_times_out(probe: Probe) -> None:
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        port = listener.getsockname()[1]
        record = one(probe.run(AttemptRequest(id=1, host="127.0.0.1", port=port, connect_ms=150)))
    assert (record.stage, record.end, record.errno) == ("connect", "timeout", 0)
    assert 150_000 <= record.connect_us < 600_000


def test_udp_answered_refused_and_silent(probe: Probe) -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as talker,
        socket.socket(type=socket.SOCK_DGRAM) as mute,
    ):
        for listener in (talker, mute):
            listener.bind(("127.0.0.1", 0))
        ports = [talker.getsockname()[1], mute.getsockname()[1], free_port()]
        tries = [
            AttemptRequest(
                id=n, host="127.0.0.1", port=port, transport="udp", reply_ms=300, first=b"q"
            )
            for n, port in enumerate(ports)
        ]
        probe.send(encode(tries))
        talker.settimeout(5)
        question, sender = talker.recvfrom(99)
        talker.sendto(question * 3, sender)
        made = {r.id: r for r in probe.records() if isinstance(r, TryRecord)}
    assert (made[0].end, made[0].data) == ("reply", b"qqq")
    assert (made[1].end, made[1].errno) == ("deadline", 0)
    assert (made[2].end, made[2].errno, made[2].stage) == ("error", errno.ECONNREFUSED, "reply")


def test_every_address_of_a_name_is_tried(probe: Probe, serve: Serve) -> None:
    port = serve(until_eof)
    records = probe.run(AttemptRequest(id=1, host="LocalHost", port=port, reply_ms=50))
    named = next(record for record in records if isinstance(record, NameRecord))
    tried = [record for record in records if isinstance(record, TryRecord)]
    assert named.source in ("hosts", "builtin")
    assert "127.0.0.1" in named.addrs
    assert sorted(record.addr for record in tried) == sorted(named.addrs)


@pytest.mark.parametrize(
    "literal", ["127.0.0.1", "::1", "::", "fe80::1:0:0:1", "1:2:3:4:5:6:7:8", "2001:db8::"]
)
def test_literals_come_back_in_their_short_form(probe: Probe, literal: str) -> None:
    (record,) = probe.run(Name(id=1, host=literal))
    assert isinstance(record, NameRecord)
    assert (record.source, record.addrs) == ("literal", (literal,))


@pytest.mark.parametrize("word", ["1.2.3", "256.1.1.1", "1.2.3.4.5", "01.2.3.4"])
def test_what_only_looks_like_an_address_is_a_name(probe: Probe, word: str) -> None:
    (record,) = probe.run(Name(id=1, host=word, timeout_ms=50))
    assert isinstance(record, NameRecord)
    assert record.source == "dns"


def test_a_label_too_long_for_dns_is_no_name(probe: Probe) -> None:
    (record,) = probe.run(Name(id=1, host="x" * 64, timeout_ms=200))
    assert isinstance(record, NameRecord)
    # 3 where a name server may be asked for its neighbours, -1 where none is in reach
    assert record.rcode in (3, -1)
    assert record.addrs == ()
