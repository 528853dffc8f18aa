"""CL806 host-header-rejected: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import DialAs, Untriable
from containerloop.facts import Opening
from containerloop.protocols.host_refusals import WRONG_NAME
from containerloop.protocols.servers.http import NO_SERVER_BEHIND
from tests.support.rule_worlds import finding
from tests.support.world import World

BLOCKED = f'{WRONG_NAME}: "Blocked request. This host ("web") is not allowed."'


def world(name: str = "web", url: str | None = None, image: str = "example/web") -> World:
    made = World()
    made.container(name, listens=["0.0.0.0:8000"], exposes=[8000], image=image)
    made.container("api", refers=[url or f"http://{name}:8000/"])
    return made


def said(
    made: World, name: str | None, code: str | None, where: str = "web:8000", **more: Any
) -> None:
    """What came of one request with this host name in it; the own name is said in both cases."""
    got = {"protocol": "http", "banner": f"HTTP/1.1 {code}", "code": code} | more
    outcome = got.pop("outcome", "answered")
    for each in dict.fromkeys((name, name.upper() if name == where else name)):
        made.attempt(
            "service:api", where, outcome, resolved="172.18.0.2", scheme="http",
            opening=Opening(path="/", name=each), **got,
        )  # fmt: skip


def asked(*answers: tuple[str | None, str], **world_of: Any) -> World:
    made = world(**world_of)
    for name, code in answers:
        said(made, name, code)
    return made


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("400", "200"),
        ("403", "200"),
        ("404", "200"),
        ("421", "406"),
        ("421", "404"),
        ("403", "302"),
    ],
)
def test_a_name_that_is_refused_where_another_is_served(own: str, other: str) -> None:
    made = asked((None, own), ("localhost", other), ("web:8000", own))
    report = made.report("8000")
    assert [f.code for f in report.findings] == ["CL806"]
    assert report.verdict == "unreachable"
    assert report.findings[0].summary == (
        'web rejects the host name "web" and serves the same request for localhost'
    )
    line = next(a for a in report.attempts if a.relied_on)
    assert (line.served, line.refusal) == (False, WRONG_NAME)
    assert not any(a.relied_on for a in report.attempts if a.asked)


@pytest.mark.parametrize(
    "answers",
    [
        ((None, "400"), ("localhost", "400"), ("172.18.0.2", "400")),  # whatever the name is
        ((None, "403"), ("localhost", "403")),
        ((None, "404"), ("localhost", "404")),
        ((None, "403"), ("localhost", "404"), ("web:8000", "403")),  # a page that is not there
        ((None, "400"), ("localhost", "200"), ("web:8000", "200")),  # differently each time
        ((None, "403"), ("localhost", "200"), ("web:8000", "401")),
        ((None, "400"), ("localhost", "200")),  # not asked again
        ((None, "400"), ("localhost", "429"), ("web:8000", "400")),
        ((None, "400"), ("localhost", "503"), ("web:8000", "400")),
        ((None, "200"), ("localhost", "302"), ("web:8000", "200")),
        ((None, "401"), ("localhost", "200"), ("web:8000", "401")),  # a log-in
        ((None, "405"), ("localhost", "200"), ("web:8000", "405")),
        ((None, "400"),),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_depend_on_the_name(
    answers: tuple[tuple[str | None, str], ...],
) -> None:
    assert "CL806" not in asked(*answers).codes("8000")


CADDYS = "HTTP/1.1 200 OK (Caddy, an empty page of Caddy)"


def test_the_empty_page_of_caddy_is_a_refusal_where_another_name_has_a_page() -> None:
    made = world()
    said(made, None, "200", banner=CADDYS)
    said(made, "localhost", "200", banner=CADDYS)
    assert made.report("8000").verdict == "reachable"
    assert "its answer is empty" in str(made.report("8000").attempts[0].untried)
    said(made, "shop.example.test", "200")
    assert made.codes("8000") == []  # not asked again
    said(made, "web:8000", "200", banner=CADDYS)
    assert made.codes("8000") == ["CL806"]
    assert made.report("8000").verdict == "unreachable"
    assert "addresses of the site in the Caddyfile" in (
        finding(made, "8000", "CL806").remedies[0].summary
    )
    made.attempts[-1] = replace(made.attempts[-1], banner="HTTP/1.1 200 OK (Caddy)")
    assert made.codes("8000") == []  # differently each time


def test_a_503_of_a_proxy_is_a_refusal_where_another_name_has_a_page() -> None:
    for refusal, found in ((NO_SERVER_BEHIND, ["CL806"]), ("not available (503)", ["CL808"])):
        made = world()
        for name in (None, "web:8000"):
            said(made, name, "503", refusal=refusal)
        said(made, "shop.example.test", "200")
        assert made.codes("8000") == found


def test_a_server_that_answers_in_turn_is_not_refusing_the_name() -> None:
    made = asked((None, "400"), ("localhost", "200"), ("web:8000", "400"))
    assert made.codes("8000") == ["CL806"]
    made.attempts[-1] = replace(made.attempts[-1], code="200")
    assert made.codes("8000") == []


def test_a_published_port_is_told_by_the_name_that_people_type() -> None:
    made = World()
    made.container("web", listens=["0.0.0.0:8000"], publishes=["127.0.0.1:8000:8000"])
    answers = ((None, "400"), ("localhost", "400"), ("web", "200"), ("127.0.0.1:8000", "400"))
    for name, code in answers:
        made.attempt(
            "host", "127.0.0.1:8000", "answered", resolved="127.0.0.1", protocol="http", code=code,
            opening=Opening(name=name),
        )  # fmt: skip
    found = finding(made, "8000", "CL806")
    assert found.summary.startswith('web rejects the host name "localhost" and serves')
    assert 'add "localhost"' in found.remedies[0].summary


def test_a_server_that_says_so_itself_needs_no_second_answer() -> None:
    made = world()
    said(made, None, "403", refusal=BLOCKED)
    said(made, "localhost", "403", refusal=BLOCKED)
    found = finding(made, "8000", "CL806")
    assert found.summary == 'web rejects the host name "web" in the request'


def test_a_bare_status_is_no_word_on_the_name() -> None:
    made = world()
    said(made, None, "421", refusal=WRONG_NAME)
    said(made, "localhost", "421", refusal=WRONG_NAME)
    assert made.codes("8000") == []
    assert made.report("8000").verdict == "unreachable"


def test_a_page_that_says_so_with_status_200() -> None:
    made = world()
    words = f'{WRONG_NAME}: "Invalid Host header"'
    said(made, None, "200", refusal=words)
    said(made, "localhost", "200")
    said(made, "web:8000", "200", refusal=words)
    assert "devServer.allowedHosts" in finding(made, "8000", "CL806").remedies[0].summary


def test_a_server_that_closes_on_names_that_it_does_not_know() -> None:
    made = world()
    closed: dict[str, Any] = {"outcome": "accepted-then-closed", "protocol": None, "banner": None}
    said(made, None, None, **closed)
    said(made, "localhost", "200")
    said(made, "web:8000", None, **closed)
    assert made.codes("8000") == ["CL806"]


def test_a_server_that_closes_on_everybody_is_another_cause() -> None:
    made = world()
    closed: dict[str, Any] = {"outcome": "accepted-then-closed", "protocol": None, "banner": None}
    said(made, None, None, **closed)
    said(made, "localhost", None, **closed)
    assert "CL806" not in made.codes("8000")


@pytest.mark.parametrize(
    ("refusal", "banner", "image", "setting"),
    [
        (BLOCKED, "", "node", 'add "web" to server.allowedHosts'),
        (None, "HTTP/1.0 400 Bad Request (gunicorn, a page of Django)", "shop", "ALLOWED_HOSTS"),
        (f'{WRONG_NAME}: "Blocked hosts: web"', "", "ruby", 'config.hosts << "web"'),
        (f'{WRONG_NAME}: "Invalid Host header"', "", "python", 'devServer.allowedHosts'),
        (None, "HTTP/1.1 400 (TornadoServer/6.4)", "jupyter/base", "allow_remote_access"),
        (None, "HTTP/1.1 400 (nginx/1.22.1, a page of nginx itself)", "x", "server_name"),
        (None, "HTTP/1.1 400 Bad Request", "x", 'add "web" to the host names that it serves'),
    ],
)  # fmt: skip
def test_the_setting_is_that_servers_own(
    refusal: str | None, banner: str, image: str, setting: str
) -> None:
    made = world(image=image)
    code = "403" if refusal else "400"
    said(made, None, code, refusal=refusal, banner=banner)
    said(made, "localhost", "200")
    said(made, "web:8000", code, refusal=refusal, banner=banner)
    (remedy,) = finding(made, "8000", "CL806").remedies
    assert remedy.summary.startswith("in web, ")
    assert setting in remedy.summary
    assert isinstance(remedy.trial, Untriable)
    vite = {"services": {"web": {"environment": {"__VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS": "web"}}}}
    assert remedy.override == (vite if "server.allowedHosts" in setting else None)


@pytest.mark.parametrize(("port", "listed"), [(8000, '"web:*"'), (80, '"web"')])
def test_an_mcp_server_lists_a_name_with_its_ports(port: int, listed: str) -> None:
    made = World()
    made.container("web", listens=[f"0.0.0.0:{port}"], exposes=[port])
    made.container("api", refers=[f"http://web:{port}/"])
    words = f'{WRONG_NAME}: "Invalid Host header"'
    said(made, None, "421", where=f"web:{port}", refusal=words)
    (remedy,) = finding(made, f"{port}", "CL806").remedies
    assert remedy.summary == (
        f"in web, add {listed} to allowed_hosts (transport_security), then restart it"
    )


def test_a_name_with_an_underscore_needs_an_alias() -> None:
    made = world("my_app")
    for name, code in (
        (None, "400"),
        ("localhost", "200"),
        ("my-app", "200"),
        ("my_app:8000", "400"),
    ):
        said(made, name, code, where="my_app:8000")
    (remedy,) = finding(made, "8000", "CL806").remedies
    assert remedy.summary == 'give my_app the alias "my-app" and use my-app:8000'
    assert isinstance(remedy.trial, DialAs)
    assert remedy.trial.extra_hosts == ("my-app:172.18.0.2",)
    assert remedy.override is not None
    services = remedy.override["services"]
    assert services["my_app"] == {"networks": {"default": {"aliases": ["my-app"]}}}
    assert services["api"] == {"environment": {"URL_0": "http://my-app:8000/"}}


def test_an_alias_that_the_server_does_not_list_either_is_half_the_change() -> None:
    made = world("my_app")
    page = {"banner": "HTTP/1.0 400 Bad Request (gunicorn, a page of Django)"}
    said(made, None, "400", where="my_app:8000", **page)
    said(made, "localhost", "200", where="my_app:8000")
    said(made, "my-app", "400", where="my_app:8000", **page)
    said(made, "my_app:8000", "400", where="my_app:8000", **page)
    (remedy,) = finding(made, "8000", "CL806").remedies
    assert remedy.summary.endswith(', and add "my-app" to the host names that it serves')
    assert remedy.override is None


def test_a_list_that_takes_underscores_takes_the_name_itself() -> None:
    made = world("my_app")
    said(made, None, "403", where="my_app:8000", refusal=BLOCKED)
    said(made, "localhost", "200", where="my_app:8000")
    said(made, "my_app:8000", "403", where="my_app:8000", refusal=BLOCKED)
    assert (
        'add "my_app" to server.allowedHosts' in finding(made, "8000", "CL806").remedies[0].summary
    )


def test_a_number_that_nobody_wrote_is_a_name_of_localhost() -> None:
    made = World()
    made.container("web", listens=["0.0.0.0:8000"], publishes=["127.0.0.1:8000:8000"])
    for name, code in ((None, "400"), ("localhost", "200"), ("127.0.0.1:8000", "400")):
        made.attempt(
            "host", "127.0.0.1:8000", "answered", resolved="127.0.0.1", protocol="http", code=code,
            opening=Opening(name=name),
        )  # fmt: skip
    assert made.codes("8000") == []


def tls(code: str | None, localhost: str | None) -> World:
    """web answers TLS for its own name and for localhost with these alerts (None: with none)."""
    made = World()
    made.container("web", listens=["0.0.0.0:443"], exposes=[443])
    made.container("api", refers=["https://web/"])
    for name in (None, "localhost", "web:443", "WEB:443"):
        alert = localhost if name == "localhost" else code
        refused = {"refusal": "TLS refused: no such name", "code": alert} if alert else {}
        made.attempt(
            "service:api", "web:443", "answered", resolved="172.18.0.2", protocol="tls",
            scheme="https", opening=Opening(path="/", name=name), banner="TLS", **refused,
        )  # fmt: skip
    return made


@pytest.mark.parametrize("code", ["112", "80", "40"])
def test_a_tls_name_without_a_certificate(code: str) -> None:
    said = finding(tls(code, None), "443", "CL806").summary
    assert said == 'web refuses TLS for the name "web" and not for localhost'


@pytest.mark.parametrize(
    ("code", "localhost", "found"),
    [("70", None, []), ("112", "112", ["CL801"]), ("40", "112", []), (None, None, [])],
)
def test_tls_that_does_not_depend_on_the_name(
    code: str | None, localhost: str | None, found: list[str]
) -> None:
    assert tls(code, localhost).codes("443") == found


def test_what_another_port_or_another_page_serves_says_nothing_of_the_name() -> None:
    made = asked((None, "400"), ("web:8000", "400"))
    said(made, "localhost", "200", where="web:9000")
    made.attempt(
        "service:api", "web:8000", "answered", resolved="172.18.0.2", protocol="http", code="200",
        scheme="http", opening=Opening(path="/other", name="localhost"),
    )  # fmt: skip
    assert made.codes("8000") == []


def test_a_number_that_was_typed_is_the_clients_own_name() -> None:
    made = World()
    made.container("web", listens=["0.0.0.0:8000"], publishes=["127.0.0.1:8000:8000"])
    for name, code in ((None, "400"), ("localhost", "200"), ("127.0.0.1:8000", "400")):
        made.attempt(
            "host", "127.0.0.1:8000", "answered", resolved="127.0.0.1", protocol="http", code=code,
            scheme="http", opening=Opening(path="/", name=name),
        )  # fmt: skip
    assert made.codes("http://127.0.0.1:8000/") == ["CL806"]


def test_a_process_in_the_containers_place_is_shadowing_it() -> None:
    made = World()
    made.container("web", listens=["0.0.0.0:8000"], publishes=["127.0.0.1:8000:8000"])
    made.host_listens("[::1]:8000")
    for name, code in ((None, "400"), ("localhost", "200"), ("[::1]:8000", "400")):
        made.attempt(
            "host", "[::1]:8000", "answered", resolved="::1", protocol="http", code=code,
            scheme="http", opening=Opening(path="/", name=name),
        )  # fmt: skip
    assert made.codes("http://[::1]:8000/") == ["CL606"]


def test_a_server_without_tls_is_refusing_no_name() -> None:
    made = World()
    made.container("web", listens=["0.0.0.0:8000"], exposes=[8000])
    made.container("api", refers=["https://web:8000/"])
    for name, code in (
        (None, "400"),
        ("localhost", "200"),
        ("web:8000", "400"),
        ("WEB:8000", "400"),
    ):
        made.attempt(
            "service:api", "web:8000", "answered", resolved="172.18.0.2", protocol="http",
            code=code, scheme="https", opening=Opening(path="/", name=name),
        )  # fmt: skip
    assert made.codes("8000") == ["CL801"]


def test_the_other_request_can_be_made_again() -> None:
    made = asked((None, "400"), ("localhost", "200"), ("web:8000", "400"))
    shown = finding(made, "8000", "CL806").evidence[1]
    assert shown.saw == "from api, web:8000 asked for localhost: answered (HTTP/1.1 200)"
    curl = "docker exec shop-api-1 curl -i -H 'Host: localhost:8000' http://web:8000/"
    assert shown.command == curl
    greeting = "openssl s_client -connect web:443 -servername localhost"
    assert finding(tls("112", None), "443", "CL806").evidence[1].command == greeting


def test_the_usual_port_goes_without_saying() -> None:
    made = World()
    made.container("web", listens=["0.0.0.0:80"], publishes=["80:80"])
    for name, code in ((None, "400"), ("web", "200"), ("localhost", "400"), ("LOCALHOST", "400")):
        made.attempt(
            "host", "localhost:80", "answered", resolved="127.0.0.1", protocol="http", code=code,
            scheme="http", opening=Opening(path="/", name=name),
        )  # fmt: skip
    shown = finding(made, "http://localhost/", "CL806").evidence[1]
    assert shown.command == "curl -i -H 'Host: web' http://localhost:80/"
