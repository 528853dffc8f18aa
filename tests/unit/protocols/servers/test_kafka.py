"""Kafka's two answers: what it speaks, and which brokers it names."""

import struct

import pytest

from containerloop.protocols.servers.kafka import KAFKA, NO_BROKERS, read

CORRELATION = 0x434C6B31
VERSIONS = struct.pack(">iihi", 10, CORRELATION, 0, 0)


def text(words: str) -> bytes:
    return struct.pack(">h", len(words)) + words.encode()


def metadata(*brokers: tuple[str, int], rack: str | None = None, count: int | None = None) -> bytes:
    each = [
        struct.pack(">i", n) + text(host) + struct.pack(">i", port)
        + (text(rack) if rack else struct.pack(">h", -1))
        for n, (host, port) in enumerate(brokers)
    ]  # fmt: skip
    number = len(brokers) if count is None else count
    body = struct.pack(">ii", CORRELATION + 1, number) + b"".join(each) + struct.pack(">ii", 0, 0)
    return struct.pack(">i", len(body)) + body


def named(reply: bytes) -> list[tuple[str | None, int]]:
    answer = read(reply)
    assert answer is not None
    return [(place.host, place.port) for place in answer.onward]


def test_two_requests_are_sent_at_once_and_name_no_topic() -> None:
    first = KAFKA.hello.first
    size = struct.unpack(">i", first[:4])[0]
    assert struct.unpack(">hhi", first[4:12]) == (18, 0, CORRELATION)
    rest = first[4 + size :]
    assert struct.unpack(">hhi", rest[4:12]) == (3, 1, CORRELATION + 1)
    assert rest.endswith(struct.pack(">i", 0))
    assert len(rest) == 4 + struct.unpack(">i", rest[:4])[0]


@pytest.mark.parametrize("rack", [None, "r1"])
def test_every_broker_is_named(rack: str | None) -> None:
    reply = VERSIONS + metadata(("kafka", 9092), ("10.0.0.5", 29092), rack=rack)
    answer = read(reply)
    assert answer is not None
    assert (answer.banner, {p.by for p in answer.onward}) == ("2 brokers", {"broker"})
    assert named(reply) == [("kafka", 9092), ("10.0.0.5", 29092)]


def test_one_that_names_none_says_so() -> None:
    for reply in (VERSIONS, VERSIONS + b"\0\0", VERSIONS + metadata()):
        answer = read(reply)
        assert answer is not None
        assert (answer.banner, answer.onward) == (NO_BROKERS, ())


def test_what_is_damaged_is_left_out() -> None:
    whole = VERSIONS + metadata(("kafka", 9092), ("other", 9093))
    for end in range(len(VERSIONS), len(whole)):
        assert set(named(whole[:end])) <= {("kafka", 9092), ("other", 9093)}
    assert named(VERSIONS + metadata(("kafka", 9092), count=-5)) == []
    assert named(VERSIONS + metadata(("a b", 1), ("\x1b[31m", 2), ("ok", 0), ("ok", 70000))) == []
    assert named(VERSIONS + b"\0\0\0\x08" + b"XXXX" + struct.pack(">i", 1)) == []
    assert len(named(VERSIONS + metadata(*[("k", 9092)] * 80))) == 64
