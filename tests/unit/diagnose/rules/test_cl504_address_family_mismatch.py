"""CL504 address-family-mismatch: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trials import Untriable
from containerloop.facts import State
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import finding, published, web_in_host_mode
from tests.support.world import World
from tests.unit.diagnose.test_case import blind


@pytest.mark.parametrize("listens", ["127.0.0.1:8302", "0.0.0.0:8302"])
def test_a_family_that_it_does_not_serve_is_no_matter_of_ports(listens: str) -> None:
    world = web_in_host_mode(listens)
    world.attempt("host", "127.0.0.1:8302", "answered", resolved="127.0.0.1", protocol="http")
    world.attempt("host", "[::1]:8302", "refused", resolved="::1")
    assert world.codes("[::1]:8302") == ["CL504"]


def beside(socket: str, url: str, outcome: str = "refused") -> World:
    """side shares app's namespace and dials a loopback number."""
    world = World()
    app = world.container("app", listens=[socket])
    world.container("side", mode=f"container:{app.id}", listens=[socket], refers=[url])
    host = url.removeprefix("http://").removesuffix("/")
    world.attempt(
        "service:side", host, outcome, resolved=host.rpartition(":")[0].strip("[]")
    )  # fmt: skip
    return world


@pytest.mark.parametrize(
    ("socket", "url", "instead"),
    [
        ("0.0.0.0:8000", "http://[::1]:8000/", "127.0.0.1:8000"),
        ("127.0.0.1:8000", "http://[::1]:8000/", "127.0.0.1:8000"),
        ("[::1]:8000", "http://127.0.0.1:8000/", "[::1]:8000"),
    ],
)
def test_the_other_loopback_serves(socket: str, url: str, instead: str) -> None:
    report = beside(socket, url).report("8000")
    assert [f.code for f in report.findings] == ["CL504"]
    assert [r.address for r in report.findings[0].remedies] == [instead]


def test_an_engine_without_the_ipv6_loopback_says_so_in_other_words() -> None:
    world = beside("0.0.0.0:8000", "http://[::1]:8000/", "address-unavailable")
    assert world.codes("8000") == ["CL504"]


@pytest.mark.parametrize("socket", ["[::]:8000", "[::1]:8000", "0.0.0.0:8001", "0.0.0.0:8000/udp"])
def test_a_socket_that_takes_ipv6_or_is_another_is_no_mismatch(socket: str) -> None:
    assert "CL504" not in beside(socket, "http://[::1]:8000/").codes("8000")


def test_a_localhost_that_failed_in_both_families_is_no_mismatch() -> None:
    world = World()
    app = world.container("app", listens=["0.0.0.0:8000"])
    url = "http://localhost:8000/"
    world.container("side", mode=f"container:{app.id}", listens=["0.0.0.0:8000"], refers=[url])
    for number in ("::1", "127.0.0.1"):
        world.attempt("service:side", "localhost:8000", "refused", resolved=number)
    assert "CL504" not in world.codes("8000")


def ipv6_only(inside: str = "refused", *sockets: str, **web: Any) -> World:
    """client dials web's IPv4 address; from inside, 127.0.0.1 came to `inside`."""
    world = World()
    world.container("web", listens=sockets or ["[::]:8000"], **web)
    world.container("client", refers=["http://web:8000/"])
    world.attempt("service:client", "web:8000", "refused", resolved="172.18.0.2")
    world.attempt("service:web", "127.0.0.1:8000", inside, resolved="127.0.0.1")
    world.attempt("service:web", "[::1]:8000", "answered", resolved="::1")
    return world


def test_a_socket_on_every_ipv6_address_that_takes_no_ipv4() -> None:
    report = ipv6_only().report("8000")
    assert [f.code for f in report.findings] == ["CL504"]
    assert "listen on 0.0.0.0:8000 as well as" in report.findings[0].remedies[0].summary


def test_an_older_engines_container_has_no_ipv6_loopback_to_prove_it_by() -> None:
    world = ipv6_only()
    world.attempts.pop()
    world.attempt("service:web", "[::1]:8000", "address-unavailable", resolved="::1")
    report = world.report("8000")
    assert [f.code for f in report.findings] == ["CL504"]
    trials = [
        f.finding.remedies[0].trial for f in diagnose(world.snapshot("8000"), CATALOGUE).found
    ]
    assert [type(trial) for trial in trials] == [Untriable]


def test_a_socket_that_is_gone_by_now_is_no_mismatch() -> None:
    world = ipv6_only()
    world.attempts.pop()
    world.attempt("service:web", "[::1]:8000", "refused", resolved="::1")
    assert "CL504" not in world.codes("8000")


def test_a_socket_on_every_ipv6_address_that_takes_ipv4_is_no_mismatch() -> None:
    assert "CL504" not in ipv6_only("answered").codes("8000")


def test_what_nobody_dialled_inside_is_not_taken_for_ipv6_only() -> None:
    world = ipv6_only()
    del world.attempts[1:]
    assert "CL504" not in world.codes("8000")


def test_a_twin_on_ipv4_is_no_mismatch() -> None:
    assert "CL504" not in ipv6_only("refused", "[::]:8000", "172.18.0.2:8000").codes("8000")


def test_the_ipv6_loopback_of_another_container_is_a_loopback_listener() -> None:
    assert ipv6_only("refused", "[::1]:8000").codes("8000") == ["CL501"]


def test_a_published_port_whose_server_takes_ipv6_only() -> None:
    world = World()
    world.container("web", listens=["[::]:8000"], publishes=["127.0.0.1:8240:8000"])
    closed = "accepted-then-closed"
    world.attempt("host", "127.0.0.1:8240", closed, resolved="127.0.0.1")
    world.attempt("service:web", "127.0.0.1:8000", "refused", resolved="127.0.0.1")
    world.attempt("service:web", "[::1]:8000", "answered", resolved="::1")
    assert world.codes("8240") == ["CL504"]


@pytest.mark.parametrize(
    ("socket", "target", "instead"),
    [
        ("[::1]:5173", "127.0.0.1:5173", "[::1]:5173"),
        ("127.0.0.1:8000", "[::1]:8000", "127.0.0.1:8000"),
    ],
)
def test_a_local_server_on_the_other_loopback(socket: str, target: str, instead: str) -> None:
    world = World(project=None)
    world.host_listens(socket, process="node")
    world.attempt("host", target, "refused", resolved=target.rpartition(":")[0].strip("[]"))
    report = world.report(target)
    assert [f.code for f in report.findings] == ["CL504"]
    assert report.findings[0].remedies[0].address == instead


def test_a_host_server_on_loopback_is_no_matter_of_families_for_a_container() -> None:
    world = World()
    world.container("api", refers=["http://host.docker.internal:8000/"],
                    extra_hosts=("host.docker.internal:host-gateway",))  # fmt: skip
    world.host_listens("[::1]:8000", process="node")
    world.attempt("service:api", "host.docker.internal:8000", "refused", resolved="172.17.0.1")
    (found,) = world.report("8000").findings
    assert found.code == "CL503"
    assert found.summary.startswith("node on the host listens on [::1]:8000 only, but")


def test_a_published_server_on_the_ipv6_loopback_is_a_loopback_listener() -> None:
    world = World()
    world.container("web", listens=["[::1]:8000"], publishes=["127.0.0.1:8240:8000"])
    closed = "accepted-then-closed"
    world.attempt("host", "127.0.0.1:8240", closed, resolved="127.0.0.1")
    (found,) = world.report("8240").findings
    assert found.code == "CL501"
    assert found.summary.startswith("web listens on [::1]:8000 only,")


def test_behind_a_published_port_ipv4_is_dialled_whatever_the_machine_dials() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8000"], publishes=["127.0.0.1:8240:8000"])
    world.attempt("host", "[::1]:8240", "refused", resolved="::1")
    assert "CL504" not in world.codes("[::1]:8240")


@pytest.mark.parametrize(
    ("six", "socket", "dialled", "code"),
    [
        (True, "0.0.0.0:8000", "[::1]", "CL504"),
        (True, "[::]:8000", "[::1]", None),
        (True, "0.0.0.0:8000", "127.0.0.1", None),
        (True, "[::]:8000", "127.0.0.1", "CL504"),
        (False, "[::]:8000", "[::1]", "CL504"),
        (False, "0.0.0.0:8000", "[::1]", None),
    ],
)
def test_the_proxy_dials_in_ipv6_where_the_container_has_it(
    six: bool, socket: str, dialled: str, code: str | None
) -> None:
    world = World()
    web = world.container("web", listens=[socket], publishes=["8240:8000"])
    ipv6 = "fd00:5::2" if six else None
    world.containers[-1] = replace(
        web, attachments=tuple(replace(a, ipv6=ipv6) for a in web.attachments)
    )
    host = dialled.strip("[]")
    world.attempt("host", f"{dialled}:8240", "accepted-then-closed", resolved=host)
    world.attempt("service:web", "127.0.0.1:8000", "refused", resolved="127.0.0.1")
    world.attempt("service:web", "[::1]:8000", "answered", resolved="::1")
    assert world.codes(f"{dialled}:8240") == ([code] if code else [])


def test_two_networks_of_two_families_leave_open_which_is_dialled() -> None:
    world = World()
    web = world.container("web", listens=["0.0.0.0:8000"], publishes=["8240:8000"])
    (first,) = web.attachments
    second = replace(first, network="other", network_id="n-other", ipv6="fd00:5::2")
    world.containers[-1] = replace(web, attachments=(first, second))
    world.attempt("host", "[::1]:8240", "accepted-then-closed", resolved="::1")
    assert "CL504" not in world.codes("[::1]:8240")


HUNG_UP = ["accepted-then-closed", "accepted-then-reset"]


@pytest.mark.parametrize("outcome", HUNG_UP)
def test_a_proxy_may_hang_up_in_two_ways_for_a_server_of_ipv6(outcome: str) -> None:
    world = published(outcome, listens=["[::]:80"])
    world.attempt("service:web", "127.0.0.1:80", "refused", resolved="127.0.0.1")
    world.attempt("service:web", "[::1]:80", "answered", resolved="::1")
    assert world.codes("8080") == ["CL504"]


def test_the_family_that_is_served_is_named() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8000"])
    world.attempt("service:web", "[::1]:8000", "refused", resolved="::1")
    said = finding(world, "[::1]:8000", "CL504", "service:web").summary
    assert said == "web listens on port 8000 over IPv4 only, but was contacted over IPv6"


def six_only(*tries: tuple[str, str, str]) -> World:
    """web listens on [::]:80, and its IPv4 address was refused; `tries` from inside or beside."""
    world = World()
    world.container("web", listens=["[::]:80"])
    world.container("api", refers=["http://web:80/"])
    world.attempt("service:api", "web:80", "refused", resolved="172.18.0.2")
    for vantage, where, outcome in tries:
        host = where.rpartition(":")[0].strip("[]")
        world.attempt(vantage, where, outcome, resolved=host)
    return world


def test_only_tries_of_the_port_from_inside_show_the_family() -> None:
    inside = [("service:web", "127.0.0.1:80", "refused"), ("service:web", "[::1]:80", "answered")]
    assert "CL504" in six_only(*inside).codes("80", "service:api")
    elsewhere = [("service:api", w, o) for _, w, o in inside]
    assert "CL504" not in six_only(*elsewhere).codes("80", "service:api")
    other = [(v, w.replace(":80", ":81"), o) for v, w, o in inside]
    assert "CL504" not in six_only(*other).codes("80", "service:api")


def test_a_family_that_is_served_is_not_ruled_out_while_containers_are_unseen() -> None:
    world = World(project=None)
    world.host_listens("0.0.0.0:8000")
    world.attempt("host", "127.0.0.1:8000", "refused", resolved="127.0.0.1")
    facts = diagnose(blind(world.snapshot("127.0.0.1:8000"), "containers"), CATALOGUE)
    assert "CL504" in {n.code for n in facts.not_checked}
    assert "CL504" in diagnose(world.snapshot("127.0.0.1:8000"), CATALOGUE).ruled_out


def test_a_healthcheck_of_the_wrong_family_is_told_as_such() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8000"], check=("CMD", "curl", "http://[::1]:8000/"))
    world.attempt("service:web", "[::1]:8000", "refused", resolved="::1")
    assert "CL504" not in world.codes("8000", "service:web")


def published_at(host_ip: str, *called: str, outcome: str = "refused", **web: Any) -> World:
    """web is published on one address of this machine, which calls localhost."""
    world = World()
    made = world.container("web", publishes=["127.0.0.1:8080:80"], listens=["0.0.0.0:80"], **web)
    at = tuple(replace(p, host_ip=host_ip) for p in made.published)
    world.containers[-1] = replace(made, published=at, asked=at)
    for each in called:
        world.attempt("host", "localhost:8080", outcome, resolved=each)
    return world


def test_a_port_that_is_published_over_ipv6_alone() -> None:
    (found,) = published_at("::1", "127.0.0.1").report("localhost:8080").findings
    assert found.summary == (
        "web is published over IPv6 only, on [::1]:8080, but was contacted over IPv4, at 127.0.0.1"
    )
    assert [r.address for r in found.remedies] == ["[::1]:8080", "localhost:8080"]
    assert found.remedies[1].override == {"services": {"web": {"ports": ["127.0.0.1:8080:80"]}}}


@pytest.mark.parametrize(
    ("host_ip", "called", "more"),
    [
        ("127.0.0.1", ["::1"], {}),
        ("::1", ["::1"], {}),
        ("::1", ["::1", "127.0.0.1"], {}),
        ("10.0.0.5", ["127.0.0.1"], {}),
        ("::1", ["127.0.0.1"], {"outcome": "timed-out"}),
        ("::1", ["127.0.0.1"], {"state": State(status="exited")}),
        ("", ["127.0.0.1"], {}),
    ],
)
def test_a_publication_that_is_no_matter_of_families(
    host_ip: str, called: list[str], more: dict[str, Any]
) -> None:
    assert "CL504" not in published_at(host_ip, *called, **more).codes("localhost:8080")


def test_a_port_that_is_published_in_both_families() -> None:
    world = World()
    world.container("web", publishes=["0.0.0.0:8080:80", "[::]:8080:80"], listens=["0.0.0.0:80"])
    both = world.containers[-1].published
    at = (both[0], replace(both[1], host_ip="::"))
    world.containers[-1] = replace(world.containers[-1], published=at, asked=at)
    world.attempt("host", "localhost:8080", "refused", resolved="127.0.0.1")
    assert "CL504" not in world.codes("localhost:8080")
