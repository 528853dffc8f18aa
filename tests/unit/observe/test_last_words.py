"""Reading logs: the last lines, so many bytes, so much time, and what cannot be read."""

import time
from collections.abc import Iterator
from typing import Any

import docker.errors
import pytest
import requests

from containerloop.facts import Unobserved
from containerloop.observe import last_words
from containerloop.observe.last_words import MOST_BYTES, MOST_LOGS, last_complaints

LINE = b"connect ECONNREFUSED 127.0.0.1:5432 password=hunter2\n"


class Engine:
    """Answers logs with the bytes of an iterator, or an error."""

    def __init__(self, said: Any) -> None:
        self.said = said
        self.asked: list[dict[str, Any]] = []

    def logs(self, container: str, **options: Any) -> Any:
        self.asked.append({"container": container, **options})
        if isinstance(self.said, BaseException):
            raise self.said
        return self.said() if callable(self.said) else iter(self.said)


def read(said: Any) -> Any:
    engine: Any = Engine(said)
    return last_complaints(engine, {"service:api": "id-api"})["service:api"]


def test_the_last_lines_are_asked_for() -> None:
    engine: Any = Engine([LINE])
    found = last_complaints(engine, {"service:api": "id-api"})
    assert [str(c.address) for c in found["service:api"]] == ["127.0.0.1:5432"]  # type: ignore[union-attr]
    assert "hunter2" not in repr(found)
    assert engine.asked == [
        {"container": "id-api", "stdout": True, "stderr": True, "stream": True, "follow": False,
         "tail": 200, "since": None}
    ]  # fmt: skip


def test_of_a_server_in_error_only_what_it_logged_meanwhile_counts() -> None:
    engine: Any = Engine([LINE])
    ids = {"service:api": "id-api", "service:web": "id-web"}
    last_complaints(engine, ids, {"service:web": "its page"})
    since = {one["container"]: one["since"] for one in engine.asked}
    assert since["id-api"] is None
    assert time.time() - 12 < since["id-web"] < time.time() - 8


@pytest.mark.parametrize(
    "said", [[b"\xff\xfe\x00", LINE], [b"\x1b[31m", LINE], [LINE.replace(b" ", b"\t")]]
)
def test_any_encoding_and_escapes(said: list[bytes]) -> None:
    assert len(read(said)) == 1


def test_a_log_without_an_end_is_left_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_words, "MOST_S", 0.3)

    def dribble() -> Iterator[bytes]:
        while True:
            time.sleep(0.05)
            yield LINE

    began = time.monotonic()
    assert len(read(dribble)) == 1
    assert time.monotonic() - began < 3

    def hang() -> Iterator[bytes]:
        time.sleep(2)
        yield b""

    assert read(hang) == Unobserved("its log was not read in time")


def test_a_log_of_a_gigabyte_is_cut() -> None:
    given = 0

    def flood() -> Iterator[bytes]:
        nonlocal given
        while True:
            given += 65536
            yield b"x" * 65535 + b"\n"

    assert read(flood) == ()
    assert given <= 2 * MOST_BYTES


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (docker.errors.APIError("x", explanation="logging driver does not support reading"),
         "does not support reading"),
        (requests.ConnectionError("gone"), "invalid response"),
        (OSError("broken pipe"), "broken pipe"),
        (ValueError("x"), "x"),
    ],
)  # fmt: skip
def test_a_log_that_cannot_be_read(error: BaseException, words: str) -> None:
    found = read(error)
    assert isinstance(found, Unobserved)
    assert found.reason.startswith("its log cannot be read")
    assert words in found.reason


def test_so_many_logs_and_no_more() -> None:
    engine: Any = Engine([LINE])
    many = {f"service:s{n}": f"id-{n}" for n in range(20)}
    assert len(last_complaints(engine, many)) == MOST_LOGS
    assert last_complaints(engine, {}) == {}
