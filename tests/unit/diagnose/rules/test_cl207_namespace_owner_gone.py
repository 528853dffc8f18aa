"""CL207 namespace-owner-gone: where it fires, and what only looks like it."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import DialAs, Untriable
from containerloop.facts import Container, ServiceConfig, State, Unobserved
from tests.support.rule_worlds import finding, first_remedy
from tests.support.world import World

EARLY, LATER = "2026-05-01T10:00:00.5Z", "2026-05-01T10:00:00.55Z"
WEB = ServiceConfig(
    name="web", file="compose.yaml", line=8, indent=4, lines={"network_mode": 10},
    network_mode="service:vpn",
)  # fmt: skip


def ran(since: str, status: str = "running") -> State:
    return State(status=status, started_at=since, exit_code=int(status == "exited"), up_s=60.0)


def lodging(
    *,
    vpn: State | None = None,
    web: State | None = None,
    listens: tuple[str, ...] | None = ("0.0.0.0:8080",),
    home: tuple[str, ...] | None = (),
    outcome: str = "refused",
) -> World:
    """web was put into the network of vpn, which was started after it; api calls vpn:8080."""
    world = World()
    owner = world.container("vpn", state=vpn or ran(LATER), listens=home)
    world.container("web", state=web or ran(EARLY), mode=f"container:{owner.id}", listens=listens)
    world.container("api", refers=["http://vpn:8080/"])
    resolved = "172.18.0.2" if outcome in ("refused", "timed-out") else None
    world.attempt("service:api", "vpn:8080", outcome, resolved=resolved)
    return world


def with_file(world: World) -> World:
    world.services.append(WEB)
    return world


def renamed(world: World) -> World:
    """vpn was recreated: the id that web was given is nobody's now."""
    world.containers[0] = replace(world.containers[0], id="id-anew")
    return world


def test_a_server_that_its_owner_has_left_behind() -> None:
    world = lodging()
    assert world.codes("8080") == ["CL207"]
    assert world.report("8080").findings[0].summary == (
        "web was started in the network of vpn, which was started again since: web is left with"
        " its own loopback"
    )


def test_it_is_seen_where_the_owner_listens_on_other_ports() -> None:
    assert lodging(home=("0.0.0.0:8888",)).codes("8080") == ["CL207"]


@pytest.mark.parametrize("outcome", ["accepted-then-closed", "accepted-then-reset"])
def test_a_published_port_is_accepted_for_nobody(outcome: str) -> None:
    world = lodging()
    owner = world.containers[0]
    ports = world.container("x", publishes=["127.0.0.1:8207:8080"]).published
    world.containers.pop()
    world.containers[0] = replace(owner, asked=ports, published=ports)
    world.attempts.clear()
    world.attempt("host", "127.0.0.1:8207", outcome, resolved="127.0.0.1")
    assert world.codes("8207") == ["CL207"]


def test_an_owner_that_was_recreated_is_known_by_the_file() -> None:
    world = with_file(renamed(lodging()))
    assert world.codes("8080") == ["CL207"]
    remedy = first_remedy(world, "8080")
    assert remedy.host_command == "docker compose up -d --force-recreate web"
    place = world.report("8080").findings[0].location
    assert place is not None
    assert place.line == 10


def test_without_a_file_nobody_knows_whose_network_it_was() -> None:
    assert "CL207" not in renamed(lodging()).codes("8080")


def test_another_service_was_meant_by_the_file() -> None:
    world = renamed(lodging())
    world.services.append(replace(WEB, network_mode="service:other"))
    assert "CL207" not in world.codes("8080")


@pytest.mark.parametrize(
    "near",
    [
        lodging(vpn=ran(EARLY), web=ran(LATER)),
        lodging(vpn=ran(EARLY), web=ran(EARLY)),
        lodging(vpn=ran(""), web=ran("")),
        lodging(web=ran("")),
        lodging(web=ran(EARLY, "exited")),
        lodging(listens=("0.0.0.0:9090",)),
        lodging(listens=("0.0.0.0:8080/udp",)),
        lodging(home=("127.0.0.1:8080",)),
    ],
    ids=["restarted in order", "at once", "no times", "no time of web", "web stopped",
         "serves another port", "serves UDP", "vpn serves it itself"],
)  # fmt: skip
def test_near_misses(near: World) -> None:
    assert "CL207" not in near.codes("8080")


def test_a_lodger_that_nobody_looked_into_is_not_ruled_out() -> None:
    world = lodging(listens=None)
    report = world.report("8080")
    assert "CL207" not in report.ruled_out
    assert "CL207" in [n.code for n in report.not_checked]


def test_an_owner_that_nobody_looked_into() -> None:
    world = lodging(home=None)
    world.views["service:vpn"] = Unobserved("vpn was not inspected")
    assert "CL207" in [n.code for n in world.report("8080").not_checked]


def test_after_a_restart_only_the_lodger_is_restarted_where_no_file_describes_it() -> None:
    world = World(project=None)
    vpn = world.container("vpn", state=ran(LATER), listens=[])
    world.container("web", state=ran(EARLY), mode=f"container:{vpn.id}", listens=["0.0.0.0:8080"])
    api = world.container("api")
    world.attempt(world.vantage(api), "vpn:8080", "refused", resolved="172.18.0.2")
    remedy = finding(world, "vpn:8080", "CL207", world.vantage(api)).remedies[0]
    assert remedy.host_command == "docker restart web"
    assert isinstance(remedy.trial, Untriable)


def as_client(outcome: str = "name-server-failed", host: str = "db", **more: State) -> World:
    """web calls db from the network that vpn has left."""
    world = lodging(**more)  # type: ignore[arg-type]
    world.attempts.clear()
    web = world.containers[1]
    db: Container = world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    address = {"db": None, "localhost": "127.0.0.1"}.get(host, host)
    world.attempt(world.vantage(web), f"{host}:5432", outcome, resolved=address)
    assert db.state.running
    return world


@pytest.mark.parametrize(
    ("outcome", "host"), [("name-server-failed", "db"), ("network-unreachable", "172.18.0.5")]
)
def test_a_client_that_has_nothing_but_its_loopback(outcome: str, host: str) -> None:
    world = as_client(outcome, host)
    assert world.codes(f"{host}:5432", "service:web") == ["CL207"]
    trial = finding(world, f"{host}:5432", "CL207", "service:web").remedies[0].trial
    assert isinstance(trial, DialAs)
    assert trial.networks == ("shop_default",)


def test_an_owner_that_has_stopped_is_started_first() -> None:
    world = as_client(vpn=ran(LATER, "exited"))
    found = finding(world, "db:5432", "CL207", "service:web")
    assert found.after == "CL201"
    assert found.remedies[0].first == ("start vpn",)
    assert "which has stopped since" in found.summary
    assert isinstance(found.remedies[0].trial, Untriable)


def test_its_localhost_means_the_old_home_where_that_serves_the_port() -> None:
    world = as_client("refused", "localhost")
    assert "CL207" not in world.codes("localhost:5432", "service:web")
    world.views["service:vpn"] = world.views["service:db"]
    assert "CL207" in world.codes("localhost:5432", "service:web")


def test_a_client_in_order_is_left_alone() -> None:
    world = as_client(vpn=ran(EARLY), web=ran(LATER))
    assert "CL207" not in world.codes("db:5432", "service:web")


def test_what_became_of_the_owner_is_told() -> None:
    world = with_file(renamed(lodging()))
    assert "which was recreated since" in world.report("8080").findings[0].summary
    alone = as_client()
    alone.containers.pop(0)
    said = finding(alone, "db:5432", "CL207", "service:web").summary
    assert said == "web shares the network of a container that no longer exists"


def test_a_neighbour_that_is_still_there_misses_it_on_localhost() -> None:
    world = lodging()
    vpn = world.containers[0]
    beside = world.container("beside", state=ran(LATER), mode=f"container:{vpn.id}", listens=())
    world.attempts.clear()
    world.attempt(world.vantage(beside), "localhost:8080", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:8080", world.vantage(beside)) == ["CL207"]
