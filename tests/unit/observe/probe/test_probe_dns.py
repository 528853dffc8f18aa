"""Names as the container resolves them: the probe against name servers made for each test.

The probe here is compiled from the same sources with another /etc and DNS port.
"""

import errno
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from containerloop.observe.probe.records import NameRecord, TryRecord
from containerloop.observe.probe.requests import AttemptRequest, Name
from containerloop.observe.probe.source.build import compile_probe
from tests.support.probe_process import MACHINE, Probe, on_linux

pytestmark = on_linux

A, AAAA = 1, 28
Answer = tuple[int, list[str]] | None  # rcode and addresses; None: not a word
NXDOMAIN: Answer = (3, [])


def _port() -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class NameServer(threading.Thread):
    """Answers from a table of (name, type); remembers what it was asked."""

    def __init__(self, host: str, port: int, table: dict[tuple[str, int], Answer]) -> None:
        super().__init__()
        self.table = table
        self.asked: list[tuple[str, int]] = []
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.bind((host, port))
        self.socket.settimeout(0.05)
        self.over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self.over.is_set():
            try:
                packet, sender = self.socket.recvfrom(999)
            except TimeoutError:
                continue
            name, kind, end = _question(packet)
            self.asked.append((name, kind))
            answer = self.table.get((name, kind), NXDOMAIN)
            if answer is not None:
                self.socket.sendto(_reply(packet, end, kind, *answer), sender)

    def close(self) -> None:
        self.over.set()
        self.join()
        self.socket.close()


def _question(packet: bytes) -> tuple[str, int, int]:
    at, labels = 12, []
    while packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode())
        at += packet[at] + 1
    return ".".join(labels), struct.unpack_from(">H", packet, at + 1)[0], at + 5


def _reply(packet: bytes, end: int, kind: int, rcode: int, addresses: list[str]) -> bytes:
    head = packet[:2] + struct.pack(">HHHHH", 0x8180 | rcode, 1, len(addresses) + 1, 0, 0)
    alias = b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 60, 4) + b"\x01x\xc0\x0c"
    rows = b""
    for address in addresses:
        raw = socket.inet_pton(socket.AF_INET6 if kind == AAAA else socket.AF_INET, address)
        rows += b"\x01x\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(raw)) + raw
    return head + packet[12:end] + alias + rows


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, int]:
    """The binary, its /etc and its DNS port."""
    folder = tmp_path_factory.mktemp("dns")
    port, etc = _port(), folder / "etc"
    etc.mkdir()
    defines = (f'ETC="{etc}"', f"DNS_PORT={port}")
    compile_probe(MACHINE, folder / "probe", folder, defines)
    return folder / "probe", etc, port


@pytest.fixture
def resolv(place: tuple[Path, Path, int]) -> Iterator[Callable[[str, str], Probe]]:
    """Starts a probe that has this resolv.conf and hosts."""
    probes: list[Probe] = []

    def start(conf: str, hosts: str = "") -> Probe:
        (place[1] / "resolv.conf").write_text(conf)
        (place[1] / "hosts").write_text(hosts)
        probes.append(Probe(binary=place[0]))
        return probes[-1]

    yield start
    for probe in probes:
        probe.close()


def ask(probe: Probe, host: str, timeout_ms: int = 1500) -> NameRecord:
    (record,) = probe.run(Name(id=1, host=host, timeout_ms=timeout_ms))
    assert isinstance(record, NameRecord)
    return record


Resolv = Callable[..., Probe]
Placed = tuple[Path, Path, int]


def _names(server: NameServer) -> list[str]:
    return [name for name, kind in server.asked if kind == A]


def test_both_families_of_an_answer_behind_an_alias(resolv: Resolv, place: Placed) -> None:
    table: dict[tuple[str, int], Answer] = {
        ("db", A): (0, ["192.0.2.1", "192.0.2.2"]),
        ("db", AAAA): (0, ["2001:db8::1"]),
    }
    with closing(NameServer("127.0.0.2", place[2], table)):
        record = ask(resolv("nameserver 127.0.0.2\n"), "db")
    assert (record.source, record.rcode, record.errno) == ("dns", 0, 0)
    assert sorted(record.addrs) == ["192.0.2.1", "192.0.2.2", "2001:db8::1"]
    assert record.server == "127.0.0.2"


def test_hosts_come_first_all_lines_and_in_any_case(resolv: Resolv, place: Placed) -> None:
    hosts = "10.0.0.1 web Db # not\n# 10.0.0.2 db\n::5 db\n10.0.0.3 dbx\n10.0.0.4 x db"
    with closing(NameServer("127.0.0.2", place[2], {})) as server:
        record = ask(resolv("nameserver 127.0.0.2\n", hosts), "dB")
    assert (record.source, record.addrs) == ("hosts", ("10.0.0.1", "::5", "10.0.0.4"))
    assert server.asked == []


def test_localhost_is_known_without_a_line(resolv: Resolv) -> None:
    record = ask(resolv(""), "localhost")
    assert (record.source, record.addrs) == ("builtin", ("127.0.0.1", "::1"))


@pytest.mark.parametrize(
    ("host", "options", "order"),
    [
        ("db", "", ["db.one.test", "db.two.test", "db"]),
        ("db.x", "", ["db.x", "db.x.one.test", "db.x.two.test"]),
        ("db.x", "options ndots:2", ["db.x.one.test", "db.x.two.test", "db.x"]),
        ("db", "options ndots:0", ["db", "db.one.test", "db.two.test"]),
        ("db.", "", ["db"]),
    ],
)
def test_the_search_list_is_walked_as_glibc_does(
    resolv: Resolv, place: Placed, host: str, options: str, order: list[str]
) -> None:
    conf = f"domain un.used\nsearch one.test two.test.\nnameserver 127.0.0.2\n{options}\n"
    with closing(NameServer("127.0.0.2", place[2], {})) as server:
        record = ask(resolv(conf), host)
    assert _names(server) == order
    assert (record.rcode, record.addrs) == (3, ())


def test_the_search_ends_at_the_first_address(resolv: Resolv, place: Placed) -> None:
    table: dict[tuple[str, int], Answer] = {("db.one.test", AAAA): (0, ["::9"])}
    with closing(NameServer("127.0.0.2", place[2], table)) as server:
        record = ask(resolv("search one.test two.test\nnameserver 127.0.0.2"), "db")
    assert (record.addrs, _names(server)) == (("::9",), ["db.one.test"])


def test_a_name_without_addresses_is_not_a_missing_name(resolv: Resolv, place: Placed) -> None:
    table: dict[tuple[str, int], Answer] = {("db", A): (0, []), ("db", AAAA): (0, [])}
    with closing(NameServer("127.0.0.2", place[2], table)):
        record = ask(resolv("nameserver 127.0.0.2"), "db")
    assert (record.rcode, record.errno, record.addrs) == (0, 0, ())


@pytest.mark.parametrize(("rcode", "searched"), [(2, True), (5, False)])
def test_a_failing_server_keeps_its_rcode(
    resolv: Resolv, place: Placed, rcode: int, searched: bool
) -> None:
    failing: Answer = (rcode, [])
    table = {(name, kind): failing for name in ("db.one.test", "db") for kind in (A, AAAA)}
    with closing(NameServer("127.0.0.2", place[2], table)) as server:
        record = ask(resolv("search one.test\nnameserver 127.0.0.2"), "db")
    assert (record.rcode, record.errno) == (rcode, 0)
    assert ("db" in _names(server)) is searched


def test_the_second_server_is_asked_when_the_first_fails(resolv: Resolv, place: Placed) -> None:
    fails: dict[tuple[str, int], Answer] = {("db", A): (2, []), ("db", AAAA): (2, [])}
    knows: dict[tuple[str, int], Answer] = {("db", A): (0, ["192.0.2.9"])}
    with (
        closing(NameServer("127.0.0.2", place[2], fails)),
        closing(NameServer("127.0.0.3", place[2], knows)),
    ):
        record = ask(resolv("nameserver 127.0.0.2\nnameserver 127.0.0.3"), "db")
    assert (record.addrs, record.server) == (("192.0.2.9",), "127.0.0.3")


@pytest.mark.parametrize("silent", [True, False])
def test_the_second_server_is_asked_when_the_first_is_silent_or_not_there(
    resolv: Resolv, place: Placed, silent: bool
) -> None:
    mute: dict[tuple[str, int], Answer] = {("db", A): None, ("db", AAAA): None}
    knows: dict[tuple[str, int], Answer] = {("db", A): (0, ["192.0.2.9"])}
    first = "127.0.0.2" if silent else "127.0.0.4"
    with (
        closing(NameServer("127.0.0.2", place[2], mute)),
        closing(NameServer("127.0.0.3", place[2], knows)),
    ):
        record = ask(resolv(f"nameserver {first}\nnameserver 127.0.0.3"), "db", 600)
    assert (record.addrs, record.server) == (("192.0.2.9",), "127.0.0.3")
    assert record.us >= (250_000 if silent else 0)


def test_no_server_answers_in_time(resolv: Resolv, place: Placed) -> None:
    mute: dict[tuple[str, int], Answer] = {("db", A): None, ("db", AAAA): None}
    with closing(NameServer("127.0.0.2", place[2], mute)):
        record = ask(resolv("nameserver 127.0.0.2"), "db", 200)
    assert (record.rcode, record.errno, record.addrs) == (-1, errno.ETIMEDOUT, ())
    assert 200_000 <= record.us < 800_000


def test_no_server_is_there(resolv: Resolv) -> None:
    record = ask(resolv("nameserver 127.0.0.4"), "db")
    assert (record.rcode, record.errno) == (-1, errno.ECONNREFUSED)


def test_without_a_server_line_this_machine_is_asked(resolv: Resolv) -> None:
    record = ask(resolv("# nothing"), "db", 300)
    assert (record.server, record.rcode) == ("127.0.0.1", -1)


def test_half_an_answer_is_used_when_the_other_half_never_comes(
    resolv: Resolv, place: Placed
) -> None:
    table: dict[tuple[str, int], Answer] = {("db", A): (0, ["192.0.2.1"]), ("db", AAAA): None}
    with closing(NameServer("127.0.0.2", place[2], table)):
        record = ask(resolv("nameserver 127.0.0.2"), "db", 300)
    assert (record.addrs, record.rcode) == (("192.0.2.1",), 0)


def test_at_most_sixteen_addresses_are_tried(resolv: Resolv, place: Placed) -> None:
    many = [f"127.9.9.{n}" for n in range(1, 21)]
    with closing(NameServer("127.0.0.2", place[2], {("db", A): (0, many)})):
        records = resolv("nameserver 127.0.0.2").run(AttemptRequest(id=4, host="db", port=1))
    tried = {record.addr for record in records if isinstance(record, TryRecord)}
    assert tried == set(many[:16])


def test_an_answer_that_is_garbage_does_no_harm(
    resolv: Resolv, place: Placed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def garbage(packet: bytes, end: int, kind: int, rcode: int, addresses: list[str]) -> bytes:
        head = packet[:2] + struct.pack(">HHHHH", 0x8180, 1, 9, 0, 0)
        return head + packet[12:end] + (b"\xc0" if kind == A else b"\x3f" * 20 + b"\xff" * 9)

    monkeypatch.setattr("tests.unit.observe.probe.test_probe_dns._reply", garbage)
    with closing(NameServer("127.0.0.2", place[2], {})):
        record = ask(resolv("nameserver 127.0.0.2"), "db")
    assert (record.rcode, record.addrs) == (0, ())
