"""CL801 tls-mismatch: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.protocols.servers.http import WANTS_TLS
from containerloop.protocols.servers.postgresql import WITHOUT_TLS
from tests.support.front_worlds import PAGE, called, fronted, of_haproxy
from tests.support.rule_worlds import finding
from tests.support.world import World


def calls(url: str, protocol: str | None, **answer: Any) -> World:
    """api refers to `url`, a port of web; `protocol` answers there."""
    world = World()
    world.container("web", listens=["0.0.0.0:8443"], image="example/web")
    world.container("api", refers=[url])
    world.attempt(
        "service:api", "web:8443", answer.pop("outcome", "answered"),
        resolved="172.18.0.2", protocol=protocol, **answer,
    )  # fmt: skip
    return world


def test_tls_begun_with_a_server_in_the_clear() -> None:
    report = calls("https://web:8443/", "http").report("8443")
    assert [f.code for f in report.findings] == ["CL801"]
    (remedy,) = report.findings[0].remedies
    assert remedy.override == {"services": {"api": {"environment": {"URL_0": "http://web:8443/"}}}}


@pytest.mark.parametrize(("protocol", "refusal"), [("http", WANTS_TLS), ("tls", None)])
def test_a_server_of_tls_addressed_in_the_clear(protocol: str, refusal: str | None) -> None:
    report = calls("http://web:8443/", protocol, refusal=refusal).report("8443")
    assert [f.code for f in report.findings] == ["CL801"]
    (remedy,) = report.findings[0].remedies
    assert remedy.override == {"services": {"api": {"environment": {"URL_0": "https://web:8443/"}}}}


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("postgres://web:8443/app?sslmode=require", ["CL801"]),
        ("postgres://web:8443/app?sslmode=prefer", []),
        ("postgres://web:8443/app", []),
    ],
)
def test_postgresql_in_the_clear_is_wrong_only_where_tls_is_demanded(
    url: str, codes: list[str]
) -> None:
    assert calls(url, "postgresql", banner=WITHOUT_TLS).codes("8443") == codes


def test_postgresql_with_tls_is_what_was_demanded() -> None:
    url = "postgres://web:8443/app?sslmode=verify-full"
    assert calls(url, "postgresql", banner="offers TLS").codes("8443") == []


@pytest.mark.parametrize(("url", "protocol"), [("https://web:8443/", "tls"),
                                               ("http://web:8443/", "http")])  # fmt: skip
def test_both_sides_alike(url: str, protocol: str) -> None:
    assert calls(url, protocol).codes("8443") == []


def test_a_web_server_that_refuses_for_another_reason() -> None:
    refusal = "does not serve the host name that was asked for"
    assert calls("http://web:8443/", "http", refusal=refusal).codes("8443") == []


@pytest.mark.parametrize("outcome", ["accepted-then-closed", "silent", "refused"])
def test_who_says_nothing_in_either_language_is_no_mismatch(outcome: str) -> None:
    codes = calls("https://web:8443/", None, outcome=outcome).codes("8443")
    assert not {"CL801", "CL809"} & set(codes)


@pytest.mark.parametrize(
    ("scheme", "protocol", "said"),
    [
        ("http", "tls", "expects TLS on port 8443, but the client uses {}"),
        ("https", "http", "does not use TLS on port 8443, but the client uses {}"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_who_speaks_what_is_told(scheme: str, protocol: str, said: str, known: bool) -> None:
    world = World()
    host = "web" if known else "172.18.0.9"
    world.container("api", refers=[f"{scheme}://{host}:8443/"])
    world.container("web", listens=["0.0.0.0:8443"])
    resolved = "172.18.0.3" if known else "172.18.0.9"
    world.attempt("service:api", f"{host}:8443", "answered", resolved=resolved, protocol=protocol)
    summary = finding(world, "8443", "CL801").summary
    assert summary == f"{'web' if known else 'the server'} {said.format(f'{scheme}://')}"


@pytest.mark.parametrize("bound", [(), ("network:shop_default",)])
def test_asked_from_nowhere_in_the_file_only_the_words_change(bound: tuple[str, ...]) -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8443"])
    vantage = bound[0] if bound else "host"
    world.attempt(vantage, "172.18.0.2:8443", "answered", resolved="172.18.0.2", protocol="tls")
    best = finding(world, "http://172.18.0.2:8443/", "CL801", *bound).remedies[0]
    assert (best.patch, best.override) == (None, None)
    assert best.summary == "use https://172.18.0.2:8443 instead of http://172.18.0.2:8443"


def unknown_name(**said: Any) -> World:
    world = World()
    world.container("web", listens=["0.0.0.0:8443"])
    world.container("api", refers=["https://web:8443/x"])
    answer = {
        "protocol": "tls", "banner": "TLS", "code": "112",
        "refusal": "TLS refused: has no certificate for the name that was asked for",
    }  # fmt: skip
    world.attempt("service:api", "web:8443", "answered", resolved="172.18.0.2", **(answer | said))
    return world


def test_a_server_without_a_certificate_for_the_name() -> None:
    report = unknown_name().report("8443")
    assert [f.code for f in report.findings] == ["CL801"]
    assert report.verdict == "unreachable"
    found = report.findings[0]
    assert found.summary == ('web ends the TLS handshake: it has no certificate for the name "web"')
    assert found.remedies[0].summary.endswith("give it a certificate for web")


@pytest.mark.parametrize(
    "said",
    [
        {"code": "40", "refusal": "TLS refused: no TLS version or cipher in common"},
        {"code": "116", "refusal": "TLS refused: wants a client certificate"},
        {"code": None, "refusal": None, "banner": "TLS 1.3"},
    ],
)
def test_a_handshake_that_ends_for_another_reason(said: dict[str, Any]) -> None:
    assert unknown_name(**said).codes("8443") == []


def test_an_alert_of_a_server_that_is_none_of_tls() -> None:
    assert "CL801" not in unknown_name(protocol="redis").codes("8443")


@pytest.mark.parametrize(
    ("words", "answer", "told"),
    [
        (("ssl", "verify", "none"), {"protocol": "http", "code": "400"}, "take `ssl` off"),
        (("check",), {"protocol": "tls", "banner": "TLS"}, None),  # default-server may say ssl
        (("ssl",), {"protocol": "tls", "banner": "TLS 1.3"}, None),
        (("check",), {"protocol": "http", "code": "200"}, None),
    ],
)
def test_a_proxy_that_says_tls_beside_the_address(
    words: tuple[str, ...], answer: dict[str, str], told: str | None
) -> None:
    world = fronted(upstreams=of_haproxy(*words), image="haproxy:3", code="503")
    world.container("app", listens=["0.0.0.0:3000"])
    scheme = "https" if "ssl" in words else "http"
    called(world, "app:3000", "answered", resolved="172.18.0.3", scheme=scheme, **answer)
    report = world.report(PAGE)
    assert [f.code for f in report.findings] == (["CL801"] if told else [])
    if told:
        assert told in report.findings[0].remedies[0].summary
