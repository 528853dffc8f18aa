"""Worlds that look like a cause and are not: one for each condition of the rules."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.trials import Dial, Publish, Rebind, Trial
from containerloop.facts import Network, State
from tests.support.world import BRIDGE, SHOP, World, publication, view

DB = "postgres://app@db:5432/app"
LOCAL = "postgres://app@localhost:5432/app"
BACK = Network(
    id="n-back", name="shop_back", driver="bridge", subnets=("172.19.0.0/16",),
    gateways=("172.19.0.1",), bridge="br-back", project="shop",
)  # fmt: skip
HUNG_UP = ["accepted-then-closed", "accepted-then-reset"]
NOT_HEARD = [*HUNG_UP, "silent"]


def finding(world: World, target: str, code: str, *vantages: str) -> Finding:
    """What the rule itself said, its remedies with their trials."""
    found = diagnose(world.snapshot(target, *vantages), CATALOGUE).found
    return next(f.finding for f in found if f.entry.code == code)


def trials(world: World, target: str, code: str) -> list[Trial]:
    return [remedy.trial for remedy in finding(world, target, code).remedies]


def dials(url: str = DB, outcome: str = "refused", **more: Any) -> World:
    """api refers to somebody, and what comes of it; the address is the url's."""
    world = World()
    world.container("api", refers=[url])
    where = url.rpartition("@")[2].partition("/")[0]
    world.attempt("service:api", where, outcome, **more)
    return world


def published(outcome: str, port: str = "8080:80", **server: Any) -> World:
    """web publishes a port, and this machine dials it."""
    world = World()
    world.container("web", publishes=[port], **server)
    world.attempt("host", f"127.0.0.1:{port.split(':')[-2]}", outcome, resolved="127.0.0.1")
    return world


# CL201 container-not-running


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State(status="exited", exit_code=2), "it exited with status 2"),
        (State(status="exited", exit_code=137, oom_killed=True), "killed for lack of memory"),
        (State(status="created"), "it was created but never started"),
        (State(status="dead"), "dead"),
    ],
)
def test_why_a_container_does_not_run_is_told(state: State, why: str) -> None:
    world = dials(outcome="name-not-found")
    world.container("db", exposes=[5432], state=state)
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL201"]
    assert report.findings[0].summary == f"db is not running ({why})"
    assert report.findings[0].remedies[0].host_command == "docker compose up -d db"
    # what never ran has said nothing
    told = "docker compose logs --tail 30 db" in report.findings[0].remedies[0].summary
    assert told == (state.status != "created")


def test_a_plain_container_is_started_without_compose() -> None:
    world = World(project=None)
    world.container("cache", publishes=["6379:6379"], status="exited")
    world.attempt("host", "127.0.0.1:6379", "refused", resolved="127.0.0.1")
    best = world.report("6379").findings[0].remedies[0]
    assert best.host_command == "docker start cache"
    assert "docker logs --tail 30 cache" in best.summary


# CL202 restart-loop


LOOPING: dict[str, Any] = {"status": "running", "exit_code": 1, "restarts": 5, "up_s": 3.0}


def test_a_client_that_ends_because_of_whom_it_dials_is_no_server_in_a_loop() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL], state=State(**LOOPING))
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL401"]


def test_a_client_that_is_to_serve_the_same_port_is_not_whom_it_dials() -> None:
    world = World()
    url = "postgres://host.docker.internal:5432/app"
    world.container("api", refers=[url], exposes=[5432], state=State(**LOOPING))
    world.attempt("service:api", "host.docker.internal:5432", "refused", resolved="172.17.0.1")
    assert "CL202" not in world.codes("5432")


def test_a_process_of_the_host_that_serves_the_port_is_in_no_loop() -> None:
    world = World()
    world.container("db", exposes=[5432], state=State(**LOOPING))
    world.host_listens("10.0.0.5:5432")
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL202" not in world.codes("5432", "host")


def test_that_another_server_listens_does_not_end_a_loop() -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", exposes=[5432], state=State(**LOOPING))
    world.container("spare", listens=["0.0.0.0:5432"])
    assert "CL202" in world.codes("5432", "service:api")


@pytest.mark.parametrize("vantage", ["service:api", "host"])
def test_whether_a_young_server_listens_must_have_been_seen(vantage: str) -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", exposes=[5432], listens=None, state=State(**LOOPING))
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    report = world.report("5432", vantage)
    assert "CL202" not in [f.code for f in report.findings]
    assert {"CL202": "nobody looked inside db"}.items() <= {
        n.code: n.reason for n in report.not_checked
    }.items()


def test_one_restart_is_told_in_words() -> None:
    world = dials(outcome="name-not-found")
    world.container("db", exposes=[5432], state=State(status="restarting", restarts=1))
    assert "(once so far)" in world.report("5432").findings[0].summary


def test_a_plain_containers_log_is_read_without_compose() -> None:
    world = World(project=None)
    looping = State(status="restarting", restarts=3)
    world.container("cache", publishes=["6379:6379"], state=looping)
    world.attempt("host", "127.0.0.1:6379", "refused", resolved="127.0.0.1")
    best = world.report("6379").findings[0].remedies[0]
    assert best.host_command == "docker logs --tail 30 cache"


# CL203 host-port-taken


def never_started(asks: str = "8202:5432", *, project: str | None = "shop") -> World:
    world = World(project=project)
    world.container("db", publishes=[asks], status="created")
    world.attempt("host", "127.0.0.1:8202", "answered", resolved="127.0.0.1")
    return world


def test_without_any_project_the_holder_is_called_by_its_own_name() -> None:
    world = World(project=None)
    world.container("old", publishes=["8202:5432"], listens=["0.0.0.0:5432"])
    world.container("new", publishes=["8202:5432"], status="created")
    world.attempt("service:app", "x:1", "refused")
    world.container("app", refers=["postgres://new:5432/app"])
    world.attempt("container:app", "new:5432", "name-not-found")
    first = finding(world, "5432", "CL203")
    assert first.summary == "new could not start, because old has host port 8202"


def test_a_plain_holder_is_of_no_project() -> None:
    world = never_started()
    world.container("old", publishes=["8202:5432"], project=None)
    summary = finding(world, "8202", "CL203").summary
    assert summary == "db could not start, because old has host port 8202"


@pytest.mark.parametrize(
    ("process", "pid", "who"),
    [("postgres", 4000, "postgres (pid 4000)"), (None, None, "another process")],
)
def test_a_process_that_nobody_may_see_into_has_the_port(
    process: str | None, pid: int | None, who: str
) -> None:
    world = never_started()
    world.host_listens("0.0.0.0:8202")
    assert isinstance(world.host_listeners, list)
    world.host_listeners[0] = replace(world.host_listeners[0], process=process, pid=pid)
    summary = finding(world, "8202", "CL203").summary
    assert summary == f"db could not start, because {who} on this machine has host port 8202"


# CL204 still-starting


STARTING: dict[str, Any] = {"status": "running", "health": "starting", "up_s": 3.0}


def test_a_server_that_was_started_again_once_may_be_starting() -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", exposes=[5432], state=State(**STARTING, restarts=1))
    assert "CL204" in world.codes("5432")


@pytest.mark.parametrize("outcome", HUNG_UP)
def test_a_proxy_may_hang_up_in_two_ways_for_a_server_that_starts(outcome: str) -> None:
    assert published(outcome, state=State(**STARTING)).codes("8080") == ["CL204"]


def own_healthcheck(world: World, listens: str | None) -> World:
    """db's own healthcheck is refused while it starts."""
    sockets = [listens] if listens else []
    command = ["--health-cmd", "pg_isready -h localhost"]
    world.container("db", exposes=[5432], listens=sockets, state=State(**STARTING), command=command)
    world.attempt("service:db", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_another_server_that_listens_says_nothing_of_the_one_that_starts() -> None:
    world = World()
    world.container("spare", listens=["0.0.0.0:5432"])
    assert "CL204" in own_healthcheck(world, None).codes("localhost:5432", "service:db")


def test_a_server_that_listens_elsewhere_has_started() -> None:
    world = own_healthcheck(World(), "172.18.0.2:5432")
    assert "CL204" not in world.codes("localhost:5432", "service:db")


def test_a_server_of_another_project_may_be_starting_too() -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", project="other", exposes=[5432], state=State(**STARTING))
    world.views["container:other-db-1"] = world.views.pop(world.vantage(world.containers[1]))
    assert "CL204" in world.codes("db:5432", "service:api")


# CL205 service-not-created


def absent(world: World, **more: Any) -> World:
    """The file has a service db of port 5432, and there is no container of it."""
    for container in world.containers:
        if container.project == "shop":
            world.config(container.service or "")
    given: dict[str, Any] = {"profiles": ("extras",), "ports": (publication("5432:5432"),)} | more
    world.config("db", **given)
    return world


def test_a_missing_services_name_that_leads_elsewhere_is_another_fault() -> None:
    world = absent(dials(resolved="10.1.2.3"))
    assert "CL205" not in world.codes("db:5432", "service:api")


def test_a_namesake_that_is_stopped_is_whom_the_name_means() -> None:
    world = dials(outcome="name-not-found")
    world.container("db", project="other", exposes=[5432], status="exited")
    assert absent(world).codes("5432") == ["CL201"]


def test_an_unknown_name_of_the_host_is_not_why_a_service_is_missing() -> None:
    world = absent(dials("postgres://app@host.docker.internal:5432/app", outcome="name-not-found"))
    assert "CL205" not in world.codes("5432", "service:api")


def test_a_server_that_was_reached_is_not_a_service_that_is_missing() -> None:
    world = dials("postgres://app@web:5432/app", resolved="172.18.0.3")
    world.container("web", listens=["0.0.0.0:80"])
    assert "CL205" not in absent(world).codes("5432", "service:api")


@pytest.mark.parametrize(
    ("file", "line", "place"),
    [("compose.yaml", 7, 7), (None, 7, None), ("compose.yaml", None, None)],
)
def test_a_missing_service_is_shown_where_it_stands(
    file: str | None, line: int | None, place: int | None
) -> None:
    world = absent(dials(outcome="name-not-found"), file=file, line=line)
    location = world.report("5432").findings[0].location
    assert (location.line if location else None) == place
    assert (location is None) is (place is None)


@pytest.mark.parametrize(("profiles", "said"), [((), False), (("extras",), True)])
def test_a_profile_is_told_where_there_is_one(profiles: tuple[str, ...], said: bool) -> None:
    world = absent(dials(outcome="name-not-found"), profiles=profiles)
    assert ("; it is of profile" in world.report("5432").findings[0].evidence[0].saw) is said


# a machine, or a container, without an IPv6 localhost


def unavailable(vantage: str = "host") -> World:
    world = World()
    world.attempt(vantage, "[::1]:5432", "address-unavailable", resolved="::1")
    return world


def test_without_ipv6s_localhost_a_service_may_still_be_missing() -> None:
    assert absent(unavailable()).codes("[::1]:5432") == ["CL205"]


def test_without_ipv6s_localhost_nobody_serves_the_port_either() -> None:
    assert unavailable().codes("[::1]:5432") == ["CL212"]


def test_without_ipv6s_localhost_a_container_is_still_not_another() -> None:
    world = unavailable("service:api")
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://[::1]:5432/app"])
    assert "CL401" in world.codes("5432")


def test_without_ipv6s_localhost_a_port_may_still_not_be_published() -> None:
    world = unavailable()
    world.container("db", listens=["0.0.0.0:5432"])
    assert "CL601" in world.codes("[::1]:5432")


def test_without_ipv6s_localhost_the_number_may_still_be_the_inner_one() -> None:
    world = unavailable()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["5433:5432"])
    assert "CL605" in world.codes("[::1]:5432")


# CL212 nobody-serves-this-port


def nobody(*listens: str) -> World:
    world = World()
    world.host_listens(*listens)
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_where_other_ports_are_served_nobody_still_serves_this_one() -> None:
    report = nobody("0.0.0.0:22").report("5432")
    assert [f.code for f in report.findings] == ["CL212"]
    assert report.findings[0].summary == "nothing on this machine serves port 5432"


@pytest.mark.parametrize("also", [(), ("0.0.0.0:22",)])
def test_a_socket_of_the_other_transport_has_the_number(also: tuple[str, ...]) -> None:
    assert "CL212" not in nobody("0.0.0.0:5432/udp", *also).codes("5432")


def test_containers_were_looked_into_as_well() -> None:
    world = nobody()
    world.container("api")
    said = world.report("5432").findings[0].summary
    assert said == "nothing on this machine or in its containers serves port 5432"


# CL301 no-shared-network


def test_one_copy_within_reach_is_enough() -> None:
    world = dials(outcome="name-not-found")
    world.networks.append(BACK)
    world.container("db", exposes=[5432], status="exited")
    made = world.container("spare", exposes=[5432], networks=[BACK])
    row = replace(made.attachments[0], names=("db", "spare"))
    world.containers[-1] = replace(made, attachments=(row,))
    assert "CL301" not in world.codes("5432", "service:api")


@pytest.mark.parametrize("outcome", ["timed-out", "host-unreachable", "network-unreachable"])
def test_an_address_on_another_network_fails_in_several_ways(outcome: str) -> None:
    world = dials("postgres://app@172.19.0.3:5432/app", outcome, resolved="172.19.0.3")
    world.networks.append(BACK)
    world.container("db", networks=[BACK], listens=["0.0.0.0:5432"])
    assert "CL301" in world.codes("5432")


def test_of_many_servers_the_first_three_are_shown() -> None:
    world = dials(outcome="name-not-found")
    world.networks.append(BACK)
    for number in range(4):
        world.container(f"db{number}", service="db", networks=[BACK], exposes=[5432])
    assert len(finding(world, "5432", "CL301").remedies) == 3


# CL302 internal-network, CL304 host-network-mode


def test_between_containers_an_internal_network_is_in_nobodys_way() -> None:
    inner = replace(SHOP, internal=True)
    world = World()
    world.networks = [BRIDGE, inner]
    world.container("db", networks=[inner])
    made = world.containers[0]
    world.containers[0] = replace(made, asked=(publication("5432:5432"),), published=())
    world.container("api", networks=[inner], refers=[DB])
    world.attempt("service:api", "db:5432", "refused", resolved="172.18.0.2")
    assert "CL302" not in world.codes("5432", "service:api")


def test_a_client_without_a_network_has_another_fault_than_the_servers_mode() -> None:
    world = World()
    world.container("web", mode="host")
    world.container("api", mode="none", refers=["http://web:8000/"])
    world.attempt("service:api", "web:8000", "name-not-found")
    assert "CL304" not in world.codes("8000", "service:api")


@pytest.mark.parametrize("also", ["0.0.0.0:22", "127.0.0.1:22"])
def test_only_the_dialled_port_says_how_the_host_is_reached(also: str) -> None:
    world = World()
    world.container("web", mode="host")
    world.container("api", refers=["http://web:8000/"])
    world.host_listens(also, "127.0.0.1:8000")
    world.attempt("service:api", "web:8000", "name-not-found")
    [trial] = trials(world, "8000", "CL304")
    assert isinstance(trial, Rebind)
    assert trial.server.port == 8000


# CL401 localhost-is-this-container


def test_where_nobody_else_serves_the_port_localhost_is_not_the_fault() -> None:
    world = dials(LOCAL, resolved="127.0.0.1")
    assert "CL401" not in world.codes("5432", "service:api")


def test_asked_without_a_reference_localhost_is_this_container_too() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:5432", "service:api") == ["CL401"]


def test_a_sidecars_own_server_that_is_down_is_not_another_container() -> None:
    world = World()
    app = world.container("app", exposes=[8000])
    world.container("side", mode=f"container:{app.id}", refers=["http://localhost:8000/"])
    world.attempt("service:side", "localhost:8000", "refused", resolved="127.0.0.1")
    assert "CL401" not in world.codes("8000", "service:side")


def test_a_server_in_host_mode_is_reached_by_the_host() -> None:
    world = World()
    world.container("db", mode="host", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    offered = finding(world, "5432", "CL401").remedies[0].address
    assert str(offered) == "host.docker.internal:5432"


# CL402 unknown-name, CL403 default-bridge-has-no-names


def test_the_network_that_is_shown_is_one_with_names() -> None:
    world = World()
    world.container("api", networks=[BRIDGE, SHOP], refers=["http://wbe:8000/"])
    world.attempt("service:api", "wbe:8000", "name-not-found")
    first = finding(world, "8000", "CL402")
    assert first.evidence[1].command == "docker network inspect shop_default"
    assert first.summary == "no container on api's networks is called wbe"


def test_a_server_that_shares_the_default_bridge_alone_has_no_other_name() -> None:
    world = World()
    world.container("api", networks=[BRIDGE, SHOP], refers=[DB])
    world.container("db", networks=[BRIDGE], listens=["0.0.0.0:5432"])
    world.attempt("service:api", "db:5432", "name-not-found")
    assert "CL402" not in world.codes("5432", "service:api")


def bridged(**client: Any) -> World:
    world = World(project=None)
    world.container("cache", networks=[BRIDGE], listens=["0.0.0.0:6379"])
    given: dict[str, Any] = {"networks": [BRIDGE], "refers": ["redis://cache:6379/0"]} | client
    world.container("app", **given)
    world.attempt("container:app", "cache:6379", "name-not-found")
    return world


def test_a_client_without_a_network_is_not_on_the_default_bridge() -> None:
    assert bridged().codes("6379", "container:app") == ["CL403"]
    alone = bridged(networks=[], mode="none")
    assert "CL403" not in alone.codes("6379", "container:app")


def test_only_the_same_call_by_number_is_shown() -> None:
    world = bridged()
    numbered = "172.17.0.2:6379"
    world.attempt("container:app", numbered, "answered", resolved="172.17.0.2")
    world.attempt("container:app", "172.17.0.9:6379", "refused", resolved="172.17.0.9")
    world.attempt("host", numbered, "refused", resolved="172.17.0.2")
    shown = finding(world, "6379", "CL403", "container:app").evidence[3:]
    assert [e.saw for e in shown] == [f"by its address, {numbered}: answered"]
    world = bridged()
    world.attempt("container:app", numbered, "not-tried")
    assert finding(world, "6379", "CL403", "container:app").evidence[3:] == ()


# CL404 host-docker-internal-missing


@pytest.mark.parametrize("outcome", ["name-not-found", "name-server-failed"])
def test_the_hosts_name_is_missing_whoever_says_so(outcome: str) -> None:
    world = dials("postgres://app@host.docker.internal:5432/app", outcome)
    world.host_listens("0.0.0.0:5432")
    assert world.codes("5432", "service:api") == ["CL404"]


@pytest.mark.parametrize("outcome", ["name-not-found", "name-server-failed"])
def test_a_loopback_server_of_the_host_is_found_before_its_name_is(outcome: str) -> None:
    world = dials("postgres://app@host.docker.internal:5432/app", outcome)
    world.host_listens("127.0.0.1:5432")
    assert world.codes("5432", "service:api") == ["CL404", "CL503"]


# CL405 alias-collision


def called_db(world: World, name: str, **more: Any) -> None:
    """A container with the alias `db` on the shop's network."""
    made = world.container(name, listens=["0.0.0.0:5432"], **more)
    row = replace(made.attachments[0], names=("db", name))
    world.containers[-1] = replace(made, attachments=(row,))


def test_copies_of_a_service_have_its_name_together() -> None:
    world = dials(resolved="172.18.0.3")
    called_db(world, "db-a", service="db")
    called_db(world, "db-b", service="db")
    assert "CL405" not in world.codes("5432", "service:api")


def test_two_plain_containers_with_one_alias_are_two_servers() -> None:
    world = dials()
    called_db(world, "one", project=None)
    called_db(world, "two", project=None)
    assert "CL405" in world.codes("db:5432", "service:api")


# CL407 stale-address


HELD = "postgres://app@172.18.0.3:5432/app"


def held(url: str = HELD, outcome: str = "refused") -> World:
    """api dials an address that web has now."""
    world = dials(url, outcome, resolved=url.rpartition("@")[2].partition(":")[0])
    world.container("web", listens=["0.0.0.0:80"])
    return world


def test_an_address_that_nobody_has_is_stale_whoever_serves() -> None:
    world = dials("postgres://app@172.18.0.9:5432/app", "host-unreachable", resolved="172.18.0.9")
    assert world.codes("5432") == ["CL407"]
    assert finding(world, "5432", "CL407").remedies == ()


def test_a_server_that_is_stopped_is_not_who_was_meant() -> None:
    world = held()
    world.container("db", exposes=[5432], status="exited")
    assert "CL407" not in world.codes("5432", "service:api")


def test_the_client_itself_is_not_who_was_meant() -> None:
    world = held()
    world.containers[0] = replace(world.containers[0], asked=(publication("5432:5432"),))
    assert "CL407" not in world.codes("5432", "service:api")


def test_a_process_of_the_host_is_not_who_was_meant() -> None:
    world = held()
    world.host_listens("0.0.0.0:5432")
    assert "CL407" not in world.codes("5432", "service:api")


def test_the_holder_itself_is_not_who_was_meant() -> None:
    world = held()
    moved = publication("5432:80")
    world.containers[1] = replace(world.containers[1], asked=(moved,), published=(moved,))
    assert "CL407" not in world.codes("5432", "service:api")


@pytest.mark.parametrize(("networks", "found"), [([BRIDGE], False), ([BRIDGE, SHOP], True)])
def test_who_was_meant_has_a_name_within_reach(networks: list[Network], found: bool) -> None:
    world = World()
    world.container("api", networks=[BRIDGE, SHOP], refers=[HELD])
    world.container("web", listens=["0.0.0.0:80"])
    world.container("db", networks=networks, listens=["0.0.0.0:5432"])
    world.attempt("service:api", "172.18.0.3:5432", "refused", resolved="172.18.0.3")
    assert ("CL407" in world.codes("5432", "service:api")) is found


# CL408 browser-given-service-name


def test_of_several_publications_the_page_is_given_the_right_one() -> None:
    world = World()
    world.container("web", env=["VITE_API_URL=http://api:8000/"])
    others = ["9000:9000", "0:8000", "3000:8000"]
    world.container("api", listens=["0.0.0.0:8000"], publishes=others)
    best = finding(world, "8000", "CL408").remedies[0]
    assert str(best.address) == "localhost:3000"
    assert isinstance(best.trial, Dial)


# CL410 localhost-is-ipv6-first


def first_six(where: str = "[::1]:5432", outcome: str = "refused", vantage: str = "host") -> World:
    """db is published for IPv4, where it answers; somebody dials another address."""
    world = World()
    world.container("db", publishes=["127.0.0.1:5432:5432"], listens=["0.0.0.0:5432"])
    world.container("agent", mode="host")
    world.attempt(vantage, where, outcome, resolved=where.rpartition(":")[0].strip("[]"))
    return world


@pytest.mark.parametrize("outcome", ["refused", "timed-out", "address-unavailable"])
def test_nobody_at_ipv6s_localhost_is_said_in_several_ways(outcome: str) -> None:
    world = first_six(outcome=outcome)
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1")
    assert world.codes("[::1]:5432") == ["CL410"]


@pytest.mark.parametrize(
    ("vantage", "where"),
    [("service:db", "127.0.0.1:5432"), ("host", "127.0.0.1:5433"), ("host", "10.0.0.5:5432")],
)
def test_that_it_answers_elsewhere_does_not_show_that_ipv4_does(vantage: str, where: str) -> None:
    world = first_six()
    world.attempt(vantage, where, "answered", resolved=where.rpartition(":")[0])
    assert "CL410" not in world.codes("[::1]:5432")


@pytest.mark.parametrize("where", ["127.0.0.2:5432", "[fd00::1]:5432"])
def test_only_ipv6s_localhost_is_ipv6s_localhost(where: str) -> None:
    world = first_six(where)
    world.networks.append(replace(BACK, gateways=("fd00::1",)))
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1")
    assert "CL410" not in world.codes(where)


def test_a_container_in_host_mode_is_not_this_machine() -> None:
    world = first_six(vantage="service:agent")
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1")
    assert "CL410" not in world.codes("[::1]:5432", "service:agent")


# CL501 loopback-listener, CL502 listens-on-another-port, CL507 nothing-listens


@pytest.mark.parametrize("outcome", HUNG_UP)
def test_a_proxy_may_hang_up_in_two_ways_for_a_loopback_server(outcome: str) -> None:
    assert published(outcome, listens=["127.0.0.1:80"]).codes("8080") == ["CL501"]


@pytest.mark.parametrize("outcome", HUNG_UP)
def test_a_proxy_may_hang_up_in_two_ways_for_nobody(outcome: str) -> None:
    up = State(status="running", up_s=600.0)
    assert published(outcome, state=up).codes("8080") == ["CL507"]


@pytest.mark.parametrize("outcome", HUNG_UP)
def test_a_proxy_may_hang_up_in_two_ways_for_a_server_of_ipv6(outcome: str) -> None:
    world = published(outcome, listens=["[::]:80"])
    world.attempt("service:web", "127.0.0.1:80", "refused", resolved="127.0.0.1")
    world.attempt("service:web", "[::1]:80", "answered", resolved="::1")
    assert world.codes("8080") == ["CL504"]


def test_a_client_that_dials_the_host_does_not_mean_its_own_loopback() -> None:
    world = World()
    world.container("api", listens=["127.0.0.1:5432"])
    world.attempt("service:api", "172.17.0.1:5432", "refused", resolved="172.17.0.1")
    assert "CL501" not in world.codes("172.17.0.1:5432", "service:api")


def test_a_client_that_listens_elsewhere_itself_has_moved_nobody() -> None:
    world = World()
    world.container("api", listens=["0.0.0.0:8080"], refers=["http://localhost:8000/"])
    world.attempt("service:api", "localhost:8000", "refused", resolved="127.0.0.1")
    assert "CL502" not in world.codes("localhost:8000", "service:api")


def test_from_this_machine_there_is_no_reference_to_change() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8080"])
    world.attempt("host", "172.18.0.2:8000", "refused", resolved="172.18.0.2")
    best = finding(world, "172.18.0.2:8000", "CL502").remedies[0]
    assert (str(best.address), best.patch, best.override) == ("172.18.0.2:8080", None, None)


def ended(**state: Any) -> World:
    """db had ended when the engine was asked, and was looked into when it ran again."""
    world = dials(resolved="172.18.0.3")
    world.container("db", exposes=[5432], state=State(status="exited", **state))
    row = replace(world.containers[1].attachments[0], ipv4="172.18.0.3")
    world.containers[1] = replace(world.containers[1], attachments=(row,))
    world.views["service:db"] = view("service:db", [])
    return world


def test_what_had_ended_is_neither_up_nor_starting() -> None:
    assert ended(up_s=600.0).codes("5432", "service:api") == ["CL201"]
    assert ended(health="starting").codes("5432", "service:api") == ["CL201"]


# CL503 host-service-on-loopback


def to_the_host(*sockets: str, **engine: Any) -> World:
    world = World(engine=engine)
    world.container("api", refers=["postgres://app@172.17.0.1:5432/app"])
    world.attempt("service:api", "172.17.0.1:5432", "refused", resolved="172.17.0.1")
    world.host_listens(*sockets, process=None)
    return world


def test_other_sockets_of_the_host_do_not_serve_the_port() -> None:
    world = to_the_host("0.0.0.0:22", "127.0.0.1:5432", "0.0.0.0:5432/udp")
    assert world.codes("5432") == ["CL503"]
    assert finding(world, "5432", "CL503").summary.startswith("the server on the host listens on")


def test_the_process_that_listens_is_named() -> None:
    world = to_the_host()
    world.host_listens("127.0.0.1:5432", process="postgres")
    assert finding(world, "5432", "CL503").summary.startswith("postgres on the host listens on")


@pytest.mark.parametrize("socket", ["127.0.0.1:5432/udp", "127.0.0.1:5433"])
def test_a_loopback_socket_that_is_not_the_port_is_no_server_of_it(socket: str) -> None:
    assert "CL503" not in to_the_host(socket).codes("5432", "service:api")


@pytest.mark.parametrize(
    ("engine", "found"),
    [({}, True), ({"flavour": "colima"}, True), ({"flavour": "podman"}, False),
     ({"flavour": "docker-desktop"}, False), ({"rootless": True}, False)],
)  # fmt: skip
def test_other_engines_reach_the_hosts_loopback(engine: dict[str, Any], found: bool) -> None:
    world = to_the_host("127.0.0.1:5432", **engine)
    assert ("CL503" in world.codes("5432", "service:api")) is found


def test_what_a_container_publishes_is_no_process_of_the_host() -> None:
    world = to_the_host("127.0.0.1:5432")
    world.container("db", publishes=["127.0.0.1:5432:5432"], listens=["0.0.0.0:5432"])
    assert "CL503" not in world.codes("5432", "service:api")


# CL504 address-family-mismatch


def test_the_family_that_is_served_is_named() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8000"])
    world.attempt("service:web", "[::1]:8000", "refused", resolved="::1")
    said = finding(world, "[::1]:8000", "CL504", "service:web").summary
    assert said == "web serves port 8000 on IPv4 only, and IPv6 was dialled"


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


# CL601 port-not-published


def test_between_a_container_and_the_host_the_missing_line_is_not_the_servers() -> None:
    world = to_the_host()
    world.container("db", listens=["0.0.0.0:5432"])
    assert "CL601" not in world.codes("5432", "service:api")


def test_whose_address_is_dialled_needs_no_publication() -> None:
    world = World()
    world.container("db", listens=["127.0.0.1:5432"])
    world.attempt("host", "172.18.0.2:5432", "refused", resolved="172.18.0.2")
    assert world.codes("172.18.0.2:5432") == ["CL501"]


def test_of_containers_that_share_a_namespace_its_owner_publishes() -> None:
    world = World()
    app = world.container("app", listens=["0.0.0.0:8000"], exposes=[8000])
    world.container("side", mode=f"container:{app.id}", exposes=[8000])
    world.views["service:side"] = replace(world.views["service:app"], vantage="service:side")
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    only = finding(world, "8000", "CL601")
    assert (only.summary, len(only.remedies)) == ("app serves 8000, but it is not published", 1)


def test_each_server_that_is_not_published_is_named() -> None:
    world = World()
    world.container("one", listens=["0.0.0.0:8000"])
    world.container("two", listens=["0.0.0.0:8000"])
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    both = finding(world, "8000", "CL601")
    assert both.summary == "one and two serve 8000, but it is not published"
    assert len(both.evidence) == 3


def scaled(count: int) -> World:
    world = World()
    for number in range(1, count + 1):
        world.container(f"web-{number}", listens=["0.0.0.0:8000"], service="web")
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    return world


def lines_of(world: World) -> list[str]:
    [remedy] = finding(world, "8000", "CL601").remedies
    assert remedy.override is not None
    return list(remedy.override["services"]["web"]["ports"])


def test_containers_of_one_service_share_no_host_port() -> None:
    only = finding(scaled(3), "8000", "CL601")
    assert only.summary == "web (3 containers) serves 8000, but it is not published"
    assert lines_of(scaled(3)) == ["127.0.0.1:8000-8002:8000"]
    assert str(only.remedies[0].address) == "127.0.0.1:8000"
    assert lines_of(scaled(1)) == ["127.0.0.1:8000:8000"]


@pytest.mark.parametrize("by", ["a process", "a container"])
def test_a_range_of_host_ports_is_free_or_not_offered(by: str) -> None:
    world = scaled(3)
    if by == "a process":
        world.host_listens("127.0.0.1:8001", "127.0.0.1:8003")
    else:
        world.container("other", publishes=["127.0.0.1:8002:80"])
    assert lines_of(world) == ["127.0.0.1::8000"]
    [remedy] = finding(world, "8000", "CL601").remedies
    assert remedy.address is None
    assert remedy.summary.endswith("; docker port shop-web-1-1 8000 tells where it is then")


def closed_in(*networks: Network) -> World:
    world = World()
    world.networks = [BRIDGE, *networks]
    world.container("web", listens=["0.0.0.0:8000"], networks=networks)
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    return world


def test_from_internal_networks_nothing_is_published() -> None:
    back = replace(BACK, internal=True)
    world = closed_in(back)
    assert world.codes("8000") == ["CL601"]
    only = finding(world, "8000", "CL601")
    assert "shop_back is internal" in [e.saw for e in only.evidence]
    [remedy] = only.remedies
    assert remedy.override is not None
    web = remedy.override["services"]["web"]
    assert (web["ports"], web["networks"]) == (["127.0.0.1:8000:8000"], ["default", "outside"])
    assert isinstance(remedy.trial, Publish)
    assert remedy.trial.network == "bridge"


def test_one_ordinary_network_is_enough_to_publish_from() -> None:
    back = replace(BACK, internal=True)
    [remedy] = finding(closed_in(back, SHOP), "8000", "CL601").remedies
    assert remedy.override == {"services": {"web": {"ports": ["127.0.0.1:8000:8000"]}}}


# CL602 published-to-wrong-container-port


@pytest.mark.parametrize("outcome", ["refused", *HUNG_UP])
def test_a_wrong_number_is_met_in_three_ways(outcome: str) -> None:
    world = published(outcome, listens=["0.0.0.0:3000", "0.0.0.0:3001/udp"])
    assert world.codes("8080") == ["CL602"]
    [trial] = trials(world, "8080", "CL602")
    assert isinstance(trial, Publish)
    assert (trial.port, trial.loopback) == (3000, None)


def test_how_the_right_port_is_listened_on_says_how_it_is_tried() -> None:
    sockets = ["0.0.0.0:9229", "127.0.0.1:3000", "0.0.0.0:3000/udp"]
    world = published("refused", listens=sockets)
    shown = [e.saw for e in finding(world, "8080", "CL602").evidence[2:]]
    assert shown == ["tcp 127.0.0.1:3000 is listened on in shop-web-1"]
    [trial] = trials(world, "8080", "CL602")
    assert isinstance(trial, Publish)
    assert (trial.port, trial.loopback) == (3000, "127.0.0.1")


@pytest.mark.parametrize("port", [2345, 5005, 5678, 9229])
def test_a_debugger_is_not_what_was_to_be_published(port: int) -> None:
    assert "CL602" not in published("refused", listens=[f"0.0.0.0:{port}"]).codes("8080")


def test_for_udp_another_port_of_tcp_is_no_right_one() -> None:
    world = World()
    world.container("dns", publishes=["5353:53/udp"], listens=["0.0.0.0:8080"])
    world.attempt("host", "127.0.0.1:5353/udp", "refused", resolved="127.0.0.1")
    assert "CL602" not in world.codes("5353/udp")


def test_the_line_that_leads_wrong_is_the_one_that_is_changed() -> None:
    sockets = ["0.0.0.0:3000", "0.0.0.0:9090"]
    world = World()
    world.container("web", publishes=["9090:9090", "8080:80"], listens=sockets)
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    only = finding(world, "8080", "CL602")
    assert [r.summary for r in only.remedies] == ["let port 8080 lead to 3000 of web"]
    assert len(only.evidence) == 3


def test_of_many_ports_the_usual_one_comes_first_and_three_are_shown() -> None:
    sockets = [f"0.0.0.0:{p}" for p in (5432, 3000, 3001, 3002)]
    world = published("refused", listens=sockets, image="example/postgres")
    shown = finding(world, "8080", "CL602").remedies
    assert [r.summary.split()[5] for r in shown] == ["5432", "3000", "3001"]


# CL603 published-on-loopback, CL604 host-port-used-inside


def test_whose_own_address_is_dialled_is_not_dialled_by_a_publication() -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", publishes=["127.0.0.1:5432:5432"], listens=["127.0.0.1:5432"])
    assert world.codes("5432", "service:api") == ["CL501"]


@pytest.mark.parametrize("also", ["0.0.0.0:9000:9000", "0.0.0.0:5432:5432/udp"])
def test_other_publications_do_not_open_the_one_on_loopback(also: str) -> None:
    world = World()
    world.container("db", publishes=[also, "127.0.0.1:5432:5432"], listens=["0.0.0.0:5432"])
    world.attempt("host", "10.0.0.5:5432", "refused", resolved="10.0.0.5")
    only = finding(world, "10.0.0.5:5432", "CL603")
    assert only.summary.startswith("db is published on 127.0.0.1:5432 only")


def test_a_network_of_the_clients_project_can_be_joined() -> None:
    world = World()
    foreign = replace(BACK, name="other_back", project="other")
    world.networks += [BACK, foreign]
    gateway = "postgres://app@172.18.0.1:5432/app"
    world.container("api", refers=[gateway])
    sockets: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "networks": [foreign, BACK]}
    world.container("db", publishes=["127.0.0.1:5432:5432"], **sockets)
    world.attempt("service:api", "172.18.0.1:5432", "refused", resolved="172.18.0.1")
    assert len(finding(world, "5432", "CL603").remedies) == 2


def test_a_network_of_nobodys_project_is_not_joined() -> None:
    world = World()
    foreign = replace(BACK, name="other_back", project="other")
    world.networks.append(foreign)
    world.container("api", refers=["postgres://app@172.18.0.1:5432/app"])
    sockets: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "networks": [foreign]}
    world.container("db", publishes=["127.0.0.1:5432:5432"], **sockets)
    world.attempt("service:api", "172.18.0.1:5432", "refused", resolved="172.18.0.1")
    assert len(finding(world, "5432", "CL603").remedies) == 1


def test_by_way_of_the_host_a_server_that_is_down_is_not_dialled_at_the_wrong_number() -> None:
    world = World()
    world.container("api", refers=["postgres://app@172.18.0.1:5433/app"])
    world.container("db", publishes=["5433:5432"])
    world.attempt("service:api", "172.18.0.1:5433", "refused", resolved="172.18.0.1")
    assert "CL604" not in world.codes("5433", "service:api")


def test_a_container_that_dials_itself_is_not_between_containers() -> None:
    world = World()
    world.container("api", publishes=["8000:3000"], refers=["http://localhost:8000/"])
    world.attempt("service:api", "localhost:8000", "refused", resolved="127.0.0.1")
    assert "CL604" not in world.codes("localhost:8000", "service:api")
    world.attempt("service:api", "172.18.0.2:8000", "refused", resolved="172.18.0.2")
    assert "CL604" not in world.codes("172.18.0.2:8000", "service:api")


# CL605 container-port-used-outside


def test_a_container_on_a_network_is_not_outside() -> None:
    world = to_the_host()
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    assert "CL605" not in world.codes("5432", "service:api")


def test_the_server_of_another_project_is_not_ours() -> None:
    world = nobody()
    world.container("db", project="other", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    assert "CL605" not in world.codes("5432")


def test_any_free_port_is_no_number_to_dial() -> None:
    world = nobody()
    world.container("db", publishes=["0:5432"], listens=["0.0.0.0:5432"])
    assert "CL605" not in world.codes("5432")


# CL606 shadowed-by-host-process


def beside(outcome: str = "answered", *, vantage: str = "host", web: str = "[::1]") -> World:
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
    world = beside(outcome)
    assert world.codes("[::1]:8080") == ["CL606"]
    summary = finding(world, "[::1]:8080", "CL606").summary
    assert summary.startswith("server (pid 4000) of this machine answers there")


def test_a_process_without_a_number_is_told_by_its_name_only() -> None:
    world = beside()
    assert isinstance(world.host_listeners, list)
    world.host_listeners[0] = replace(world.host_listeners[0], pid=None, process=None)
    summary = finding(world, "[::1]:8080", "CL606").summary
    assert summary.startswith("a process of this machine answers there")


def test_inside_a_container_no_process_of_the_machine_answers() -> None:
    world = beside("accepted-then-closed", vantage="service:web")
    assert "CL606" not in world.codes("[::1]:8080", "service:web")


def test_a_neighbours_publication_is_not_the_containers() -> None:
    world = beside()
    other = publication("127.0.0.3:8080:80")
    made = world.container("first", project="other", listens=["0.0.0.0:80"])
    world.containers[1] = replace(made, asked=(other,), published=(other,))
    world.containers.reverse()
    assert finding(world, "[::1]:8080", "CL606").summary.endswith("127.0.0.1:8080")


# CL611 exposed-beyond-this-machine


def open_to_all(port: str = "0.0.0.0:5432:5432", **server: Any) -> World:
    world = World()
    given: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "image": "postgres:16"} | server
    world.container("db", publishes=[port], **given)
    return world


def test_a_call_within_the_container_is_no_exposure() -> None:
    world = open_to_all()
    world.attempt("service:db", "localhost:5432", "answered", resolved="127.0.0.1")
    assert world.codes("localhost:5432", "service:db") == []


def test_the_same_number_for_udp_is_not_the_database() -> None:
    world = open_to_all("0.0.0.0:5432:5432/udp", listens=["0.0.0.0:5432/udp"])
    world.attempt("host", "127.0.0.1:5432/udp", "answered", resolved="127.0.0.1")
    assert world.codes("127.0.0.1:5432/udp") == []


@pytest.mark.parametrize(
    ("where", "shown"), [("127.0.0.1", Dial), ("localhost", Dial), ("10.0.0.5", Publish)]
)
def test_the_half_that_stays_is_dialled(where: str, shown: type) -> None:
    world = open_to_all()
    resolved = "127.0.0.1" if where == "localhost" else where
    world.attempt("host", f"{where}:5432", "answered", resolved=resolved, protocol="postgresql")
    only = finding(world, f"{where}:5432", "CL611")
    assert isinstance(only.remedies[0].trial, shown)
    assert only.evidence[0].saw.endswith("on 0.0.0.0:5432")


def test_a_containers_call_shows_nothing_of_this_machines() -> None:
    world = open_to_all("5432:5432")
    world.container("agent", mode="host")
    world.attempt(
        "service:agent", "localhost:5432", "answered", resolved="127.0.0.1", protocol="postgresql"
    )
    only = finding(world, "localhost:5432", "CL611", "service:agent")
    assert isinstance(only.remedies[0].trial, Publish)
    assert only.evidence[0].saw.endswith("on every address:5432")


# CL701 host-firewall-drops-containers


@pytest.mark.parametrize(
    ("firewall", "said", "command"),
    [
        (None, "the host's firewall stops", "sudo iptables -S INPUT"),
        ("ufw", "the host's firewall (ufw) stops", "sudo ufw status verbose"),
    ],
)
def test_the_firewall_that_is_on_is_named(firewall: str | None, said: str, command: str) -> None:
    world = World()
    world.container("api", refers=["postgres://app@172.17.0.1:5432/app"])
    world.attempt("service:api", "172.17.0.1:5432", "timed-out", resolved="172.17.0.1")
    world.host_listens("0.0.0.0:22", "0.0.0.0:5432")
    world.control("service:api", "172.17.0.1", "timed-out")
    world.firewall = firewall
    only = finding(world, "5432", "CL701")
    assert only.summary.startswith(said)
    assert only.evidence[0].command == command
    assert [e.saw for e in only.evidence[2:]] == [
        "tcp 0.0.0.0:5432 is listened on by server (pid 4001) on the host"
    ]


# CL801 tls-mismatch, CL809 another-server-answers


@pytest.mark.parametrize("code", ["CL801", "CL809"])
@pytest.mark.parametrize("outcome", NOT_HEARD)
def test_a_server_that_said_nothing_was_asked_in_other_languages(code: str, outcome: str) -> None:
    world = dials(outcome=outcome, resolved="172.18.0.3")
    world.container("db", listens=["0.0.0.0:5432"])
    report = world.report("5432", "service:api")
    assert code in report.ruled_out


@pytest.mark.parametrize(
    ("scheme", "protocol", "said"),
    [
        ("http", "tls", "speaks TLS on port 8443, and {} begins without it"),
        ("https", "http", "speaks no TLS on port 8443, and {} asks for it"),
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


def test_an_unknown_server_of_another_kind_is_nobodys() -> None:
    world = dials("redis://app@172.18.0.9:6379/0", "answered", resolved="172.18.0.9",
                  protocol="postgresql")  # fmt: skip
    assert finding(world, "6379", "CL809").summary == "PostgreSQL answers there, and not Redis"


def test_a_shadow_of_another_kind_is_a_shadow() -> None:
    world = World()
    at = publication("127.0.0.1:6379:6379")
    made = world.container("cache", listens=["0.0.0.0:6379"], image="redis:7")
    world.containers[0] = replace(made, asked=(at,), published=(at,))
    world.host_listens("[::1]:6379")
    world.attempt("host", "[::1]:6379", "answered", resolved="::1", protocol="postgresql")
    assert world.codes("redis://[::1]:6379/0") == ["CL606"]


def test_a_network_of_the_machine_with_the_same_addresses_may_be_meant() -> None:
    world = dials("postgres://app@172.18.0.9:5432/app", "host-unreachable", resolved="172.18.0.9")
    world.addresses += ("172.18.7.7",)
    assert "CL407" not in world.codes("5432")


# CL401: a name of somebody else that is led to localhost


@pytest.mark.parametrize(("line", "found"), [("db:127.0.0.1", False), ("other:127.0.0.1", True)])
def test_a_hosts_line_that_leads_to_localhost_is_no_localhost(line: str, found: bool) -> None:
    host = "db" if not found else "me.test"
    world = World()
    world.container("api", refers=[f"redis://{host}:6379"], extra_hosts=(line,))
    world.container("cache", listens=["0.0.0.0:6379"], exposes=[6379])
    world.attempt("service:api", f"{host}:6379", "refused", resolved="127.0.0.1")
    assert ("CL401" in world.codes(f"{host}:6379", "service:api")) is found
