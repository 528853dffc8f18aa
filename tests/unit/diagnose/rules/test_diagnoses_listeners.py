"""Which socket a server listens on, and who answers there: rules on worlds made by hand."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trials import Untriable
from containerloop.facts import State, Unobserved
from tests.support.world import World

DB = "postgres://db/app"


def named(*listens: str, outcome: str = "refused", url: str = DB, **db: Any) -> World:
    """api refers to db, whose sockets are `listens`; dialling it came to `outcome`."""
    world = World()
    world.container("db", listens=listens, **({"image": "postgres:16"} | db))
    world.container("api", refers=[url])
    world.attempt("service:api", "db:5432", outcome, resolved="172.18.0.2")
    return world


# CL502 listens-on-another-port


def test_the_server_moved_to_another_port() -> None:
    report = named("0.0.0.0:5433", "[::]:5433").report("5432")
    assert [f.code for f in report.findings] == ["CL502"]
    assert report.findings[0].summary == "db listens on port 5433, and on 5432 nobody does"
    assert [r.address for r in report.findings[0].remedies] == ["db:5433"]


def test_a_server_that_shows_in_tcp6_only_moved_as_well() -> None:
    assert named("[::]:5433").codes("5432") == ["CL502"]


def test_the_likelier_of_two_ports_is_offered_first() -> None:
    remedies = named("0.0.0.0:9000", "0.0.0.0:6432").report("5432").findings[0].remedies
    assert [r.address for r in remedies] == ["db:6432", "db:9000"]


@pytest.mark.parametrize(
    "socket",
    ["127.0.0.1:5433", "0.0.0.0:5433/udp", "0.0.0.0:6379", "0.0.0.0:40213", "127.0.0.1:40213"],
    ids=["loopback", "udp", "another protocol's port", "ephemeral", "resolver"],
)
def test_not_every_socket_is_the_server(socket: str) -> None:
    assert "CL502" not in named(socket).codes("5432")


def test_a_port_that_is_listened_on_was_not_moved() -> None:
    assert "CL502" not in named("0.0.0.0:5433", "0.0.0.0:5432").codes("5432")


def test_the_same_number_for_udp_is_not_the_port() -> None:
    assert named("0.0.0.0:5433", "0.0.0.0:5432/udp").codes("5432") == ["CL502"]


def test_a_host_port_dialled_inside_is_another_fault() -> None:
    world = named("0.0.0.0:5433", publishes=["5432:5433"])
    assert "CL502" not in world.codes("5432")


def test_a_publication_of_the_dialled_container_port_is_no_excuse() -> None:
    world = named("0.0.0.0:5433", publishes=["5432:5432"])
    assert "CL502" in world.codes("db:5432")


def test_a_publication_that_leads_to_the_wrong_port_is_another_fault() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["8080:8080"])
    world.attempt("host", "127.0.0.1:8080", "accepted-then-closed", resolved="127.0.0.1")
    assert "CL502" not in world.codes("8080")
    world.attempts.clear()
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    assert "CL502" not in world.codes("8080")


def test_another_port_explains_no_timeout() -> None:
    assert "CL502" not in named("0.0.0.0:5433", outcome="timed-out").codes("5432")


def test_a_server_that_nobody_could_look_into_is_not_ruled_out() -> None:
    world = named()
    world.views["service:db"] = Unobserved("the probe was lost")
    report = world.report("5432")
    assert {"CL502"} <= {n.code for n in report.not_checked}


# CL504 address-family-mismatch


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
    assert "0.0.0.0:8000 too" in report.findings[0].remedies[0].summary


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
    assert found.summary.startswith("node on the host listens on [::1]:8000 only;")


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


# CL507 nothing-listens


def idle(*listens: str, up_s: float | None = 60.0, **more: Any) -> World:
    """client dials web, whose process may listen nowhere."""
    world = World()
    world.container(
        "web", listens=listens, state=State(status="running", up_s=up_s, **more)
    )  # fmt: skip
    world.container("client", refers=["http://web:8000/"])
    world.attempt("service:client", "web:8000", "refused", resolved="172.18.0.2")
    return world


def test_a_container_that_serves_nothing() -> None:
    report = idle().report("8000")
    assert [f.code for f in report.findings] == ["CL507"]
    command = report.findings[0].remedies[0].host_command
    assert command == "docker compose logs --tail 30 web"


def test_a_published_port_of_a_container_that_serves_nothing() -> None:
    world = World()
    state = State(status="running", up_s=60.0)
    world.container("web", state=state, publishes=["127.0.0.1:8240:8000"])
    world.attempt("host", "127.0.0.1:8240", "accepted-then-closed", resolved="127.0.0.1")
    assert world.codes("8240") == ["CL507"]


@pytest.mark.parametrize("socket", ["0.0.0.0:9000", "127.0.0.1:9000", "0.0.0.0:6379"])
def test_a_socket_anywhere_is_somebody(socket: str) -> None:
    assert "CL507" not in idle(socket).codes("8000")


@pytest.mark.parametrize(
    ("socket", "said"),
    [
        ("0.0.0.0:8000/udp", "on any TCP port, only on UDP ones (8000 is served over UDP)"),
        ("0.0.0.0:53/udp", "on any TCP port, only on UDP ones"),
    ],
)
def test_a_socket_of_the_other_transport_is_nobody(socket: str, said: str) -> None:
    report = idle(socket).report("8000")
    assert [f.code for f in report.findings] == ["CL507"]
    assert report.findings[0].summary == f"web is up, but no process in it listens {said}"


@pytest.mark.parametrize(
    ("up_s", "health", "found"),
    [
        (9.9, None, False), (10.0, None, True), (None, None, False), (300.0, "starting", False),
        (2.0, "healthy", True), (60.0, "unhealthy", True),
    ],
)  # fmt: skip
def test_a_container_that_may_still_start_is_given_time(
    up_s: float | None, health: str | None, found: bool
) -> None:
    assert ("CL507" in idle(up_s=up_s, health=health).codes("8000")) is found


def test_an_unseen_container_is_not_an_idle_one() -> None:
    world = idle()
    world.views["service:web"] = Unobserved("the probe was lost")
    report = world.report("8000")
    assert "CL507" in {n.code for n in report.not_checked}


def test_a_client_of_its_own_localhost_is_another_fault() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    state = State(status="running", up_s=60.0)
    world.container("api", state=state, refers=["postgres://localhost/app"])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL401"]
