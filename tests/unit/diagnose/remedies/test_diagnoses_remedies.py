"""What is offered: numbers, commands and changes, where one thing more or less is known."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.finding import Patch
from containerloop.diagnose.remedies.change_ports import written
from containerloop.diagnose.remedies.combine import joined, merged
from containerloop.diagnose.remedies.similar_ports import resemblance
from containerloop.diagnose.trials import DialAs, Publish, Untriable
from containerloop.facts import Network, Publication, State, Transport
from tests.support.world import BRIDGE, SHOP, World, publication
from tests.unit.diagnose.rules.test_diagnoses_near_misses import BACK, dials, finding

# numbers


@pytest.mark.parametrize(
    ("asked", "served", "unlike"),
    [
        (5432, 5432, 1), (5432, 5423, 1), (5432, 5433, 1), (5432, 5511, 3), (5432, 543, 1),
        (543, 5432, 1), (80, 8080, 9), (8080, 80, 9), (80, 1234, 9), (808, 8080, 1),
    ],
)  # fmt: skip
def test_how_unlike_two_numbers_are(asked: int, served: int, unlike: int) -> None:
    assert resemblance(asked, served) == unlike


def nobody_at(*listens: str) -> World:
    world = World()
    world.host_listens(*listens, process="postgres")
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_the_nearest_ports_are_offered_with_their_owners() -> None:
    world = nobody_at("0.0.0.0:5433", "0.0.0.0:5423/udp", "0.0.0.0:9000")
    world.container("db", publishes=["5423:5555"], listens=["0.0.0.0:5555"])
    world.container("dns", publishes=["5430:53/udp"], listens=[])
    offered = finding(world, "5432", "CL212").remedies
    assert [o.summary for o in offered] == [
        "did you mean 5423? db serves it",
        "did you mean 5433? postgres serves it",
    ]


def test_a_container_is_offered_no_port_of_this_machine() -> None:
    world = dials("postgres://app@localhost:5432/app", resolved="127.0.0.1")
    world.host_listens("0.0.0.0:5433")
    assert finding(world, "5432", "CL212", "service:api").remedies == ()


def test_an_owner_that_nobody_may_see_is_not_named() -> None:
    world = World()
    world.host_listens("0.0.0.0:5433", process=None)
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert finding(world, "5432", "CL212").remedies[0].summary == "did you mean 5433?"


@pytest.mark.parametrize(("wanted", "free"), [(8202, "8203"), (65534, "65535"), (65535, "65534")])
def test_a_free_port_is_found_at_the_end_of_the_numbers_too(wanted: int, free: str) -> None:
    world = World()
    world.container("old", publishes=[f"{wanted}:5432"], project="other", listens=[])
    refused = State(status="exited", error="port is already allocated")
    world.container("db", publishes=[f"{wanted}:5432"], state=refused)
    world.attempt("host", f"127.0.0.1:{wanted}", "refused", resolved="127.0.0.1")
    best = finding(world, f"127.0.0.1:{wanted}", "CL203").remedies[0]
    assert best.summary == f"publish db at {free}, which is free, instead of {wanted}"


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("5432:5432", "5432:80"), ("127.0.0.1:1:2", "127.0.0.1:1:80"), ("0:5432", "80"),
        ("53:53/udp", "53:80/udp"),
    ],
)  # fmt: skip
def test_a_publication_is_written_as_an_item_of_ports(text: str, item: str) -> None:
    assert written(publication(text), 80) == item
    six = Publication(container_port=2, host_ip="::1", host_port=1, transport=Transport.TCP)
    assert written(six, 2) == "[::1]:1:2"


# two changes as one


def test_half_a_change_is_none() -> None:
    one, two = Patch(file="a", diff="-x", line=3), Patch(file="a", diff="+y", line=9)
    assert joined(one, two) == Patch(file="a", diff="-x\n+y", line=3)
    for pair in ((one, None), (None, one), (one, replace(two, file="b"))):
        assert joined(*pair) is None
    first, second = {"services": {"a": {"x": 1}}}, {"services": {"a": {"y": 2}, "b": {}}}
    assert merged(first, second) == {"services": {"a": {"x": 1, "y": 2}, "b": {}}}
    for half in ((first, None), (None, second)):
        assert merged(*half) is None


# commands for the firewall


def stopped(network: Network, firewall: str | None, dialled: str) -> str | None:
    world = World()
    world.networks = [BRIDGE, replace(BACK, internal=True), network]
    networks = [world.networks[1], network]
    where = f"[{dialled}]" if ":" in dialled else dialled
    world.container("api", refers=[f"postgres://{where}:5432/app"], networks=networks)
    world.attempt("service:api", f"{where}:5432", "timed-out", resolved=dialled)
    world.host_listens("[::]:5432")
    world.control("service:api", dialled, "timed-out")
    world.firewall = firewall
    return finding(world, f"{where}:5432", "CL701").remedies[0].host_command


DUAL = replace(SHOP, subnets=("fd00::/64", "172.18.0.0/16"), gateways=("fd00::1", "172.18.0.1"))
LASTING = replace(SHOP, options={"com.docker.network.bridge.name": "br-shop"})


@pytest.mark.parametrize(
    ("network", "firewall", "dialled", "command"),
    [
        (DUAL, None, "172.18.0.1", "iptables -I INPUT -s 172.18.0.0/16 -p tcp"),
        (DUAL, None, "fd00::1", "ip6tables -I INPUT -s fd00::/64 -p tcp"),
        (DUAL, "ufw", "172.18.0.1", "ufw allow from 172.18.0.0/16 to any port 5432"),
        (DUAL, "firewalld", "fd00::1", 'family="ipv6" source address="fd00::/64"'),
        (DUAL, "firewalld", "172.18.0.1", 'family="ipv4" source address="172.18.0.0/16"'),
        (LASTING, "firewalld", "172.18.0.1", "iptables -I INPUT -i br-shop -p tcp"),
        (LASTING, "ufw", "172.17.0.1", "ufw allow in on br-shop to any port 5432"),
    ],
)
def test_the_rule_lets_in_the_network_that_the_call_comes_from(
    network: Network, firewall: str | None, dialled: str, command: str
) -> None:
    assert command in (stopped(network, firewall, dialled) or "")


def test_a_network_whose_subnet_nobody_knows_gets_no_rule() -> None:
    bare = replace(SHOP, subnets=("172.18.0.0/16",), gateways=("fd00::1",))
    assert stopped(bare, None, "fd00::1") is None


# other servers, other languages


def test_the_server_that_is_wanted_is_offered_where_it_is() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["5432:5432"])
    two = ["127.0.0.1:6380:6379", "9000:9000"]
    world.container("cache", image="redis:7", publishes=two, exposes=[6379], listens=[])
    world.container("old", image="redis:7", exposes=[6379], status="exited")
    made = world.containers[1]
    six = replace(publication("6380:6379"), host_ip="::")
    world.containers[1] = replace(made, published=(*made.published, six))
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1", protocol="postgresql")
    only = finding(world, "redis://127.0.0.1:5432/0", "CL809")
    assert [str(r.address) for r in only.remedies] == ["127.0.0.1:6380"]


def test_inside_the_server_that_is_wanted_is_offered_by_its_name() -> None:
    world = dials("redis://app@db:5432/0", "answered", resolved="172.18.0.3", protocol="postgresql")
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("cache", image="redis:7", listens=["0.0.0.0:6379"])
    world.container("odd", image="redis:7", exposes=[7000])
    only = finding(world, "5432", "CL809")
    assert [str(r.address) for r in only.remedies] == ["cache:6379", "odd:7000"]


@pytest.mark.parametrize("bound", [(), ("network:shop_default",)])
def test_asked_from_nowhere_in_the_file_only_the_words_change(bound: tuple[str, ...]) -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8443"])
    vantage = bound[0] if bound else "host"
    world.attempt(vantage, "172.18.0.2:8443", "answered", resolved="172.18.0.2", protocol="tls")
    best = finding(world, "http://172.18.0.2:8443/", "CL801", *bound).remedies[0]
    assert (best.patch, best.override) == (None, None)
    assert best.summary == "dial https://172.18.0.2:8443, not http://172.18.0.2:8443"


# networks


def test_whom_nobody_can_reach_yet_is_joined_all_the_same() -> None:
    world = dials(outcome="timed-out", url="postgres://app@172.19.0.3:5432/app",
                  resolved="172.19.0.3")  # fmt: skip
    world.networks.append(BACK)
    made = world.container("db", networks=[BACK], exposes=[5432], status="paused")
    row = replace(made.attachments[0], ipv4="172.19.0.3")
    world.containers[1] = replace(made, attachments=(row,), state=State(status="restarting"))
    offered = finding(world, "5432", "CL301").remedies[0].trial
    assert isinstance(offered, Untriable)
    assert offered.reason == "db is not running"


def test_a_plain_container_of_an_internal_network_is_put_on_the_bridge() -> None:
    world = World(project=None)
    inner = replace(SHOP, internal=True, project=None)
    world.networks = [BRIDGE, inner]
    made = world.container("db", networks=[inner], listens=["0.0.0.0:5432"])
    world.containers[0] = replace(made, asked=(publication("5432:5432"),), published=())
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    best = finding(world, "5432", "CL302").remedies[0]
    assert best.host_command == "docker network connect bridge db"
    assert (best.patch, best.override) == (None, None)
    assert isinstance(best.trial, Publish)
    assert best.trial.network == "bridge"


def test_a_network_that_can_be_joined_is_no_default_bridge_and_rather_ordinary() -> None:
    world = dials(outcome="name-not-found")
    inner = replace(BACK, id="n-in", name="shop_inner", internal=True)
    world.networks += [inner, BACK]
    world.container("db", networks=[BRIDGE, inner, BACK], exposes=[5432])
    best = finding(world, "5432", "CL301").remedies[0]
    assert "shop_back" in best.summary
    assert isinstance(best.trial, DialAs)
    assert best.trial.networks == ("shop_default", "shop_back")
