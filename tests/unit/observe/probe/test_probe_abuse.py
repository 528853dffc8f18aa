"""The probe where all is too much: servers that never end, tables and files without measure."""

import errno
import resource
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from containerloop import protocols
from containerloop.facts import Address, Attempt, Outcome, Unobserved
from containerloop.facts.parsers import procnet
from containerloop.observe import namespace_files
from containerloop.observe.classify import resolution, unresolved
from containerloop.observe.conversation import converse
from containerloop.observe.own_sockets import dial_all
from containerloop.observe.probe.records import Content, NameRecord, files
from containerloop.observe.probe.requests import Name, ReadFile
from containerloop.observe.probe.source.build import compile_probe
from containerloop.plan.values import PlannedAttempt
from tests.support.probe_process import (
    MACHINE,
    Probe,
    Serve,
    a_probe,
    listeners_for_a_test,
    on_linux,
)

__all__ = ["a_probe", "listeners_for_a_test"]  # fixtures
pytestmark = on_linux

GREETINGS = {
    "postgres": b"N",
    "mysql": (
        b"\x4a\0\0\0\x0a8.0.36\0\x08\0\0\0abcdefgh\0\xff\xf7\xff\x02\0\xff\xdf\x15"
        + bytes(10) + b"abcdefghijkl\0mysql_native_password\0"
    ),
    "redis": b"+PONG\r\n",
    "http": b"HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 2\r\n\r\nhi",
    "https": b"\x15\x03\x03\x00\x02\x02\x28",
}  # fmt: skip
DEADLINE_S = 1.0
Dialled = Callable[[str, int], Attempt]


@pytest.fixture(params=["probe", "own sockets"])
def dialled(request: pytest.FixtureRequest, probe: Probe) -> Dialled:
    """Dial a port of loopback in a scheme, as a probe does and as this machine's sockets do."""

    def dial(scheme: str, port: int) -> Attempt:
        wanted = [
            PlannedAttempt(Address(host="127.0.0.1", port=port), scheme=scheme, expected=True)
        ]
        way = dial_all if request.param == "own sockets" else lambda asked: probe.run(*asked)
        (attempt,), _ = converse("host", wanted, DEADLINE_S, way)
        return attempt

    return dial


def served(scheme: str, treat: Callable[[socket.socket, bytes], None]) -> Callable[..., None]:
    """Waits for the hello where the client speaks first, then lets `treat` answer."""

    def serve_one(connection: socket.socket) -> None:
        with suppress(OSError):
            if scheme != "mysql":
                connection.recv(4096)
            treat(connection, GREETINGS[scheme])

    return serve_one


@pytest.mark.parametrize("scheme", GREETINGS)
def test_a_server_that_closes_at_each_byte(scheme: str, serve: Serve, dialled: Dialled) -> None:
    length = 0
    port = serve(served(scheme, lambda c, said: c.sendall(said[:length])))
    came = []
    for length in range(len(GREETINGS[scheme]) + 1):  # noqa: B007 - the server reads it
        came.append(dialled(scheme, port))
    assert came[0].outcome in (Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET)
    assert {a.outcome for a in came[1:]} == {Outcome.ANSWERED}
    last = came[-1]
    assert last.protocol is not None, last
    # of half a greeting nothing more is claimed than of a whole one
    assert {a.protocol for a in came[1:]} <= {None, last.protocol}


@pytest.mark.parametrize("scheme", GREETINGS)
def test_a_server_that_dribbles(scheme: str, serve: Serve, dialled: Dialled) -> None:
    def dribble(connection: socket.socket, said: bytes) -> None:
        for byte in said:
            connection.sendall(bytes([byte]))
            time.sleep(0.02)

    began = time.monotonic()
    attempt = dialled(scheme, serve(served(scheme, dribble)))
    assert attempt.outcome is Outcome.ANSWERED
    assert time.monotonic() - began < 4 * DEADLINE_S


@pytest.mark.parametrize("scheme", GREETINGS)
@pytest.mark.parametrize("noise", [b"\0" * 4096, b"\x1b[31m" * 999, bytes(range(256)) * 16])
def test_a_server_that_never_ends(
    scheme: str, noise: bytes, serve: Serve, dialled: Dialled
) -> None:
    def pour(connection: socket.socket, _said: bytes) -> None:
        until = time.monotonic() + 4 * DEADLINE_S
        while time.monotonic() < until:
            connection.sendall(noise)

    began = time.monotonic()
    attempt = dialled(scheme, serve(served(scheme, pour)))
    assert attempt.outcome is Outcome.ANSWERED
    assert attempt.protocol in (None, *(p.key for p in protocols.PROTOCOLS))
    assert time.monotonic() - began < 3 * DEADLINE_S


@pytest.fixture
def crowd() -> Iterator[list[int]]:
    """5,000 listening sockets of this machine's loopback, by their ports."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    made: list[socket.socket] = []
    try:
        for _ in range(5000):
            listener = socket.socket()
            made.append(listener)
            listener.bind(("127.77.0.1", 0))
            listener.listen(1)
        yield [each.getsockname()[1] for each in made]
    finally:
        for each in made:
            each.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_five_thousand_listeners_are_all_seen(crowd: list[int], probe: Probe) -> None:
    began = time.monotonic()
    records = probe.run(
        *(ReadFile(id=n, which=which) for n, which in enumerate(namespace_files.FILES))
    )
    known = namespace_files.listeners(namespace_files.texts(files(records)))
    assert not isinstance(known, Unobserved)
    assert {x.port for x in known if x.address == "127.77.0.1"} == set(crowd)
    assert time.monotonic() - began < 5
    memory = Path(f"/proc/{probe.process.pid}/status").read_text()
    resident = next(line for line in memory.splitlines() if line.startswith("VmRSS"))
    assert int(resident.split()[1]) < 8 * 1024  # KiB; its container has 16 MiB


def test_a_table_that_was_cut_is_not_known() -> None:
    rows = b"  sl  local_address rem_address   st\n"
    whole = Content(content=rows, errno=0, cut=False)
    seen = dict.fromkeys(range(len(namespace_files.FILES)), whole)
    assert namespace_files.listeners(namespace_files.texts(seen)) == ()
    cut = namespace_files.texts(seen | {1: Content(content=rows, errno=0, cut=True)})
    listeners = namespace_files.listeners(cut)
    assert isinstance(listeners, Unobserved)
    assert "tcp6 is longer" in listeners.reason
    assert isinstance(namespace_files.parsed(cut["tcp6"], procnet.dialling), Unobserved)


@pytest.fixture(scope="module")
def odd_probe(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A probe that has an /etc of its own, and that folder. No name server is at its port."""
    folder = tmp_path_factory.mktemp("odd")
    etc = folder / "etc"
    etc.mkdir()
    compile_probe(MACHINE, folder / "probe", folder, (f'ETC="{etc}"', "DNS_PORT=9"))
    return folder / "probe", etc


def looked_up(odd: tuple[Path, Path], name: str, hosts: bytes, conf: bytes) -> NameRecord:
    (odd[1] / "hosts").write_bytes(hosts)
    (odd[1] / "resolv.conf").write_bytes(conf)
    with closing(Probe(binary=odd[0])) as probe:
        (record,) = probe.run(Name(id=1, host=name, timeout_ms=300))
    assert isinstance(record, NameRecord)
    return record


def many_hosts(size: int) -> bytes:
    line = b"10.9.8.7\ta-host-that-nobody-asks-for.example\n"
    return line * (size // len(line))


def test_the_last_line_of_a_hosts_file_of_a_mebibyte(odd_probe: tuple[Path, Path]) -> None:
    hosts = many_hosts(1 << 20) + b"10.1.2.3 db"
    began = time.monotonic()
    record = looked_up(odd_probe, "db", hosts, b"")
    assert (record.source, record.addrs) == ("hosts", ("10.1.2.3",))
    assert time.monotonic() - began < 2


def test_a_name_that_may_stand_beyond_the_end_is_not_called_missing(
    odd_probe: tuple[Path, Path],
) -> None:
    record = looked_up(odd_probe, "db", many_hosts((16 << 20) + 99), b"")
    assert (record.source, record.errno, record.addrs) == ("hosts", errno.EFBIG, ())
    attempt = unresolved("service:api", PlannedAttempt(Address(host="db", port=1)), record)
    assert attempt.outcome is Outcome.NOT_TRIED
    assert attempt.reason == (
        "/etc/hosts cannot be read completely (EFBIG), so the name was not looked up"
    )
    assert resolution("db", record).addresses == ()
    # what stands before is what glibc finds first
    early = looked_up(odd_probe, "db", b"10.1.2.3 db\n" + many_hosts(17 << 20), b"")
    assert early.addrs == ("10.1.2.3",)


def test_of_fifty_name_servers_three_are_asked(odd_probe: tuple[Path, Path]) -> None:
    conf = b"options timeout:1 attempts:1\n"
    conf += b"".join(b"nameserver 127.0.7.%d\n" % n for n in range(1, 51))
    record = looked_up(odd_probe, "db", b"", conf)
    assert (record.source, record.rcode) == ("dns", -1)
    assert record.server in ("127.0.7.1", "127.0.7.2", "127.0.7.3")  # as glibc: no fourth one
    endless = looked_up(odd_probe, "db", b"", conf * 99)
    assert (endless.source, endless.errno) == ("conf", errno.EFBIG)


def test_a_server_that_resets_in_the_middle(serve: Serve, dialled: Dialled) -> None:
    def reset(connection: socket.socket, said: bytes) -> None:
        connection.sendall(said[:3])
        time.sleep(0.1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    attempt = dialled("http", serve(served("http", reset)))
    assert attempt.outcome in (Outcome.ANSWERED, Outcome.ACCEPTED_THEN_RESET)
