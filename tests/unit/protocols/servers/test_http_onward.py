"""Where a web server's answer sends its client on."""

import pytest

from containerloop.protocols.servers.http import NO_SERVER_BEHIND, read


def onward(head: str, body: str = "") -> list[tuple[str, str | None, int, str | None]]:
    answer = read(f"HTTP/1.1 {head}\r\n\r\n{body}".encode())
    assert answer is not None
    return [(p.by, p.host, p.port, p.opening.path) for p in answer.onward]


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("http://a:81/x?y=1", ("location", "a", 81, "/x")),
        ("https://a", ("location", "a", 443, "/")),
        ("//a/x", ("location", "a", 80, "/x")),
        ("http://me:secret@a/x", ("location", "a", 80, "/x")),
        ("http://[::1]:81/", ("location", "::1", 81, "/")),
        ("/login#top", ("location", None, 0, "/login")),
    ],
)
def test_a_redirect(location: str, place: tuple[str, str | None, int, str | None]) -> None:
    assert onward(f"302 Found\r\nLocation: {location}") == [place]
    assert onward(f"200 OK\r\nLocation: {location}") == []


@pytest.mark.parametrize("location", ["login", "http://a b/", "http://a:99999/", "", "http:///x"])
def test_what_is_no_address_of_the_web(location: str) -> None:
    assert onward(f"302 Found\r\nLocation: {location}") == []


@pytest.mark.parametrize(
    ("location", "refused"),
    [
        ("file:///etc/passwd", "redirects to an address that begins with file:"),
        ("javascript:alert(1)", "redirects to an address that begins with javascript:"),
        ("http://a/", None),
        ("HTTPS://a/", None),
        ("/a:b", None),
        ("a.example:80", None),
    ],
)
def test_a_redirect_to_where_no_web_client_goes(location: str, refused: str | None) -> None:
    answer = read(f"HTTP/1.1 301 Moved\r\nLocation: {location}\r\n\r\n".encode())
    assert answer is not None
    assert answer.refusal == refused


def test_where_a_registry_wants_its_clients_to_log_in() -> None:
    said = 'Www-Authenticate: Bearer realm="http://auth:5001/token",service="registry"'
    assert onward(f"401 Unauthorized\r\n{said}") == [("realm", "auth", 5001, "/token")]
    assert onward(f"403 Forbidden\r\n{said}") == []
    assert onward('401 Unauthorized\r\nWWW-Authenticate: Basic realm="http://x/"') == []


def test_where_the_keys_of_an_issuer_are() -> None:
    body = '{"issuer": "http://id:8080/r", "jwks_uri":"http:\\/\\/id:8080\\/r\\/certs"}'
    assert onward("200 OK", body) == [("issuer", "id", 8080, "/r/certs")]
    assert onward("200 OK", '{"jwks_uri": "http://id/"}') == []
    assert onward("404 No", body) == []


@pytest.mark.parametrize(
    "said",
    [
        "<html><body><h1>503</h1>\nNo server is available to handle this request.",
        "no available server",
        "upstream connect error or disconnect/reset before headers",
        "<title>503 Backend fetch failed</title>",
    ],
)
def test_a_proxy_tells_of_the_server_behind_it(said: str) -> None:
    answer = read(f"HTTP/1.1 503 Service Unavailable\r\n\r\n{said}".encode())
    assert answer is not None
    assert answer.refusal == NO_SERVER_BEHIND


NODES = '{"_nodes":{"total":2},"cluster_name":"c","nodes":{"a":{"http":{"publish_address":"%s"}}}}'


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("172.18.0.2:9200", "172.18.0.2", 9200),
        ("search/172.18.0.2:9200", "search", 9200),
        ("[fd00::2]:9200", "fd00::2", 9200),
        ("search-1.shop:9201", "search-1.shop", 9201),
    ],
)
def test_the_nodes_of_a_search_server(written: str, host: str, port: int) -> None:
    assert onward("200 OK", NODES % written) == [("node", host, port, None)]


def test_several_nodes_and_what_only_looks_like_a_list() -> None:
    two = NODES % 'a:9200"}},"b":{"http":{"publish_address":"b:9200'
    assert [each[1] for each in onward("200 OK", two)] == ["a", "b"]
    assert onward("404 Not Found", NODES % "a:9200") == []
    assert onward("200 OK", '{"publish_address": "a:9200"}') == []
    assert onward("200 OK", NODES % "a:99999") == []
