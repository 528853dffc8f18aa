"""MongoDB's hello: the member that its replica set calls primary."""

import struct

from containerloop.protocols.servers.mongodb import NO_CONFIG, NO_PRIMARY, read


def reply(document: bytes, *, size: int | None = None) -> bytes:
    body = b"\0\0\0\0\0" + document
    total = len(body) + 16 if size is None else size
    return struct.pack("<IIII", total, 7, 0x434C5031, 2013) + body


def text(key: str, value: str) -> bytes:
    return (
        b"\x02" + key.encode() + b"\0" + struct.pack("<i", len(value) + 1) + value.encode() + b"\0"
    )


WIRE = b"\x10maxWireVersion\0" + struct.pack("<i", 21)
SET = text("setName", "rs0")


def test_the_primary_is_where_drivers_go() -> None:
    answer = read(reply(SET + text("primary", "mongo-1:27017") + text("me", "a:1") + WIRE))
    assert answer is not None
    assert [(p.by, p.host, p.port) for p in answer.onward] == [("member", "mongo-1", 27017)]
    assert (answer.refusal, answer.banner) == (None, "wire version 21, replica set rs0")


def test_a_server_alone_names_nobody() -> None:
    answer = read(reply(text("primary", "x:1") + WIRE))
    assert answer is not None
    assert (answer.onward, answer.refusal) == ((), None)


def test_a_set_without_a_primary_and_one_that_was_never_initiated() -> None:
    answer = read(reply(SET + WIRE))
    assert answer is not None
    assert answer.refusal == NO_PRIMARY
    answer = read(reply(b"\x08isreplicaset\0\x01" + WIRE))
    assert answer is not None
    assert answer.refusal == NO_CONFIG


def test_what_was_cut_off_is_not_missing() -> None:
    for damaged in (reply(SET + WIRE, size=900), reply(SET)):
        answer = read(damaged)
        assert answer is not None
        assert (answer.refusal, answer.onward) == (None, ())


def test_a_primary_that_is_no_address_is_left_out() -> None:
    for written in ("mongo", "mongo:", "mongo:x", "a b:1", ":27017", "mongo:0"):
        answer = read(reply(SET + text("primary", written)))
        assert answer is not None
        assert answer.onward == ()
