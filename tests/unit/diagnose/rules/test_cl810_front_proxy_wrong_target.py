"""CL810 front-proxy-wrong-target, and what stands behind a proxy: where it fires, and where not."""

import pytest

from containerloop.facts import PLAIN, Mount, Unobserved
from containerloop.survey.proxies.offers import offers
from tests.support.front_worlds import PAGE, called, fronted
from tests.support.rule_worlds import first_remedy
from tests.support.world import World

FPM = "location / { fastcgi_pass 127.0.0.1:9000; }"
IP = "172.18.0.3"


def test_nobody_at_all_takes_the_requests() -> None:
    world = fronted(FPM)
    called(world, "127.0.0.1:9000", "refused", opening=PLAIN)
    report = world.report(PAGE)
    assert [f.code for f in report.findings] == ["CL810"]
    found = report.findings[0]
    assert (found.vantage, found.address) == ("service:front", "127.0.0.1:9000")
    assert "front itself" in found.summary
    assert found.location is not None
    assert (found.location.file, found.location.line) == ("front.conf", 3)
    assert report.verdict == "unreachable"
    assert "front is reached at localhost:8080, and answers 502 itself" in report.notes


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("silent", "accepts connections and does not answer"),
        ("timed-out", "nothing comes back"),
        ("accepted-then-closed", "the connection ends there (accepted then closed)"),
    ],
)
def test_it_says_what_came_of_the_call(outcome: str, words: str) -> None:
    world = fronted(code="504")
    world.container("app", listens=["0.0.0.0:3000"])
    called(world, "app:3000", outcome, resolved=IP)
    world.control("service:front", IP, "open")  # the host forwards what the proxy sends
    report = world.report(PAGE)
    assert [f.code for f in report.findings] == ["CL810"]
    assert words in report.findings[0].summary


def test_a_server_of_the_kind_that_is_asked_for_is_offered() -> None:
    world = fronted(FPM)
    world.container("php", image="php:8.3-fpm", status="exited")
    world.container("web", image="httpd:2")
    called(world, "127.0.0.1:9000", "refused", opening=PLAIN)
    remedies = world.report(PAGE).findings[0].remedies
    assert [r.address for r in remedies] == ["php:9000"]
    assert remedies[0].patch is not None
    assert "+location / { fastcgi_pass php:9000; }" in remedies[0].patch.diff
    assert remedies[0].override is None  # compose does not read that file
    assert remedies[0].summary.endswith("once php runs")


# What narrower causes say of the server behind, with the change of the proxy's own line


def test_localhost_of_the_proxy() -> None:
    world = fronted(FPM)
    world.container("php", listens=["0.0.0.0:9000"])
    called(world, "127.0.0.1:9000", "refused", opening=PLAIN)
    assert world.codes(PAGE) == ["CL401"]
    remedy = first_remedy(world, PAGE)
    assert remedy.address == "php:9000"
    assert remedy.patch is not None
    assert remedy.patch.diff.endswith("+location / { fastcgi_pass php:9000; }")


def test_another_port() -> None:
    world = fronted()
    world.container("app", listens=["0.0.0.0:3001"])
    called(world, "app:3000", "refused", resolved=IP)
    assert world.codes(PAGE) == ["CL502"]


def test_a_server_on_its_loopback() -> None:
    world = fronted()
    world.container("app", listens=["127.0.0.1:3000"])
    called(world, "app:3000", "refused", resolved=IP)
    assert world.codes(PAGE) == ["CL501"]


def test_a_server_that_does_not_run() -> None:
    world = fronted()
    world.container("app", status="exited", exposes=[3000])
    called(world, "app:3000", "name-not-found")
    assert world.codes(PAGE) == ["CL201"]


def test_a_proxy_that_waits_keeps_its_client_waiting() -> None:
    world = fronted(code=None)
    world.container("app", listens=["0.0.0.0:3001"])
    called(world, "app:3000", "refused", resolved=IP)
    assert world.codes(PAGE) == ["CL502"]


def test_one_proxy_behind_another() -> None:
    world = fronted()
    conf = "}\nserver {\nlisten 3000;\nlocation / { proxy_pass http://localhost:5000; }"
    inner = fronted(conf).containers[0]
    world.container("app", listens=["0.0.0.0:3000"], upstreams=inner.upstreams)
    world.container("api", listens=["0.0.0.0:5000"])
    called(world, "app:3000", "answered", resolved=IP, protocol="http", code="502", refusal="x")
    world.attempt("service:app", "localhost:5000", "refused", opening=world.attempts[0].opening)
    report = world.report(PAGE)
    assert [(f.code, f.vantage) for f in report.findings] == [("CL401", "service:app")]


# Near misses


def failing(world: World) -> World:
    """The same with a server behind that nobody would find."""
    called(world, "app:3000", "refused", resolved=IP)
    return world


@pytest.mark.parametrize("code", ["200", "404", "401", "301"])
def test_a_proxy_that_answers_is_not_looked_behind(code: str) -> None:
    world = failing(fronted(code=code))
    world.container("app", listens=["0.0.0.0:3001"])
    assert world.codes(PAGE) == []


def test_nginx_says_503_for_reasons_of_its_own() -> None:
    world = failing(fronted(code="503"))
    world.container("app", listens=["0.0.0.0:3001"])
    assert world.codes(PAGE) == []


def test_another_page_has_another_server() -> None:
    conf = "location / { root /x; }\nlocation /api { proxy_pass http://app:3000; }"
    world = failing(fronted(conf))
    world.container("app", listens=["0.0.0.0:3001"])
    assert world.codes(PAGE) == []


def test_another_port_has_another_server() -> None:
    other = fronted("}\nserver {\nlisten 81;\nlocation / { proxy_pass http://app:3000; }")
    world = failing(other)
    world.container("app", listens=["0.0.0.0:3001"])
    assert world.codes(PAGE) == []


def test_the_longest_prefix_has_the_page() -> None:
    conf = "location / { proxy_pass http://app:3000; }\nlocation /ind { proxy_pass http://api:1; }"
    world = failing(fronted(conf))
    world.container("app", listens=["0.0.0.0:3001"])
    world.container("api", listens=["0.0.0.0:1"])
    called(world, "api:1", "answered", resolved="172.18.0.4", protocol="http", code="200")
    assert world.codes(PAGE) == []


def test_all_that_it_names_answers() -> None:
    world = fronted()
    world.container("app", listens=["0.0.0.0:3000"])
    called(world, "app:3000", "answered", resolved=IP, protocol="http", code="200")
    report = world.report(PAGE)
    assert report.findings == ()
    assert report.verdict == "unreachable"
    assert any("the servers that it names work" in note for note in report.notes)


def test_an_application_that_says_502_by_itself() -> None:
    report = fronted("", image="example/app").report(PAGE)
    assert report.findings == ()
    assert any("names a server behind it" in note for note in report.notes)


def test_a_configuration_that_was_not_read() -> None:
    report = fronted(upstreams=Unobserved("x.conf has more than 1 MiB")).report(PAGE)
    assert report.findings == ()
    assert any("x.conf has more than 1 MiB" in note for note in report.notes)


def test_a_server_beyond_this_machine_is_not_asked() -> None:
    world = fronted("location / { proxy_pass http://203.0.113.7:80; }")
    assert world.codes(PAGE) == []


def test_a_reference_of_no_proxy_is_not_told_so() -> None:
    world = World()
    world.container("api", refers=["http://app:3000"])
    world.container("app", listens=["0.0.0.0:3000"])
    world.attempt("service:api", "app:3000", "silent", resolved=IP)
    assert "CL810" not in world.codes("app:3000", "service:api")


# Proxies that read the engine, and servers that are only for some names


def reads_the_engine(*, socket: bool = True, host: str = "app.localhost") -> World:
    mounts = (Mount(target="/var/run/docker.sock"),) if socket else ()
    world = fronted("", image="traefik:3", mounts=mounts)
    labels = {
        "traefik.http.routers.app.rule": f"Host(`{host}`)",
        "traefik.http.services.app.loadbalancer.server.port": "3000",
    }
    world.container("app", listens=["0.0.0.0:3001"], offers=offers("app", {}, labels))
    return failing(world)


def test_a_label_with_a_wrong_port() -> None:
    assert reads_the_engine(host="localhost").codes(PAGE) == ["CL502"]


def test_a_label_for_another_name_or_for_another_proxy() -> None:
    assert reads_the_engine().codes(PAGE) == []
    assert reads_the_engine(host="localhost", socket=False).codes(PAGE) == []


TWO = (
    "server_name shop.localhost;\nlocation / { proxy_pass http://app:3000; }\n}\nserver {\n"
    "listen 80;\nserver_name %s;\nlocation / { proxy_pass http://api:5000; }"
)


@pytest.mark.parametrize(
    ("name", "found"), [("localhost", []), ("*.localhost", ["CL502"]), ("blog", ["CL502"])]
)
def test_the_server_that_has_the_name_has_the_page(name: str, found: list[str]) -> None:
    world = failing(fronted(TWO % name))
    world.container("app", listens=["0.0.0.0:3001"])
    world.container("api", listens=["0.0.0.0:5000"])
    called(world, "api:5000", "answered", resolved="172.18.0.4", protocol="http", code="200")
    assert world.codes(PAGE) == found
