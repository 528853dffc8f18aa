"""An error as it was printed, as TARGET: the question, and what is said of other text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloop.errors import UsageError
from containerloop.facts import Outcome
from containerloop.question import parse_target

REFUSED = "Error: connect ECONNREFUSED 127.0.0.1:5432"


def test_the_address_becomes_the_target_and_the_rest_is_forgotten() -> None:
    question = parse_target(f"{REFUSED} password=hunter2")
    assert (question.target, question.host, question.port) == (
        "127.0.0.1:5432", "127.0.0.1", 5432,
    )  # fmt: skip
    assert question.reported is Outcome.REFUSED
    assert question.vantages == ()
    assert "hunter2" not in repr(question)


def test_it_is_asked_from_whose_log_it_is() -> None:
    assert parse_target(f"api-1  | {REFUSED}").vantages == ("api-1",)
    assert parse_target(f"api-1  | {REFUSED}", ["worker"]).vantages == ("worker",)


def test_a_browsers_error_is_asked_from_this_machine() -> None:
    question = parse_target("GET http://user:hunter2@api:8000/x net::ERR_NAME_NOT_RESOLVED")
    assert question.vantages == ("host",)
    assert (question.target, question.scheme) == ("api:8000", "http")


@pytest.mark.parametrize(
    ("text", "target", "port", "scheme"),
    [
        ('could not translate host name "db" to address: x', "db:5432", 5432, "postgresql"),
        ("Can't connect to MySQL server on 'db' (111)", "db:3306", 3306, "mysql"),
        ("getaddrinfo ENOTFOUND db", "db", 0, None),
        ("https://shop.localhost/ net::ERR_CONNECTION_REFUSED", "shop.localhost:443", 443, "https"),
        ("warp://api:9 net::ERR_CONNECTION_REFUSED", "api:9", 9, None),
    ],
)
def test_a_port_that_is_not_written_is_the_clients_usual_one(
    text: str, target: str, port: int, scheme: str | None
) -> None:
    question = parse_target(text)
    assert (question.target, question.port, question.scheme) == (target, port, scheme)


def test_a_port_that_is_taken_is_asked_about_as_a_bare_one() -> None:
    question = parse_target("db-1 | Bind for 0.0.0.0:5432 failed: port is already allocated")
    assert (question.target, question.host, question.port) == ("5432", None, 5432)
    assert question.vantages == ()
    assert question.reported is None


def test_an_address_to_listen_on_is_nobodys() -> None:
    assert parse_target("connect ECONNREFUSED 0.0.0.0:5432").host is None


@pytest.mark.parametrize(
    "text",
    [
        "hunter2 hunter2",
        "hunter2 connection refused",
        "hunter2 | connect ECONNREFUSED a..b:80",
        "connect ECONNREFUSED 1.2.3:80 hunter2",
    ],
)
def test_nothing_of_other_text_is_repeated(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_target(text)
    assert "hunter2" not in caught.value.message + caught.value.hint
    assert "containerloop why" in caught.value.hint or "ECONNREFUSED" in caught.value.hint


WORDS = st.sampled_from(
    ["connect", "ECONNREFUSED", "127.0.0.1:5432", "host='", "', port=1", "refused", "api-1 | ", "://",
     "lookup ", " on 127.0.0.11:53: no such host", "already in use", ":::", "@", "\n", "\x1b[31m",
     "http", "UnknownHostException: ", "..", "\u202e", "ERR_", "0.0.0.0:0", "99999"]
)  # fmt: skip


def outcome(text: str) -> str:
    """What is made of the text, or said of it."""
    try:
        return repr(parse_target(text))
    except UsageError as error:
        return f"{error.message} · {error.hint}"


FIXED = {outcome("two words"), outcome("connection refused")}


@given(st.text() | st.lists(WORDS | st.text(max_size=4), max_size=12).map(" ".join))
def test_any_text_is_a_question_or_a_fixed_sentence(text: str) -> None:
    told = outcome(f"x {text} \nqz7hunter2qz7")
    assert "qz7hunter2qz7" not in told
    assert told.startswith("Question(") or told in FIXED
