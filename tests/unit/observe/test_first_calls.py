"""One call to each server first, and no second one where that was not accepted."""

import time
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from containerloop.facts import Address, Outcome, Transport, Unobserved
from containerloop.observe.conversation import converse
from containerloop.observe.first_calls import NOT_ACCEPTED, FirstCalls
from containerloop.observe.probe.records import Record, TryRecord
from containerloop.observe.probe.requests import AttemptRequest
from containerloop.plan.values import Inside, OwnSockets, PlannedAttempt, ServerPlace
from tests.support.world import listener

WEB = ServerPlace(Inside("web"), 9000)
DB = ServerPlace(Inside("db"), 5432)


def wanted(host: str, server: ServerPlace | None = WEB, port: int = 9000) -> PlannedAttempt:
    return PlannedAttempt(Address(host=host, port=port), server=server)


class Exchange:
    """Answers by host; what is not in `data` is accepted and stays mute."""

    def __init__(self, **data: str) -> None:
        self.data = data
        self.batches: list[list[str]] = []

    def __call__(self, requests: Sequence[AttemptRequest]) -> list[Record]:
        self.batches.append([r.host for r in requests])
        return [
            TryRecord(
                id=r.id, addr=r.host, errno=0, stage="reply", connect_us=1, end_us=2, sent=True,
                end="reply" if r.host in self.data else "deadline",
                data_hex=self.data.get(r.host, "").encode().hex(), then_hex="",
            )
            for r in requests
        ]  # fmt: skip


class Queues:
    """Which servers hang, and how often one asked."""

    def __init__(self, *hanging: ServerPlace) -> None:
        self.hanging = hanging
        self.asked: list[ServerPlace] = []

    def __call__(self, server: ServerPlace) -> bool:
        self.asked.append(server)
        return server in self.hanging


def outcomes(exchange: Exchange, calls: FirstCalls, *tries: PlannedAttempt) -> list[str]:
    attempts, _ = converse("service:api", tries, 3.0, exchange, calls)
    assert all(a.reason == NOT_ACCEPTED for a in attempts if a.outcome is Outcome.NOT_TRIED)
    return [str(a.outcome) for a in attempts]


def test_a_server_that_hangs_gets_one_call() -> None:
    exchange, queues = Exchange(), Queues(WEB)
    calls = FirstCalls(queues)
    tries = (wanted("web"), wanted("172.18.0.2"), wanted("172.18.0.1"))
    assert outcomes(exchange, calls, *tries) == ["open", "not-tried", "not-tried"]
    assert exchange.batches == [["web"]]
    assert outcomes(exchange, calls, wanted("web")) == ["not-tried"]
    assert (exchange.batches, queues.asked) == ([["web"]], [WEB])


def test_a_server_that_answers_is_asked_the_rest_at_once() -> None:
    exchange, queues = Exchange(web="HTTP/1.1 200 OK\r\n\r\n"), Queues(WEB)
    tries = (wanted("web"), wanted("172.18.0.2"), wanted("172.18.0.1"))
    outcomes(exchange, FirstCalls(queues), *tries)
    assert exchange.batches[:2] == [["web"], ["172.18.0.2", "172.18.0.1"]]
    assert queues.asked == []


def test_a_server_that_accepts_and_waits_is_asked_in_other_protocols() -> None:
    exchange, queues = Exchange(), Queues()
    assert outcomes(exchange, FirstCalls(queues), wanted("web"), wanted("172.18.0.2"))
    assert len(exchange.batches) == 3
    assert queues.asked == [WEB]


def test_other_servers_and_unknown_ones_are_called_at_once() -> None:
    exchange = Exchange()
    tries = (wanted("web"), wanted("db", DB, 5432), wanted("10.0.0.9", None))
    outcomes(exchange, FirstCalls(Queues(WEB, DB)), *tries)
    assert exchange.batches[0] == ["web", "db", "10.0.0.9"]


def test_another_ports_server_in_the_same_container_is_another_one() -> None:
    exchange = Exchange(web="HTTP/1.1 200 OK\r\n\r\n")
    other = ServerPlace(WEB.stand, 9001)
    outcomes(exchange, FirstCalls(Queues(WEB)), wanted("web"), wanted("web", other, 9001))
    assert exchange.batches[0] == ["web", "web"]


def test_a_first_call_that_breaks_off_keeps_nobody_waiting() -> None:
    calls = FirstCalls(Queues())

    def broken(requests: Sequence[AttemptRequest]) -> list[Record]:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        converse("service:api", (wanted("web"),), 3.0, broken, calls)
    assert not calls.hanging(WEB)


def test_a_look_into_a_queue_that_fails_keeps_nobody_waiting() -> None:
    def fails(server: ServerPlace) -> bool:
        raise RuntimeError(server)

    calls = FirstCalls(fails)
    calls.divide([wanted("web")])
    with pytest.raises(RuntimeError):
        calls.heard(WEB, mute=True)
    assert not calls.hanging(WEB)


def test_nobody_waits_for_long_for_a_call_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("containerloop.observe.first_calls.LONGEST_WAIT_S", 0.01)
    calls = FirstCalls(Queues(WEB))
    assert calls.divide([wanted("web")]) == ([0], [])
    assert calls.divide([wanted("web")]) == ([], [0])
    assert not calls.hanging(WEB)


def relied_on(host: str, server: ServerPlace = WEB) -> PlannedAttempt:
    return PlannedAttempt(Address(host=host, port=server.port), server=server, expected=True)


def test_the_first_call_is_kept_for_whom_the_question_is_about() -> None:
    calls = FirstCalls(Queues(WEB))
    calls.reserve([wanted("172.18.0.2"), relied_on("web"), wanted("db", DB, 5432)])
    assert calls.divide([wanted("127.0.0.1"), wanted("db", DB, 5432)]) == ([1], [0])
    assert calls.divide([relied_on("web"), relied_on("172.18.0.2")]) == ([0], [1])
    calls.heard(WEB, mute=True)
    assert calls.hanging(WEB)


def test_a_first_call_that_nobody_can_make_is_kept_no_longer() -> None:
    calls = FirstCalls(Queues())
    calls.reserve([relied_on("web")])
    calls.give_up([wanted("web")])
    assert calls.divide([relied_on("web")]) == ([0], [])
    calls = FirstCalls(Queues())
    calls.reserve([relied_on("web")])
    calls.give_up([relied_on("web"), relied_on("db", DB)])
    assert not calls.hanging(WEB)
    assert calls.divide([relied_on("web")]) == ([], [0])


def test_what_was_called_before_is_kept_for_nobody() -> None:
    calls = FirstCalls(Queues())
    calls.divide([wanted("web")])
    calls.heard(WEB, mute=False)
    calls.reserve([relied_on("web")])
    assert calls.divide([relied_on("web")]) == ([], [0])
    assert not calls.hanging(WEB)


def test_of_what_nobody_knows_or_called_nothing_is_said_and_all_is_called_at_once() -> None:
    calls = FirstCalls(Queues())
    calls.reserve([PlannedAttempt(Address(host="10.0.0.9", port=1), expected=True)])
    unknown = [wanted("10.0.0.9", None), wanted("10.0.0.8", None)]
    assert calls.divide(unknown) == ([0, 1], [])
    assert not calls.hanging(None)
    assert not calls.hanging(DB)


def test_a_queue_that_was_seen_to_grow_is_not_looked_at_again() -> None:
    queues = Queues(WEB)
    calls = FirstCalls(queues)
    calls.divide([wanted("web")])
    calls.heard(WEB, mute=True)
    calls.heard(WEB, mute=True)
    assert queues.asked == [WEB]


SOON = "containerloop.observe.first_calls.SOON_S"
WAITED_AT = replace(listener("0.0.0.0:9000"), queue=5)


class Slow(Exchange):
    """Takes a while for each batch."""

    def __call__(self, requests: Sequence[AttemptRequest]) -> list[Record]:
        time.sleep(0.2)
        return super().__call__(requests)


def test_what_waits_behind_a_first_call_that_was_accepted_is_of_our_making(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SOON, 0.01)
    exchange, queues = Slow(), Queues()
    calls = FirstCalls(queues)
    outcomes(exchange, calls, wanted("web"))
    assert queues.asked == [WEB]
    assert not calls.hanging(WEB)
    assert calls.without_ours((WAITED_AT,), WEB.stand) == (replace(WAITED_AT, queue=0),)


def test_what_waits_elsewhere_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SOON, 0.01)
    calls = FirstCalls(Queues())
    outcomes(Slow(), calls, wanted("web"))
    for other in (replace(WAITED_AT, port=9001), replace(WAITED_AT, transport=Transport.UDP)):
        assert calls.without_ours((other,), WEB.stand) == (other,)
    assert calls.without_ours((WAITED_AT,), DB.stand) == (WAITED_AT,)
    assert calls.without_ours((WAITED_AT,), OwnSockets()) == (WAITED_AT,)
    unseen = Unobserved("longer than 4 MiB")
    assert calls.without_ours(unseen, WEB.stand) == unseen


def test_a_server_that_had_not_accepted_the_first_call_soon_hangs_though_it_does_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SOON, 0.01)
    queues = Queues(WEB)
    calls = FirstCalls(queues)
    assert outcomes(Slow(), calls, wanted("web"), wanted("172.18.0.2")) == ["open", "not-tried"]
    assert queues.asked == [WEB]
    assert calls.without_ours((WAITED_AT,), WEB.stand) == (WAITED_AT,)


def test_a_call_that_was_answered_late_tells_nothing_of_a_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SOON, 0.01)
    calls = FirstCalls(Queues())
    outcomes(Slow(web="HTTP/1.1 200 OK\r\n\r\n"), calls, wanted("web"))
    assert calls.without_ours((WAITED_AT,), WEB.stand) == (WAITED_AT,)


def test_a_look_at_many_servers_is_not_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SOON, 0.01)
    queues = Queues()
    many = [ServerPlace(WEB.stand, port) for port in range(9000, 9004)]
    with FirstCalls(queues).watched(many):
        time.sleep(0.05)
    assert queues.asked == []
    calls = FirstCalls(queues)
    calls.divide([wanted("web", each, each.port) for each in many[:3]])
    with calls.watched(many[:3]):
        time.sleep(0.1)
    assert queues.asked == many[:3]


def test_a_call_that_is_over_is_looked_after_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SOON, 0.05)
    queues = Queues()
    with FirstCalls(queues).watched([WEB]):
        pass
    time.sleep(0.1)
    assert queues.asked == []
