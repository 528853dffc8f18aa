"""The probe's language, both ways, without a probe."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloop.observe.probe.records import (
    EndRecord,
    FileRecord,
    NameRecord,
    TryRecord,
    decode,
    files,
)
from containerloop.observe.probe.requests import (
    AttemptRequest,
    Drop,
    Listen,
    Name,
    ReadFile,
    Relay,
    Request,
    encode,
)
from containerloop.observe.probe.stream import Frames


def test_a_batch_is_its_lines_and_go() -> None:
    batch: list[Request] = [
        AttemptRequest(id=1, host="db", port=5432, first=b"\x00\xff", greet_ms=50),
        AttemptRequest(
            id=2, host="::1", port=53, transport="udp", then=b"x", connect_ms=9, reply_ms=8
        ),
        AttemptRequest(id=7, host="db", port=80, segment=0, connect_ms=9, reply_ms=8),
        AttemptRequest(id=8, host="db", port=80, segment=1240, connect_ms=9, reply_ms=8),
        Name(id=3, host="db", timeout_ms=700),
        ReadFile(id=4, which="tcp6"),
        Relay(id=5, address="172.18.0.2", port=80, to="localhost", to_port=8080),
        Listen(id=6, address="::", port=0),
        Drop(id=5),
    ]
    assert encode(batch).decode().splitlines() == [
        "try 1 tcp db 5432 2000 1000 50 00ff -",
        "try 2 udp ::1 53 9 8 0 - 78",
        "whole 7 0 db 80 9 8 0 - -",
        "whole 8 1240 db 80 9 8 0 - -",
        "name 3 db 700",
        "file 4 tcp6",
        "relay 5 172.18.0.2 80 localhost 8080",
        "listen 6 :: 0",
        "drop 5",
        "go",
    ]


@pytest.mark.parametrize("host", ["", "a b", "a\nlife 1", "a\tb", "x" * 255, "db\n", "\x00"])
def test_a_host_that_is_no_word_never_reaches_the_wire(host: str) -> None:
    with pytest.raises(ValueError, match="not a host"):
        encode([Name(id=1, host=host)])


def test_an_international_name_goes_as_dns_has_it() -> None:
    assert encode([Name(id=1, host="bücher.example", timeout_ms=5)]).startswith(
        b"name 1 xn--bcher-kva.example 5\n"
    )


def test_what_the_probe_could_not_take_is_refused_here() -> None:
    with pytest.raises(ValueError, match="at most 512"):
        encode([Drop(id=n) for n in range(513)])
    with pytest.raises(ValueError, match="longer than 8192"):
        encode([AttemptRequest(id=1, host="db", port=1, first=b"x" * 4096)])
    assert encode([Drop(id=n) for n in range(512)]).count(b"\n") == 513


def test_records_come_back_as_their_own_types() -> None:
    tried = decode(
        b'{"k":"try","id":7,"addr":"::1","errno":104,"stage":"reply","connect_us":3,'
        b'"end":"reset","end_us":9,"sent":true,"data":"4869","then":""}'
    )
    assert isinstance(tried, TryRecord)
    assert (tried.data, tried.then, tried.own, tried.first_us) == (b"Hi", b"", None, None)
    named = decode(
        b'{"k":"name","id":1,"source":"dns","rcode":-1,"errno":110,"server":"127.0.0.11",'
        b'"addrs":[],"us":9}'
    )
    assert isinstance(named, NameRecord)
    assert named.addrs == ()
    assert isinstance(decode(b'{"k":"end"}'), EndRecord)


@pytest.mark.parametrize("line", [b"", b"{}", b'{"k":"other"}', b'{"k":"try","id":1}', b"\xff"])
def test_what_is_no_record_is_an_error_of_msgspec(line: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode(line)


def test_files_are_put_together_by_request() -> None:
    records = [
        FileRecord(id=1, data="4161"),
        FileRecord(id=2, data="5a"),
        FileRecord(id=1, data="62"),
        FileRecord(id=1, end=True, cut=True),
        FileRecord(id=2, end=True),
        FileRecord(id=3, errno=2, end=True),
        FileRecord(id=4, data="00"),
    ]
    made = files(records)
    assert made[1].content == b"Aab"
    assert made[1].cut
    assert made[2].content == b"Z"
    assert (made[3].content, made[3].errno) == (b"", 2)
    assert 4 not in made  # its end never came


def _frame(kind: int, data: bytes) -> bytes:
    return bytes([kind, 0, 0, 0]) + len(data).to_bytes(4, "big") + data


@given(st.lists(st.binary(max_size=40)), st.integers(1, 9), st.integers(1, 7))
def test_frames_come_apart_however_they_are_cut(lines: list[bytes], frame: int, piece: int) -> None:
    lines = [line.replace(b"\n", b" ") for line in lines]
    text = b"".join(line + b"\n" for line in lines)
    raw = b"".join(
        _frame(1, text[at : at + frame]) + _frame(2, b"noise\n")
        for at in range(0, len(text), frame)
    )
    frames = Frames()
    got = [line for at in range(0, len(raw), piece) for line in frames.feed(raw[at : at + piece])]
    assert got == lines
    assert set(bytes(frames.stderr).split(b"\n")) <= {b"noise", b""}
