"""Queues are read twice, and our own calls do not make them longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest
from msgspec.structs import replace

from containerloop.errors import ProbeUnavailable
from containerloop.facts import Address, Listener, Maybe, Transport, Unobserved
from containerloop.observe import queues
from containerloop.observe.probe.requests import File
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.observe.queues import (
    NOT_ACCEPTED,
    Listeners,
    gone_on,
    hangs,
    settled,
    spared,
)
from containerloop.plan.values import Inside, Look, OwnSockets, PlannedAttempt, ServerPlace
from tests.support.world import listener

IDLE = listener("0.0.0.0:9000")


def queue(length: int) -> Listener:
    return replace(IDLE, queue=length)


def after(first: Listeners, second: Listeners) -> tuple[Listeners, int]:
    reads: list[int] = []

    def read() -> Listeners:
        reads.append(1)
        return second

    return settled(first, read), len(reads)


def test_where_nothing_waits_the_table_is_read_once() -> None:
    assert after((IDLE,), ()) == ((IDLE,), 0)
    unseen = Unobserved("longer than 4 MiB")
    assert after(unseen, ()) == (unseen, 0)
    datagrams = replace(queue(212), transport=Transport.UDP)
    assert after((datagrams,), ()) == ((datagrams,), 0)


def test_the_shorter_of_two_queues_counts() -> None:
    assert after((queue(3),), (queue(2),)) == ((queue(2),), 1)
    assert after((queue(3),), (queue(4),)) == ((queue(3),), 1)
    assert after((queue(3),), (IDLE,)) == ((IDLE,), 1)
    assert after((queue(3),), ()) == ((IDLE,), 1)
    assert after((queue(3),), Unobserved("gone")) == ((queue(3),), 1)


def tried(host: str, port: int = 9000, *, expected: bool = False) -> PlannedAttempt:
    return PlannedAttempt(Address(host=host, port=port), expected=expected)


def test_a_comparison_does_not_join_a_queue() -> None:
    rows = (tried("127.0.0.1"), tried("web"), tried("127.0.0.1", 80))
    relied = tried("localhost", expected=True)
    look = spared(Look("service:web", OwnSockets(), (relied, *rows)), (queue(1),))
    assert look.tries == (relied, rows[1], rows[2])
    assert look.untried == ((rows[0].address, NOT_ACCEPTED),)


def test_a_look_without_a_queue_stays_as_it_is() -> None:
    look = Look("service:web", OwnSockets(), (tried("127.0.0.1"),))
    assert spared(look, (IDLE,)) is look
    assert spared(look, Unobserved("gone")) is look


def test_of_several_listeners_only_those_with_a_queue_are_compared() -> None:
    other = replace(IDLE, port=80)
    assert after((queue(3), other), (queue(2), other)) == ((queue(2), other), 1)


def test_a_datagram_joins_no_queue() -> None:
    asked = PlannedAttempt(Address(host="127.0.0.1", port=9000, transport=Transport.UDP))
    look = Look("service:web", OwnSockets(), (asked,))
    assert spared(look, (queue(1),)) == look


class Pool:
    """Sessions whose table of sockets has these rows, or none that starts."""

    def __init__(self, *rows: Listener | Unobserved, starts: bool = True) -> None:
        self.rows, self.starts = rows, starts

    @contextmanager
    def temporary(self, placement: object) -> Iterator[object]:
        if not self.starts:
            raise ProbeUnavailable("no probe here")
        yield self


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((queue(2),), True),
        ((replace(queue(2), port=80), queue(1)), True),
        ((IDLE,), False),
        ((replace(queue(2), port=80),), False),
        ((replace(queue(2), port=80), IDLE), False),
        ((), False),
    ],
)
def test_a_server_hangs_whose_own_queue_is_waited_in(
    rows: tuple[Listener, ...], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "read_twice", lambda session: ({}, session.rows))
    assert hangs(cast(SessionPool, Pool(*rows)), {}, ServerPlace(Inside("web"), 9000)) is expected


def test_a_queue_that_nobody_can_look_into_is_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    place = ServerPlace(Inside("web"), 9000)
    monkeypatch.setattr(queues, "read_twice", lambda session: ({}, Unobserved("cut")))
    assert not hangs(cast(SessionPool, Pool()), {}, place)
    assert not hangs(cast(SessionPool, Pool(starts=False)), {}, place)


HEAD = "  sl  local_address rem_address   st tx_queue:rx_queue"
CALL = "   1: 020012AC:{:04X} 010012AC:{} {} 00000000:00000000 00:00000000 00000000 0 0 {}"
WEB = ServerPlace(Inside("web"), 9000)
BEFORE = frozenset({"010012AC:C001"})


def table(caller: str, *, port: int = 9000, state: str = "01", inode: int = 4712) -> str:
    return "\n".join((HEAD, CALL.format(port, caller, state, inode)))


@pytest.mark.parametrize(
    ("tcp", "length"),
    [
        (table("C002"), 0),
        (table("C002", state="08"), 0),
        (table("C001"), 2),
        (table("C002", inode=0), 2),
        (table("C002", port=9001), 2),
        (table("C002", state="06"), 2),
        (HEAD, 2),
    ],
    ids=["the next", "gave up", "the same", "not accepted", "elsewhere", "closed", "nobody"],
)
def test_a_process_that_has_taken_the_next_caller_since_goes_on(tcp: str, length: int) -> None:
    texts: dict[File, Maybe[str]] = {"tcp": tcp, "tcp6": ""}
    assert gone_on((queue(2),), WEB.stand, {WEB: BEFORE}, texts) == (queue(length),)


def test_of_another_server_nothing_is_known() -> None:
    texts: dict[File, Maybe[str]] = {"tcp": table("C002"), "tcp6": Unobserved("longer than 4 MiB")}
    assert gone_on((queue(2),), Inside("db"), {WEB: BEFORE}, texts) == (queue(2),)
    assert gone_on((queue(2),), OwnSockets(), {WEB: BEFORE}, texts) == (queue(2),)
    unseen = Unobserved("cut")
    assert gone_on(unseen, WEB.stand, {WEB: BEFORE}, texts) == unseen
    assert gone_on((queue(2),), WEB.stand, {WEB: BEFORE}, texts) == (queue(0),)


def test_whom_a_server_had_taken_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "read_twice", lambda session: ({"tcp": table("C001")}, ()))
    taken: queues.Taken = {}
    hangs(cast(SessionPool, Pool()), taken, WEB)
    assert taken == {WEB: BEFORE}
