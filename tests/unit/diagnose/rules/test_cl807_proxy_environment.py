"""CL807 proxy-environment: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Address, Exemption, Opening, Part, Place, Proof
from tests.support.rule_worlds import finding
from tests.support.world import World

PROXY = "http_proxy=http://proxy:3128"
BY_PROXY = Opening(path="/", beyond="web:8000")
REFUSED: dict[str, Any] = {"outcome": "refused", "protocol": None}


def world(
    *env: str, direct: str = "200", url: str = "http://web:8000/", through: Any = "503", **more: Any
) -> World:
    """api refers to web, which answers directly; `through` is what the proxy gave, if asked."""
    made = World()
    made.container("web", listens=["0.0.0.0:8000"], exposes=[8000])
    made.container("proxy", listens=["0.0.0.0:3128"])
    made.container("api", refers=[url], env=env or (PROXY,))
    said(made, "web:8000", direct, scheme="http", opening=Opening(path="/"))
    if through is not None:
        said(made, "proxy:3128", through, **({"scheme": "http", "opening": BY_PROXY} | more))
    return made


def said(made: World, where: str, code: str | None, **more: Any) -> None:
    got = {"outcome": "answered", "protocol": "http", "code": code} | more
    made.attempt("service:api", where, resolved="172.18.0.2", **got)


def test_a_proxy_that_does_not_pass_the_call_on() -> None:
    made = world()
    report = made.report("8000")
    assert [f.code for f in report.findings] == ["CL807"]
    assert report.verdict == "unreachable"
    assert report.findings[0].summary == (
        "http_proxy sends the call to proxy:3128, which does not pass the request on (503),"
        " and NO_PROXY does not include web"
    )
    (remedy,) = finding(made, "8000", "CL807").remedies
    assert remedy.trial == Dial(vantage="service:api", address=Address(host="web", port=8000))
    assert remedy.override == {
        "services": {"api": {"environment": {"NO_PROXY": "web", "no_proxy": "web"}}}
    }


def test_what_the_proxy_said_of_another_page_is_not_the_clients_own_request() -> None:
    made = world(through=None)
    other = Opening(path="/other", beyond="web:8000")
    said(made, "proxy:3128", "503", scheme="http", opening=other)
    assert made.codes("8000") == []


def test_the_request_through_the_proxy_is_shown_with_what_came_of_it() -> None:
    shown = finding(world(through="503", banner="HTTP/1.1 503 Busy"), "8000", "CL807").evidence
    assert any("asked for web:8000: answered (HTTP/1.1 503 Busy)" in e.saw for e in shown)
    refused = finding(world(through="", **REFUSED, errno="ECONNREFUSED"), "8000", "CL807").evidence
    assert any(e.saw.endswith("asked for web:8000: refused (ECONNREFUSED)") for e in refused)


@pytest.mark.parametrize(
    ("through", "more", "why"),
    [
        ("403", {"refusal": "a proxy that denies this"}, "is a proxy that denies this"),
        ("407", {"refusal": "a proxy that wants a login"}, "is a proxy that wants a login"),
        ("502", {"refusal": "a proxy whose own server gave no valid answer (502)"}, "(502)"),
        ("404", {}, "does not pass the request on (404)"),
        ("", REFUSED, "does not answer (refused)"),
        ("", REFUSED | {"outcome": "timed-out"}, "does not answer (timed out)"),
        ("", REFUSED | {"outcome": "name-not-found"}, "does not answer (name not found)"),
        ("", {"protocol": "redis"}, "does not answer as an HTTP proxy"),
    ],
)  # fmt: skip
def test_what_the_proxy_did_is_told(through: str, more: dict[str, Any], why: str) -> None:
    assert why in finding(world(through=through, **more), "8000", "CL807").summary


@pytest.mark.parametrize("through", ["200", "302", "401"])
def test_a_proxy_that_passes_it_on_is_a_healthy_way(through: str) -> None:
    report = world(through=through).report("8000")
    assert (report.findings, report.verdict) == ((), "reachable")
    assert report.notes == (
        "clients in api that honour http_proxy connect to web:8000 through proxy:3128, which"
        " passed this request on",
    )


@pytest.mark.parametrize("status", ["404", "405", "400"])
def test_a_status_that_the_server_gives_directly_too_is_its_own(status: str) -> None:
    assert world(direct=status, through=status).codes("8000") == []


@pytest.mark.parametrize(
    "env",
    [
        (PROXY, "NO_PROXY=web"),
        (PROXY, "no_proxy=localhost, web"),
        (PROXY, "NO_PROXY=*"),
        ("all_proxy_url=http://proxy:3128",),
        ("https_proxy=http://proxy:3128",),
        ("UPSTREAM=http://proxy:3128",),
    ],
)  # fmt: skip
def test_a_client_that_does_not_go_through_the_proxy(env: tuple[str, ...]) -> None:
    made = world(*env)
    assert "CL807" not in made.codes("8000")
    assert made.report("8000").verdict == "reachable"


def test_a_no_proxy_that_clients_read_in_two_ways_is_told_and_no_cause() -> None:
    report = world(PROXY, "NO_PROXY=*,db").report("8000")
    assert (report.findings, report.verdict) == ((), "reachable")
    assert report.notes == (
        "clients differ in how they read NO_PROXY of api: curl, Python's urllib and requests"
        " connect to web:8000 through proxy:3128 (http_proxy), and Go programs directly, as this"
        " test did",
    )


@pytest.mark.parametrize(
    ("env", "known"),
    [
        ("http_proxy=http://proxy.example.com:80", "is beyond this machine and was not contacted"),
        ("http_proxy=socks5://proxy:1080", "was not tried: it is asked with socks5"),
        ("http_proxy=https://proxy:3129", "was not tried: it is asked with https"),
    ],
)  # fmt: skip
def test_a_proxy_that_was_not_asked_leaves_it_open(env: str, known: str) -> None:
    report = world(env, through=None).report("8000")
    assert (report.findings, report.verdict, report.reach_it_at) == ((), "inconclusive", {})
    assert known in report.notes[0]


def test_a_log_in_that_the_client_has_and_the_probe_has_not() -> None:
    report = world("http_proxy=http://eva:x@proxy:3128", through="407").report("8000")
    assert (report.findings, report.verdict) == ((), "inconclusive")
    assert report.notes[0].endswith("which asks for a log-in, and that was not tried")


def test_a_web_server_that_is_no_proxy_answers_for_nobody_too() -> None:
    made = world(through="200")
    nobody = Opening(path="/", beyond="127.0.0.1:1")
    said(made, "proxy:3128", "503", scheme="http", opening=nobody)
    assert made.codes("8000") == []
    made.attempts[-1] = replace(made.attempts[-1], code="200")
    assert "is a web server and not a proxy" in finding(made, "8000", "CL807").summary


def test_a_server_that_is_down_is_the_cause_whatever_the_proxy_says() -> None:
    made = World()
    made.container("web", listens=[], exposes=[8000])
    made.container("api", refers=["http://web:8000/"], env=[PROXY])
    said(made, "web:8000", None, outcome="refused", protocol=None, scheme="http",
         opening=Opening(path="/"))  # fmt: skip
    said(made, "proxy:3128", "503", scheme="http", opening=BY_PROXY)
    assert "CL807" not in made.codes("8000")


def test_a_proxy_that_does_not_answer_is_a_fault_beside_any_other() -> None:
    made = World()
    made.container("web", listens=["0.0.0.0:9000"], exposes=[8000])
    made.container("api", refers=["http://web:8000/"], env=[PROXY])
    said(made, "web:8000", None, outcome="refused", protocol=None, scheme="http",
         opening=Opening(path="/"))  # fmt: skip
    said(made, "proxy:3128", None, scheme="http", opening=BY_PROXY, **REFUSED)
    assert made.codes("8000") == ["CL502", "CL807"]
    (remedy,) = finding(made, "8000", "CL807").remedies
    assert remedy.summary == "correct the address in http_proxy of api"


def test_a_proxy_that_is_the_only_way_out() -> None:
    made = World()
    made.container("api", env=["https_proxy=http://proxy:3128"])
    made.attempt("service:api", "pypi.example:443", "name-server-failed", scheme="https")
    tunnel = Opening(beyond="pypi.example:443")
    made.attempt("service:api", "proxy:3128", "refused", scheme="http", opening=tunnel)
    (remedy,) = finding(made, "https://pypi.example", "CL807", "service:api").remedies
    assert isinstance(remedy.trial, Untriable)
    assert remedy.override is None


def test_a_way_out_through_a_proxy_that_works_is_healthy() -> None:
    made = World()
    made.container("api", env=["https_proxy=http://proxy:3128"])
    made.attempt("service:api", "pypi.example:443", "name-server-failed", scheme="https")
    tunnel = Opening(beyond="pypi.example:443")
    made.attempt("service:api", "proxy:3128", "answered", scheme="http", opening=tunnel,
                 protocol="http", code="200")  # fmt: skip
    report = made.report("https://pypi.example", "service:api")
    assert (report.findings, report.verdict) == ((), "reachable")


def test_both_lines_of_the_user_are_appended_to() -> None:
    made = world(PROXY, "NO_PROXY=localhost", "no_proxy=localhost,")
    lines = {
        key: Exemption(key=key, text=text, last=part(f"      {key}: {text}", line))
        for key, text, line in (("NO_PROXY", "localhost", 7), ("no_proxy", "localhost,", 6))
    }
    made.containers[-1] = replace(made.containers[-1], no_proxy=tuple(lines.values()))
    (remedy,) = finding(made, "8000", "CL807").remedies
    assert remedy.summary == "add web to NO_PROXY and no_proxy in api"
    assert remedy.override == {
        "services": {
            "api": {"environment": {"NO_PROXY": "localhost,web", "no_proxy": "localhost,web"}}
        }
    }
    assert remedy.patch is not None
    assert (remedy.patch.file, remedy.patch.line) == ("compose.yaml", 6)
    assert "+      NO_PROXY: localhost,web" in remedy.patch.diff


def test_a_list_with_something_hidden_in_it_is_not_written_again() -> None:
    made = world(PROXY, "NO_PROXY=local$host")
    (remedy,) = finding(made, "8000", "CL807").remedies
    assert (remedy.override, remedy.patch) == (None, None)


def test_the_direct_way_is_no_way_to_offer_until_it_is_taken() -> None:
    made = world()
    snapshot = made.snapshot("8000")
    assert snapshot.proofs == {}
    made.proofs = {
        '["Dial","service:api","web:8000"]': Proof(status="proven"),
    }
    assert made.report("8000").reach_it_at == {}


def part(text: str, line: int) -> Part:
    place = Place(where="environment", key="services.api", file="compose.yaml", line=line)
    return Part(place=place, text=text, start=len(text) - 1, end=len(text))
