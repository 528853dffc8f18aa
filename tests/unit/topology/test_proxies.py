"""Which proxy a service's clients take to a web address."""

import pytest

from containerloop.facts import Address, Attempt, Opening, Outcome
from containerloop.topology.proxies import asked_of, proxy_way, web_scheme
from tests.support.world import World

WEB = Address(host="web", port=8000)


def key_of(*env: str, address: Address = WEB, scheme: str = "http") -> str | None:
    way = proxy_way(World().container("api", env=env), address, scheme)
    return way.key if way else None


def test_the_variable_is_that_of_the_scheme_and_the_lower_case_one_first() -> None:
    both = ("HTTP_PROXY=http://a:1", "http_proxy=http://b:2", "HTTPS_PROXY=http://c:3")
    assert key_of(*both) == "http_proxy"
    assert key_of(*both, scheme="https") == "HTTPS_PROXY"
    assert key_of("ALL_PROXY=http://a:1", scheme="https") == "ALL_PROXY"
    assert key_of(*both, scheme="redis") is None
    assert key_of("FTP_PROXY=http://a:1", "PROXY_URL=http://a:1") is None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_what_is_on_the_own_loopback_is_left_out(host: str) -> None:
    assert key_of("http_proxy=http://a:1", address=Address(host=host, port=80)) is None


def test_the_proxy_itself_is_not_reached_through_itself() -> None:
    assert key_of("http_proxy=http://web:8000") is None
    assert key_of("http_proxy=http://web:8001") == "http_proxy"


@pytest.mark.parametrize(
    ("value", "plain", "log_in"),
    [
        ("http://a:1", True, False),
        ("http://eva:x@a:1", True, True),
        ("socks5://a:1", False, False),
        ("https://a:1", False, False),
    ],
)
def test_how_it_is_asked(value: str, plain: bool, log_in: bool) -> None:
    way = proxy_way(World().container("api", env=[f"http_proxy={value}"]), WEB, "http")
    assert way is not None
    assert (way.speaks_http, way.has_log_in) == (plain, log_in)
    assert str(way.address) == "a:1"


@pytest.mark.parametrize(
    ("scheme", "protocol", "web"),
    [
        ("http", None, "http"),
        ("https", "tls", "https"),
        (None, "http", "http"),
        (None, "tls", None),
        ("redis", "http", None),
        (None, None, None),
    ],
)
def test_what_is_a_web_server(scheme: str | None, protocol: str | None, web: str | None) -> None:
    made = Attempt(
        vantage="host", address=WEB, outcome=Outcome.ANSWERED, scheme=scheme, protocol=protocol
    )
    assert web_scheme(made) == web


def test_a_page_or_a_tunnel_is_asked_for() -> None:
    assert asked_of(WEB, "http", Opening()) == Opening(path="/", beyond="web:8000")
    assert asked_of(WEB, "http", Opening(path="/x")) == Opening(path="/x", beyond="web:8000")
    assert asked_of(WEB, "https", Opening(path="/x")) == Opening(beyond="web:8000")
