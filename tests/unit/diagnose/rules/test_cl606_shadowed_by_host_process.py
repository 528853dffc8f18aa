"""CL606 shadowed-by-host-process: where it fires, and what only looks like it."""

import pytest
from msgspec.structs import replace

from containerloop.facts import State
from tests.support.rule_worlds import finding, web_in_host_mode
from tests.support.world import World, publication


def test_a_server_of_its_own_machine_is_in_nobodys_shadow() -> None:
    world = web_in_host_mode("127.0.0.1:8302")
    world.attempt("host", "127.0.0.1:8302", "answered", resolved="127.0.0.1", protocol="http")
    report = world.report("8302")
    assert ([f.code for f in report.findings], report.exit_status) == ([], 0)
    assert any("listens on 127.0.0.1:8302 on this machine" in note for note in report.notes)


def beside(*sockets: str, publishes: str = "127.0.0.1:8080:80", outcome: str = "answered") -> World:
    """A container is published, processes of this machine listen too, and ::1 is dialled."""
    world = World()
    world.container("web", publishes=[publishes], listens=["0.0.0.0:80"])
    world.host_listens("127.0.0.1:8080", process="docker-proxy")
    world.host_listens(*sockets, process="python3")
    world.attempt("host", "[::1]:8080", outcome, resolved="::1", protocol="http")
    return world


@pytest.mark.parametrize("there", ["[::1]:8080", "[::]:8080"])
def test_a_process_of_this_machine_answers_in_place_of_the_container(there: str) -> None:
    report = beside(there).report("[::1]:8080")
    assert [f.code for f in report.findings] == ["CL606"]
    assert (report.verdict, report.exit_status) == ("unreachable", 1)
    assert report.findings[0].remedies[0].address == "127.0.0.1:8080"
    assert "python3" in report.findings[0].summary
    assert report.findings[0].remedies[1].summary == (
        "stop python3 (pid 4000), or publish web on another host port"
    )
    assert [a.server for a in report.attempts] == ["python3"]


def test_localhost_is_where_it_leads_first() -> None:
    world = World()
    world.container("web", publishes=["127.0.0.1:8080:80"], listens=["0.0.0.0:80"])
    world.host_listens("[::1]:8080", process="python3")
    world.attempt("host", "localhost:8080", "answered", resolved="::1")
    world.attempt("host", "localhost:8080", "answered", resolved="127.0.0.1")
    assert world.codes("localhost:8080") == ["CL606"]
    world.attempts.reverse()
    report = world.report("localhost:8080")
    assert [(f.code, f.severity) for f in report.findings] == [("CL606", "warning")]
    assert report.exit_status == 0


def served(dialled: str = "127.0.0.1:8080", *sockets: str) -> World:
    """web answers at 127.0.0.1:8080, where it is published."""
    world = World()
    world.container("web", publishes=["127.0.0.1:8080:80"], listens=["0.0.0.0:80"])
    world.host_listens("127.0.0.1:8080", process="docker-proxy")
    world.host_listens(*(sockets or ("[::1]:8080",)), process="python3")
    world.attempt("host", dialled, "answered", resolved="127.0.0.1", protocol="http")
    return world


@pytest.mark.parametrize(
    ("target", "dialled"),
    [
        ("8080", "127.0.0.1:8080"),
        ("localhost:8080", "localhost:8080"),
        ("http://localhost:8080/", "localhost:8080"),
    ],
)
def test_localhost_that_some_clients_take_for_another_server_is_a_warning(
    target: str, dialled: str
) -> None:
    report = served(dialled).report(target)
    assert [(f.code, f.severity) for f in report.findings] == [("CL606", "warning")]
    assert report.findings[0].summary == (
        "localhost is also python3 (pid 4000) on this machine, at [::1]:8080; web is published on"
        " 127.0.0.1:8080"
    )
    remedy = report.findings[0].remedies[0]
    assert remedy.summary == "use 127.0.0.1:8080 instead of localhost:8080"
    assert (report.verdict, report.exit_status) == ("reachable", 0)


@pytest.mark.parametrize(
    ("resolved", "more", "told"),
    [
        ("::1", (), []),
        ("127.0.0.1", (), []),
        ("::1", ("0.0.0.0:8080",), ["CL606"]),
        ("127.0.0.1", ("0.0.0.0:8080",), ["CL606"]),
        ("::1", ("0.0.0.0:8081",), []),
    ],
)
def test_a_forwarder_with_one_socket_for_both_families_is_no_other_server(
    resolved: str, more: tuple[str, ...], told: list[str]
) -> None:
    world = World()
    world.container("web", publishes=["0.0.0.0:8080:80"], listens=["0.0.0.0:80"])
    world.host_listens("[::]:8080", *more, process="rootlessport")
    world.attempt("host", "localhost:8080", "answered", resolved=resolved, protocol="http")
    assert [c for c in world.codes("localhost:8080") if c == "CL606"] == told


@pytest.mark.parametrize("resolved", ["::1", "127.0.0.1"])
def test_an_engine_without_a_proxy_has_no_socket_and_another_process_is_another(
    resolved: str,
) -> None:
    world = World()
    world.container("web", publishes=["0.0.0.0:8080:80"], listens=["0.0.0.0:80"])
    world.host_listens("[::]:8080", process="node")
    world.attempt("host", "localhost:8080", "answered", resolved=resolved, protocol="http")
    assert world.codes("localhost:8080") == ["CL606"]


def test_who_writes_a_number_means_that_address() -> None:
    assert served().codes("127.0.0.1:8080") == []


@pytest.mark.parametrize("socket", ["[::1]:8081", "[2001:db8::5]:8080", "10.0.0.5:8080"])
def test_another_port_or_address_is_not_localhost(socket: str) -> None:
    assert served("localhost:8080", socket).codes("localhost:8080") == []


def test_an_address_beyond_loopback_is_no_localhost() -> None:
    world = World()
    world.container("web", publishes=["10.0.0.5:8080:80"], listens=["0.0.0.0:80"])
    world.host_listens("[::1]:8080", process="python3")
    world.attempt("host", "10.0.0.5:8080", "answered", resolved="10.0.0.5", protocol="http")
    assert "CL606" not in world.codes("8080")


def test_a_container_on_one_address_of_the_network_leaves_localhost_to_others() -> None:
    world = World()
    world.container("web", publishes=["10.0.0.5:8080:80"], listens=["0.0.0.0:80"])
    world.host_listens("127.0.0.1:8080", process="python3")
    world.attempt("host", "localhost:8080", "answered", resolved="127.0.0.1", protocol="http")
    report = world.report("localhost:8080")
    assert [f.code for f in report.findings] == ["CL606"]
    assert report.findings[0].summary.endswith("web is published on 10.0.0.5:8080")
    assert report.findings[0].remedies[0].address == "10.0.0.5:8080"
    assert report.reach_it_at == {}


def test_a_process_on_one_address_is_met_before_a_proxy_on_all() -> None:
    assert beside("[::1]:8080", publishes="8080:80").codes("[::1]:8080") == ["CL606"]


@pytest.mark.parametrize("publishes", ["8080:80", "::1:8080:80"])
def test_the_engines_own_proxy_is_no_shadow(publishes: str) -> None:
    there = "[::1]:8080" if publishes.startswith("::1") else "[::]:8080"
    assert beside(there, publishes=publishes).codes("[::1]:8080") == []


@pytest.mark.parametrize(
    "there", ["[::1]:8081", "127.0.0.2:8080", "[::1]:8080/udp", "10.0.0.5:8080"]
)
def test_a_process_elsewhere_answers_nobody_here(there: str) -> None:
    assert beside(there).codes("[::1]:8080") == []


def test_a_port_that_no_container_has_is_the_processs_own() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"])
    world.host_listens("[::1]:8080", process="python3")
    world.attempt("host", "[::1]:8080", "answered", resolved="::1")
    assert world.codes("[::1]:8080") == []


def test_a_refusal_shadows_nobody() -> None:
    assert "CL606" not in beside("[::1]:8080", outcome="refused").codes("[::1]:8080")


def test_another_machines_engine_is_not_shadowed_by_this_one() -> None:
    world = beside("[::1]:8080")
    world.engine["same_machine"] = False
    assert "CL606" not in world.codes("[::1]:8080")


HUNG_UP = ["accepted-then-closed", "accepted-then-reset"]
NOT_HEARD = [*HUNG_UP, "silent"]


def answered_beside(
    outcome: str = "answered", *, vantage: str = "host", web: str = "[::1]"
) -> World:
    """web is published on one loopback address, and a process of this machine is on the other."""
    world = World()
    at = publication("127.0.0.1:8080:80")
    made = world.container("web", listens=["0.0.0.0:80"])
    world.containers[0] = replace(made, asked=(at,), published=(at,))
    world.host_listens("[::1]:8080")
    world.attempt(vantage, f"{web}:8080", outcome, resolved="::1")
    return world


@pytest.mark.parametrize("outcome", ["answered", *NOT_HEARD])
def test_a_process_may_answer_with_less_than_a_word(outcome: str) -> None:
    world = answered_beside(outcome)
    assert world.codes("[::1]:8080") == ["CL606"]
    summary = finding(world, "[::1]:8080", "CL606").summary
    assert summary.startswith("server (pid 4000) on this machine answers at [::1]:8080;")


def test_a_process_without_a_number_is_told_by_its_name_only() -> None:
    world = answered_beside()
    assert isinstance(world.host_listeners, list)
    world.host_listeners[0] = replace(world.host_listeners[0], pid=None, process=None)
    summary = finding(world, "[::1]:8080", "CL606").summary
    assert summary.startswith("a process on this machine answers at [::1]:8080;")


def test_inside_a_container_no_process_of_the_machine_answers() -> None:
    world = answered_beside("accepted-then-closed", vantage="service:web")
    assert "CL606" not in world.codes("[::1]:8080", "service:web")


def test_a_neighbours_publication_is_not_the_containers() -> None:
    world = answered_beside()
    other = publication("127.0.0.3:8080:80")
    made = world.container("first", project="other", listens=["0.0.0.0:80"])
    world.containers[1] = replace(made, asked=(other,), published=(other,))
    world.containers.reverse()
    assert finding(world, "[::1]:8080", "CL606").summary.endswith("127.0.0.1:8080")


def test_of_a_container_that_does_not_run_the_place_is_free() -> None:
    world = answered_beside("silent")
    made = world.containers[0]
    world.containers[0] = replace(made, state=State(status="exited", exit_code=1))
    assert "CL606" not in world.codes("[::1]:8080")
