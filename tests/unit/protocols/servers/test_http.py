"""What is asked of a web server, and where a redirect leads."""

from typing import Any

import pytest

from containerloop.facts import Opening
from containerloop.protocols import Call, Place, hello_of
from containerloop.protocols.host_refusals import is_empty
from containerloop.protocols.servers.http import HTTP, read


def first(scheme: str | None = None, **said: Any) -> bytes:
    return hello_of(HTTP, Call("api:8000", scheme, Opening(**said))).first


def test_the_page_and_the_name_are_the_clients() -> None:
    assert first(path="/v1/x").startswith(b"GET /v1/x HTTP/1.1\r\nHost: api:8000\r\n")
    assert first(name="localhost").startswith(b"GET / HTTP/1.1\r\nHost: localhost:8000\r\n")


def test_a_forward_proxy_is_asked_for_the_whole_url() -> None:
    said = first(path="/log", beyond="worker:8793")
    assert said.startswith(b"GET http://worker:8793/log HTTP/1.1\r\nHost: worker:8793\r\n")


def test_a_websocket_begins_with_an_upgrade() -> None:
    said = first(path="/socket", scheme="ws")
    assert b"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" in said
    assert b"Connection: close" not in said
    assert b"Upgrade" not in first(path="/socket", scheme="http")


def test_nothing_that_is_said_can_end_a_line() -> None:
    said = first(path="/a\r\nX: y", name="a\r\nX: y")
    assert said.count(b"\r\n") == first().count(b"\r\n")


def place(host: str | None, port: int, path: str, scheme: str | None = "http") -> Place:
    return Place(by="location", host=host, port=port, scheme=scheme, opening=Opening(path=path))


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("http://localhost:3000/login?next=/", place("localhost", 3000, "/login")),
        ("https://shop.example.com", place("shop.example.com", 443, "/", "https")),
        ("http://[::1]:80/", place("::1", 80, "/")),
        ("/login", place(None, 0, "/login", None)),
        ("login", None),
        ("file:///etc/passwd", None),
        ("javascript:alert(1)", None),
        ("//other/x", place("other", 80, "/x")),
        ("http://web:99999/", None),
    ],
)
def test_where_a_redirect_leads(location: str, expected: Place | None) -> None:
    answer = read(f"HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n".encode())
    assert answer is not None
    assert answer.onward == ((expected,) if expected else ())


def test_only_a_redirect_leads_anywhere() -> None:
    answer = read(b"HTTP/1.1 201 Created\r\nLocation: http://localhost:3000/1\r\n\r\n")
    assert answer is not None
    assert answer.onward == ()


@pytest.mark.parametrize(
    ("head", "empty"),
    [
        (b"Server: Caddy\r\nDate: x\r\nContent-Length: 0\r\nConnection: close", True),
        (b"Server: Caddy\r\nContent-Length: 0", True),
        (b"Server: Caddy\r\nContent-Length: 0\r\nA: 1\r\nB: 1\r\nC: 1", False),
        (b"Server: Caddy\r\nContent-Length: 5", False),
        (b"Server: nginx\r\nContent-Length: 0", False),
    ],
)
def test_the_empty_answer_of_caddy_is_told_by_its_head(head: bytes, empty: bool) -> None:
    answer = read(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")
    assert answer is not None
    assert is_empty(answer.banner) is empty
    for code, body in ((b"200", b"fine"), (b"204", b"")):
        other = read(b"HTTP/1.1 %s x\r\n" % code + head + b"\r\n\r\n" + body)
        assert other is not None
        assert not is_empty(other.banner)
