"""TARGET and --from: every form that is understood, every one that is refused, and why."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from containerloop.errors import UsageError
from containerloop.facts import Opening, Question, Transport
from containerloop.question import parse_target

TCP, UDP = Transport.TCP, Transport.UDP


@pytest.mark.parametrize(
    ("text", "host", "port", "transport", "scheme"),
    [
        ("5432", None, 5432, TCP, None),
        (" 5432 ", None, 5432, TCP, None),
        (":5432", None, 5432, TCP, None),
        ("5432/udp", None, 5432, UDP, None),
        ("5432/TCP", None, 5432, TCP, None),
        ("db:5432", "db", 5432, TCP, None),
        ("my_db-1.shop:65535", "my_db-1.shop", 65535, TCP, None),
        ("db.:1", "db.", 1, TCP, None),
        ("localhost:5432", "localhost", 5432, TCP, None),
        ("127.0.0.1:5432/udp", "127.0.0.1", 5432, UDP, None),
        ("[::1]:3000", "::1", 3000, TCP, None),
        ("[fe80::1%eth0]:80", "fe80::1%eth0", 80, TCP, None),
        ("http://api:8000/x", "api", 8000, TCP, "http"),
        ("HTTP://[::1]:3000/", "::1", 3000, TCP, "http"),
        ("https://api", "api", 443, TCP, "https"),
        ("https://[::1]", "::1", 443, TCP, "https"),
        ("postgres://u@db/app", "db", 5432, TCP, "postgres"),
        ("postgresql+psycopg2://db/app", "db", 5432, TCP, "postgresql"),
        ("jdbc:postgresql://db/app?password=x", "db", 5432, TCP, "postgresql"),
        ("redis://cache", "cache", 6379, TCP, "redis"),
        ("tcp://db:5432", "db", 5432, TCP, None),
        ("udp://dns:53", "dns", 53, UDP, None),
        # without a port: which one it has the survey tells
        ("db", "db", 0, TCP, None),
        ("localhost", "localhost", 0, TCP, None),
        ("127.0.0.1", "127.0.0.1", 0, TCP, None),
        ("db/udp", "db", 0, UDP, None),
        # an address to listen on: everybody who means that port
        ("0.0.0.0:8000", None, 8000, TCP, None),
        ("*:5432", None, 5432, TCP, None),
        ("[::]:3000", None, 3000, TCP, None),
        (":::3000", None, 3000, TCP, None),
        ("http://0.0.0.0:8000/", None, 8000, TCP, "http"),
        # a line of `ports:`, and of `docker ps`: the host's side
        ("8080:80", None, 8080, TCP, None),
        ("8080:80/udp", None, 8080, UDP, None),
        ("127.0.0.1:8080:80", "127.0.0.1", 8080, TCP, None),
        ("[::1]:8080:80", "::1", 8080, TCP, None),
        ("0.0.0.0:15432->5432/tcp", None, 15432, TCP, None),
        ("0.0.0.0:8080:80", None, 8080, TCP, None),
    ],
)
def test_understood(
    text: str, host: str | None, port: int, transport: Transport, scheme: str | None
) -> None:
    question = parse_target(text)
    seen = (question.host, question.port, question.transport, question.scheme)
    assert seen == (host, port, transport, scheme)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("0", "from 1 to 65535"),
        ("65536", "from 1 to 65535"),
        ("9" * 200, "from 1 to 65535"),
        ("-1", "from 1 to 65535"),
        ("db:0", "from 1 to 65535"),
        ("db:-1", "from 1 to 65535"),
        ("db:", "not a valid port"),
        ("db:http", "not a valid port"),
        ("db:٥", "not a valid port"),
        ("::1", "more than one colon"),
        ("::1:5432", "more than one colon"),
        ("[::1]", "not a valid [address]:port"),
        ("[::1:3000", "not a valid [address]:port"),
        ("::1]:3000", "not a valid [address]:port"),
        ("[db]:80", "not a valid [address]:port"),
        ("[]:80", "not a valid [address]:port"),
        ("http://", "a host"),
        ("http:///x", "a host"),
        ("mongodb://a:1,b:2/x", "one host"),
        ("mongodb+srv://a/x", "one host"),
        ("http://api:x", "not a valid port"),
        ("gopherish://api", "no default port"),
        ("5432/sctp", "only /tcp and /udp"),
        ("db:5432/sctp", "only /tcp and /udp"),
        ("localhost:3000/login", "a path but no scheme"),
        ("db 5432", "no known error message"),
        ("Connection refused by nobody", "does not say which address"),
        ("db:5432\x1b[31m", "control"),
        ("8080:80:90:100", "more than one colon"),
        ("8005-8000", "is not a range"),
        ("8000-99999", "from 1 to 65535"),
        ("db:8000-8005", "not a valid port"),
        ("999.1.1.1:80", "not a valid IP address"),
        ("-db:80", "not a valid host name"),
        ("a..b:80", "not a valid host name"),
        ("u:hunter2@db:5432", "user name"),
        ("n" * 1000, "too long"),
        ("n" * 64 + ":80", "not a valid host name"),
        ("[web]", "not a valid [address]:port"),
    ],
)
def test_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_target(text)
    assert said in caught.value.message
    assert caught.value.hint
    assert len(caught.value.message) < 200
    assert caught.value.message.isprintable()
    assert "hunter2" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("8000-8005", 8000, 8005),
        ("8000-8000", 8000, 0),
        ("8000-8005:9000-9005", 8000, 8005),
        ("0.0.0.0:8000-8001->8000-8001/tcp", 8000, 8001),
    ],
)
def test_a_range(text: str, first: int, last: int) -> None:
    question = parse_target(text)
    assert (question.host, question.port, question.last_port) == (None, first, last)
    assert question.target == text


def test_an_ipv6_address_without_port_is_shown_in_brackets() -> None:
    with pytest.raises(UsageError) as caught:
        parse_target("::1")
    assert "[::1]:PORT" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("postgres://u:canary@db/app", "postgres://u:***@db/app"),
        ("postgres://u:can@ary@db/app", "postgres://u:***@db/app"),
        ("postgres://u@db/app?password=canary", "postgres://u@db/app"),
        ("https://canary@api/x#canary", "https://***@api/x"),
        ("jdbc:sqlserver://db:1433;password=canary", "jdbc:sqlserver://db:1433"),
        ("db:5432", "db:5432"),
        ("http://api:8000/health", "http://api:8000/health"),
        ("http://api:8000/hooks/T0AB9F/c4n4ry9931", "http://api:8000/hooks/***/***"),
        ("http://[::1]:80/x9k2j4h5g6/", "http://[::1]:80/***/"),
    ],
)
def test_the_target_keeps_no_credential(text: str, kept: str) -> None:
    assert parse_target(text).target == kept


def test_an_error_about_a_url_keeps_no_credential() -> None:
    with pytest.raises(UsageError) as caught:
        parse_target("postgres://u:canary@db:0/app?token=canary")
    assert "canary" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "vantage",
    ["host", "engine-host", "service:api", "container:shop-api-1", "network:shop_default", "api"],
)
def test_vantages(vantage: str) -> None:
    assert parse_target("5432", [f" {vantage} "]).vantages == (vantage,)


@pytest.mark.parametrize(
    "vantage", ["", "service:", "pod:api", "service:a:b", "a b", "-x", "a" * 999]
)
def test_no_vantage(vantage: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_target("5432", [vantage])
    assert "network:NAME" in caught.value.hint


@given(st.text() | st.from_regex(r"[a-z+]{1,9}://[^ ]{0,30}") | st.from_regex(r"[^ ]{0,9}:[0-9]+"))
@example("0" * 5000)
@example("http://[")
@example("a://b:" + "9" * 5000)
@example("[::1%]:80")
def test_any_text_is_a_question_or_a_usage_error(text: str) -> None:
    try:
        question = parse_target(text)
    except UsageError as caught:
        error = caught
    else:
        assert isinstance(question, Question)
        assert 1 <= question.port <= 65535 or (question.host and question.port == 0)
        assert question.host is None or question.host
        assert question.target.isprintable()
        return
    assert error.message
    assert error.hint


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("http://api:8000/v1/x?token=secret", Opening(path="/v1/x")),
        ("ws://api:8000/socket", Opening(path="/socket")),
        ("https://api/health#part", Opening(path="/health")),
        ("http://api:8000", Opening()),
        ("http://token@api:8000/x", Opening(path="/x")),
        ("postgres://app:secret@db/shop", Opening(user="app", database="shop")),
        ("postgres://app@db", Opening(user="app")),
        ("postgres://db/shop", Opening()),
        ("redis://app:secret@cache/0", Opening()),
        ("5432", Opening()),
    ],
)
def test_a_url_says_what_its_client_says_first(text: str, opening: Opening) -> None:
    question = parse_target(text)
    assert question.opening == opening
    assert "secret" not in repr(question)
