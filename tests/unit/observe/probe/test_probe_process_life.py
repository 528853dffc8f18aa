"""Files, relays, limits and ends: the probe's binary as a plain process."""

import errno
import signal
import socket
import threading
import time
from contextlib import closing

import pytest

from containerloop.observe.probe.records import (
    BadRecord,
    DropRecord,
    ListenRecord,
    NameRecord,
    RelayRecord,
    TryRecord,
    files,
)
from containerloop.observe.probe.requests import (
    AttemptRequest,
    Drop,
    Listen,
    Name,
    ReadFile,
    Relay,
    encode,
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


def test_files_are_shown_and_tables_thinned(probe: Probe, serve: Serve) -> None:
    port = serve(until_eof)
    with socket.create_connection(("127.0.0.1", port)):
        records = probe.run(
            ReadFile(id=1, which="tcp"), ReadFile(id=2, which="hosts"), ReadFile(id=3, which="udp")
        )
    made = files(records)
    rows = [line.split() for line in made[1].content.decode().splitlines()]
    assert rows[0][0] == "sl"
    assert {row[3] for row in rows[1:]} <= {"0A", "02"}
    assert f"0100007F:{port:04X}" in [row[1] for row in rows[1:]]
    with open("/etc/hosts", "rb") as hosts:
        assert made[2].content == hosts.read()
    assert made[3].content.startswith(b"   sl ")
    assert not any(content.cut or content.errno for content in made.values())


def test_a_relay_passes_both_ways_and_goes_when_dropped(probe: Probe, serve: Serve) -> None:
    def shout(connection: socket.socket) -> None:
        connection.sendall(until_eof(connection).upper())

    made = probe.run(Relay(id=9, address="127.0.0.1", port=0, to="127.0.0.1", to_port=serve(shout)))
    assert isinstance(made[0], RelayRecord)
    port = made[0].port
    for text in (b"hello", b"x" * 300_000):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as caller:
            sender = threading.Thread(target=_send_all, args=(caller, text))
            sender.start()
            assert until_eof(caller) == text.upper()
            sender.join()
    assert probe.run(Drop(id=9)) == [DropRecord(id=9, errno=0, port=0)]
    assert probe.run(Drop(id=9)) == [DropRecord(id=9, errno=errno.ENOENT, port=0)]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def _send_all(caller: socket.socket, text: bytes) -> None:
    caller.sendall(text)
    caller.shutdown(socket.SHUT_WR)


def test_a_relay_to_a_loopback_calls_from_the_address_it_was_called_at(
    probe: Probe, serve: Serve
) -> None:
    def tell(connection: socket.socket) -> None:
        connection.sendall(connection.getpeername()[0].encode())

    made = probe.run(Relay(id=9, address="127.0.0.2", port=0, to="127.0.0.1", to_port=serve(tell)))
    assert isinstance(made[0], RelayRecord)
    with socket.create_connection(("127.0.0.2", made[0].port), timeout=5) as caller:
        assert until_eof(caller) == b"127.0.0.2"


def test_a_relay_to_nobody_closes_and_one_to_no_address_says_so(probe: Probe) -> None:
    nowhere = Relay(id=1, address="127.0.0.1", port=0, to="127.0.0.1", to_port=free_port())
    unresolved = Relay(id=2, address="127.0.0.1", port=0, to="x" * 64, to_port=1)
    made = {r.id: r for r in probe.run(nowhere, unresolved) if isinstance(r, RelayRecord)}
    assert made[2].errno == errno.ENOENT
    record = one(probe.run(AttemptRequest(id=3, host="127.0.0.1", port=made[1].port)))
    assert record.end in ("eof", "reset")


def test_a_listener_answers_nothing_and_a_taken_port_is_a_value(probe: Probe) -> None:
    (made,) = probe.run(Listen(id=1, address="127.0.0.1", port=0))
    assert isinstance(made, ListenRecord)
    asked = AttemptRequest(id=2, host="127.0.0.1", port=made.port, reply_ms=80, first=b"hello")
    assert one(probe.run(asked)).end == "deadline"
    (second,) = probe.run(Listen(id=3, address="127.0.0.1", port=made.port))
    assert isinstance(second, ListenRecord)
    assert second.errno == errno.EADDRINUSE


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"nonsense",
        b"try",
        b"try 1 tcp h 80 1 1 0 -",
        b"try 1 sctp h 80 1 1 0 - -",
        b"try 1 tcp h 65536 1 1 0 - -",
        b"try 1 tcp h 80 1 1 0 abc -",
        b"try 1 tcp h 80 1 1 0 zz -",
        b"try 1 tcp h 80 1 1 0 - - more",
        b"try -1 tcp h 80 1 1 0 - -",
        b"try 4294967296 tcp h 80 1 1 0 - -",
        b"name 1",
        b"name 1 " + b"x" * 300 + b" 5",
        b"file 1 shadow",
        b"file 1 ../etc/passwd",
        b"listen 1 localhost 80",
        b"drop",
        b"life 5",
        b"\xff\x00\x01",
        b"try 1 tcp h 80 1 1 0 " + b"00" * 5000 + b" -",
        b"x" * 200_000,
    ],
)
def test_a_malformed_line_is_named_and_the_next_is_read(probe: Probe, line: bytes) -> None:
    probe.send(line + b"\n" + encode([Name(id=1, host="127.0.0.1")]))
    bad, good = probe.records()
    assert bad == BadRecord(line=2)
    assert isinstance(good, NameRecord)


def test_five_hundred_attempts_at_once(probe: Probe, serve: Serve) -> None:
    closed = free_port()
    tries = [AttemptRequest(id=n, host="127.0.0.1", port=closed) for n in range(512)]
    records = probe.run(*tries)
    assert sorted(record.id for record in records if isinstance(record, TryRecord)) == list(
        range(512)
    )
    probe.send(b"drop 1\n" * 513 + b"go\n")
    assert [r for r in probe.records() if isinstance(r, BadRecord)] == [BadRecord(line=1027)]


def test_deadlines_run_side_by_side(probe: Probe, serve: Serve) -> None:
    begun = time.monotonic()
    (made,) = probe.run(Listen(id=0, address="127.0.0.1", port=0))
    assert isinstance(made, ListenRecord)
    probe.run(
        *(AttemptRequest(id=n, host="127.0.0.1", port=made.port, reply_ms=200) for n in range(12))
    )
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("busy", [False, True])
def test_the_end_of_its_input_is_its_end(busy: bool) -> None:
    with closing(Probe()) as probe:
        if busy:
            probe.run(Listen(id=1, address="127.0.0.1", port=0))
            probe.send(b"file 1 tcp\nname 2 nowhere.invalid 9000\ngo\n")
        assert probe.process.stdin is not None
        probe.process.stdin.close()
        assert probe.process.wait(timeout=1) == 0


def test_a_reader_that_left_is_its_end() -> None:
    with closing(Probe()) as probe:
        assert probe.process.stdout is not None
        probe.process.stdout.close()
        assert probe.process.wait(timeout=1) in (0, -signal.SIGPIPE)


def test_its_lifetime_is_its_end() -> None:
    begun = time.monotonic()
    with closing(Probe(life_ms=150)) as probe:
        assert probe.process.wait(timeout=2) == 0
        assert 0.1 < time.monotonic() - begun < 1


def test_it_sleeps_while_nothing_happens(probe: Probe, serve: Serve) -> None:
    probe.run(Relay(id=1, address="127.0.0.1", port=0, to="127.0.0.1", to_port=serve(until_eof)))
    before = _cpu_ticks(probe.process.pid)
    time.sleep(0.4)
    assert _cpu_ticks(probe.process.pid) - before <= 1


def _cpu_ticks(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])
