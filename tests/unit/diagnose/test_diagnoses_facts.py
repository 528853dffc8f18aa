"""What the facts hang on that rules read: worlds that differ in one thing only."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.rule_facts.views import host_listeners
from containerloop.facts import (
    Address,
    Attachment,
    Attempt,
    Outcome,
    Snapshot,
    State,
    Transport,
    Unobserved,
)
from containerloop.plan.expectations import expectations
from containerloop.plan.experiments import experiments
from containerloop.topology.hosts import same_host
from containerloop.topology.inventory import Inventory
from tests.support.world import BRIDGE, SHOP, World, publication
from tests.unit.diagnose.rules.test_diagnoses_near_misses import BACK, LOCAL, dials, finding

REFUSED_START = "driver failed programming external connectivity"


# who answers in a container's place


def shadowed(listens: str, at: str = "127.0.0.1:8080:80", **engine: Any) -> World:
    world = World(engine=engine)
    world.container("web", publishes=[at], listens=["0.0.0.0:80"])
    world.host_listens(listens)
    return world


def test_another_machines_engine_publishes_nothing_that_is_shadowed_here() -> None:
    world = shadowed("[::1]:8080", same_machine=False)
    world.attempt("host", "[::1]:8080", "answered", resolved="::1")
    assert world.report("[::1]:8080").verdict == "reachable"


def test_an_address_of_the_network_is_not_taken_for_localhost() -> None:
    world = shadowed("10.0.0.5:8080")
    world.attempt("host", "10.0.0.5:8080", "answered", resolved="10.0.0.5")
    assert world.report("10.0.0.5:8080").verdict == "reachable"


@pytest.mark.parametrize("listens", ["0.0.0.0:8080", "127.0.0.1:8080"])
def test_what_no_container_publishes_is_the_processs_own(listens: str) -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"])
    world.host_listens(listens)
    world.attempt("host", "127.0.0.1:8080", "answered", resolved="127.0.0.1")
    assert world.report("127.0.0.1:8080").verdict == "reachable"


def test_a_publication_for_ipv4_does_not_cover_ipv6s_localhost() -> None:
    world = shadowed("[::]:8080", "0.0.0.0:8080:80")
    world.attempt("host", "[::1]:8080", "answered", resolved="::1")
    assert "CL606" in world.codes("[::1]:8080")


def test_a_containers_own_localhost_is_not_this_machines() -> None:
    world = World()
    world.container("web", publishes=["127.0.0.1:8080:8080"], listens=["[::1]:8080"])
    world.host_listens("[::1]:8080")
    world.attempt("service:web", "[::1]:8080", "answered", resolved="::1")
    assert world.report("[::1]:8080", "service:web").verdict == "reachable"


@pytest.mark.parametrize(
    ("listeners", "resolved"), [(Unobserved("not to be seen"), "::1"), ([], None)]
)
def test_where_nobody_saw_who_listens_no_shadow_is_seen(listeners: Any, resolved: Any) -> None:
    world = shadowed("[::1]:8080")
    if listeners:
        world.host_listeners = listeners
    world.attempt("host", "[::1]:8080", "answered", resolved=resolved)
    assert world.report("[::1]:8080").verdict == "reachable"


def test_one_of_two_that_has_the_port_is_the_one_that_answers() -> None:
    world = World()
    world.container("db", publishes=["8202:5432"], listens=["0.0.0.0:5432"])
    world.container("spare", publishes=["8202:5432"], status="created")
    world.attempt("host", "127.0.0.1:8202", "answered", resolved="127.0.0.1")
    assert world.report("8202").verdict == "reachable"


# which of several attempts counts


def test_the_attempt_that_counts_is_the_one_that_is_shown() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL])
    world.attempt("service:api", "localhost:5432", "address-unavailable", resolved="::1")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "refused" in finding(world, "5432", "CL401").evidence[0].saw


def test_of_two_plain_servers_of_one_name_the_worse_counts() -> None:
    world = dials(outcome="answered", resolved="172.18.0.3")
    for name in ("one", "two"):
        made = world.container(name, project=None, listens=["0.0.0.0:5432"])
        row = replace(made.attachments[0], names=("db", name))
        world.containers[-1] = replace(made, attachments=(row,))
    world.attempt("service:api", "db:5432", "refused", resolved="172.18.0.4")
    assert "CL405" in world.codes("db:5432", "service:api")


# whom an address means


def test_a_service_name_from_this_machine_is_whoever_the_hosts_file_says() -> None:
    world = World()
    world.container("db", listens=["127.0.0.1:5432"])
    world.attempt("host", "db:5432", "refused", resolved="10.9.9.9")
    assert "CL501" not in world.codes("db:5432", "host")


def test_localhost_of_this_machine_leads_to_an_engine_elsewhere_too() -> None:
    world = World(engine={"same_machine": False})
    world.container("db", publishes=["5432:5432"], listens=["127.0.0.1:5432"])
    world.attempt("host", "127.0.0.1:5432", "accepted-then-closed", resolved="127.0.0.1")
    assert world.codes("127.0.0.1:5432") == ["CL501"]


@pytest.mark.parametrize(("dialled", "whose"), [("10.0.0.5", "two"), ("127.0.0.1", "one")])
def test_of_two_publications_the_one_at_the_dialled_address_counts(
    dialled: str, whose: str
) -> None:
    world = World()
    world.container("one", publishes=["127.0.0.1:8080:80"], listens=["127.0.0.1:80"])
    world.container("two", publishes=["10.0.0.5:8080:81"], listens=["127.0.0.1:81"])
    world.attempt("host", f"{dialled}:8080", "accepted-then-closed", resolved=dialled)
    assert finding(world, f"{dialled}:8080", "CL501").summary.startswith(f"{whose} listens on")


def test_a_publication_that_exists_counts_before_one_that_is_asked_for() -> None:
    world = World()
    world.container("one", publishes=["8080:80"], status="exited")
    world.container("two", publishes=["8080:81"], project="other", listens=["127.0.0.1:81"])
    world.views["container:other-two-1"] = replace(
        world.views.pop(world.vantage(world.containers[1])),
        vantage="container:other-two-1",
    )
    world.container("api", refers=["http://172.17.0.1:8080/"])
    world.attempt("service:api", "172.17.0.1:8080", "refused", resolved="172.17.0.1")
    assert world.codes("8080", "service:api") == ["CL501"]


def test_of_two_containers_of_a_name_the_running_one_is_meant() -> None:
    world = dials(resolved="172.18.0.9")
    world.container("db-1", service="db", exposes=[5432], status="exited")
    world.container("db-2", service="db", listens=["127.0.0.1:5432"])
    world.views["container:shop-db-2-1"] = world.views.pop("service:db")
    assert world.codes("db:5432", "service:api") == ["CL501"]


# who has a host port


def wants(asks: str = "127.0.0.1:8202:5432") -> World:
    world = World()
    world.container("db", publishes=[asks], state=State(status="exited", error=REFUSED_START))
    world.attempt("host", "127.0.0.1:8202", "refused", resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("held", ["127.0.0.1:9000:9000", "127.0.0.2:8202:80", "8202:53/udp"])
def test_a_neighbours_other_publication_takes_nothing_away(held: str) -> None:
    world = wants()
    world.container("web", publishes=[held], listens=["0.0.0.0:80"])
    assert world.codes("127.0.0.1:8202") == ["CL201"]


@pytest.mark.parametrize(
    ("held", "taken"),
    [("[::1]:8202", False), ("[::]:8202", True), ("10.0.0.5:8202", False), ("0.0.0.0:8202", True),
     ("127.0.0.1:8202/udp", False), ("127.0.0.1:8203", False)],
)  # fmt: skip
def test_a_process_has_the_port_only_where_the_addresses_overlap(held: str, taken: bool) -> None:
    world = wants()
    world.host_listens(held)
    assert ("CL203" in world.codes("127.0.0.1:8202")) is taken


@pytest.mark.parametrize(("held", "taken"), [("[::1]:8202", False), ("[::]:8202", True)])
def test_all_of_ipv4_does_not_overlap_with_ipv6s_localhost(held: str, taken: bool) -> None:
    world = wants("0.0.0.0:8202:5432")
    world.host_listens(held)
    assert ("CL203" in world.codes("127.0.0.1:8202")) is taken


@pytest.mark.parametrize("asks", ["8080:81", "0.0.0.0:8080:81"])
def test_who_asks_for_every_address_is_meant_where_the_other_has_one(asks: str) -> None:
    world = World()
    world.container("one", publishes=["10.0.0.5:8080:80"], listens=["0.0.0.0:80"])
    world.container("two", publishes=[asks], status="exited")
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    assert "two" in finding(world, "127.0.0.1:8080", "CL203").summary


# who is down


def test_a_client_that_does_not_run_is_not_the_server_it_dials() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL], status="exited")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL201" not in world.codes("5432", "service:api")


def test_of_two_servers_in_a_loop_both_must_have_been_seen() -> None:
    world = World()
    young = State(status="running", restarts=4, up_s=2.0)
    world.container("one", exposes=[5432], state=State(status="restarting", restarts=4))
    world.container("two", exposes=[5432], listens=None, state=young)
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    report = world.report("5432")
    assert "CL202" in [n.code for n in report.not_checked]
    world.container("three", exposes=[5432], state=State(status="restarting", restarts=4))
    world.containers.pop(1)
    assert world.codes("5432") == ["CL202"]


# who serves a port


def test_a_server_that_runs_is_offered_first() -> None:
    world = World()
    world.container("old", exposes=[5432], status="exited")
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    first = finding(world, "5432", "CL401", "service:api").remedies[0]
    assert str(first.address) == "db:5432"


@pytest.mark.parametrize(
    "server",
    [{"exposes": [5432]}, {"listens": ["0.0.0.0:5432"]}, {"publishes": ["5432:53"]}],
)
def test_a_server_of_tcp_serves_no_datagrams(server: dict[str, Any]) -> None:
    world = World()
    world.container("db", **server)
    world.container("api")
    world.attempt("service:api", "localhost:5432/udp", "refused", resolved="127.0.0.1")
    assert "CL401" not in world.codes("localhost:5432/udp", "service:api")


def test_a_second_ipv6_socket_does_not_keep_the_first_from_ipv4() -> None:
    world = World()
    world.container("web", listens=["[::]:80", "[fd00::2]:80"])
    world.container("api", refers=["http://web:80/"])
    world.attempt("service:api", "web:80", "refused", resolved="172.18.0.2")
    assert "CL504" not in world.codes("80", "service:api")


def test_the_family_shows_by_the_number_that_localhost_led_to() -> None:
    world = World()
    world.container("web", listens=["[::]:80"])
    world.container("api", refers=["http://web:80/"])
    world.attempt("service:api", "web:80", "refused", resolved="172.18.0.2")
    world.attempt("service:web", "localhost:80", "refused", resolved="127.0.0.1")
    world.attempt("service:web", "localhost:80", "answered", resolved="::1")
    assert "CL504" in world.codes("80", "service:api")


def test_what_another_project_publishes_is_served_by_somebody() -> None:
    world = dials(LOCAL, resolved="127.0.0.1")
    world.container("db", project="other", publishes=["5432:15432"], listens=["0.0.0.0:15432"])
    assert "CL212" not in world.codes("5432", "service:api")


# when a listener of ours is to show what the firewall does


def call(vantage: str = "service:api", **more: Any) -> Attempt:
    given: dict[str, Any] = {
        "address": Address(host="172.17.0.1", port=5432),
        "outcome": Outcome.TIMED_OUT,
        "resolved": "172.17.0.1",
    } | more
    return Attempt(vantage=vantage, **given)


def tried(one: Attempt, world: World | None = None, **engine: Any) -> int:
    made = world or World(engine=engine)
    made.container("api")
    made.container("agent", mode="host")
    made.host_listens("0.0.0.0:5432", "0.0.0.0:22")
    snapshot = made.snapshot("5432")
    inventory = Inventory(snapshot.survey)
    return len(experiments([one], host_listeners(snapshot, inventory), inventory))


def test_what_a_container_sends_to_the_host_is_tried_with_a_listener_of_ours() -> None:
    assert tried(call()) == tried(call("network:shop_default")) == 1
    assert tried(call(), version="dev") == 1


@pytest.mark.parametrize(
    "one",
    [
        call(outcome=Outcome.ANSWERED),
        call(outcome=Outcome.ACCEPTED_THEN_CLOSED),
        call(address=Address(host="172.17.0.1", port=5432, transport=Transport.UDP)),
        call(resolved=None),
        call("host"),
        call("engine-host"),
        call("service:agent"),
        call(resolved="127.0.0.1"),
        call(resolved="172.18.0.2"),
        call(address=Address(host="172.17.0.1", port=5433)),
    ],
)
def test_nothing_else_is(one: Attempt) -> None:
    assert tried(one) == 0


@pytest.mark.parametrize(("version", "count"), [("28.5.1", 1), ("29.0.0", 0), ("dev", 0), ("9", 1)])
def test_what_is_published_is_the_hosts_own_on_older_engines(version: str, count: int) -> None:
    world = World(engine={"version": version})
    world.container("db", publishes=["5432:5432"])
    assert tried(call(), world) == count


# which names Docker answers


def test_a_one_off_does_not_make_its_service() -> None:
    world = dials(outcome="name-not-found")
    world.container("db-run-1", service="db", one_off=True)
    world.config("api")
    world.config("db", ports=(publication("5432:5432"),), file="compose.yaml", line=3)
    assert world.codes("db:5432", "service:api") == ["CL205"]


def test_an_address_may_be_of_any_subnet_of_the_network() -> None:
    world = World()
    dual = replace(SHOP, subnets=("fd00::/64", "172.18.0.0/16"))
    world.networks = [BRIDGE, dual]
    world.container("api", refers=["postgres://app@172.18.0.9:5432/app"])
    world.attempt("service:api", "172.18.0.9:5432", "host-unreachable", resolved="172.18.0.9")
    assert world.codes("5432", "service:api") == ["CL407"]


def elsewhere(**client: Any) -> World:
    """Two other projects have a service cache; api's own does not."""
    world = World()
    foreign = [replace(BACK, id=f"n-{n}", name=f"{n}_default", project=n) for n in ("p", "q")]
    world.networks += foreign
    world.container("cache", project="p", networks=foreign[:1])
    world.container("cache", project="q", networks=foreign[1:], exposes=[6379])
    world.container("api", refers=["redis://cache:6379/0"], **client)
    world.attempt("service:api", "cache:6379", "name-not-found")
    return world


def test_of_two_strangers_the_one_that_serves_the_port_is_meant() -> None:
    only = finding(elsewhere(), "cache:6379", "CL301", "service:api")
    assert len(only.remedies) == 1
    assert "q-cache-1" in only.summary


def test_that_the_client_serves_the_port_itself_brings_no_server_near() -> None:
    world = elsewhere(exposes=[6379])
    assert "CL301" in world.codes("cache:6379", "service:api")


# who is who


def parties_of(world: World) -> Inventory:
    return Inventory(world.snapshot("1").survey)


def test_a_namesake_of_another_project_is_not_the_service() -> None:
    world = World()
    world.container("web")
    other = world.container("web", project="other")
    plain = world.container("lone", service=None)
    inventory = parties_of(world)
    assert inventory.config(other) is None
    assert inventory.label(other) == "other-web-1"
    assert inventory.label(plain) == "shop-lone-1"


def test_a_container_is_called_by_its_service_inside_its_own_project_only() -> None:
    world = World()
    web, api = world.container("web"), world.container("api")
    other = world.container("api", project="other")
    plain, lone = world.container("x", project=None), world.container("y", project=None)
    inventory = parties_of(world)
    assert inventory.dial_name(web, api) == "api"
    assert inventory.dial_name(web, other) == "other-api-1"
    assert inventory.dial_name(plain, replace(lone, service="odd")) == "y"
    assert inventory.dial_name(web, replace(api, service=None)) == "shop-api-1"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("localhost", "127.0.0.1", True), ("::1", "LOCALHOST.", True), ("DB.", "db", True),
        ("localhost", "db", False), ("db", "127.0.0.1", False), ("db", "api", False),
    ],
)  # fmt: skip
def test_what_means_the_same_host(one: str, other: str, same: bool) -> None:
    assert same_host(one, other) is same


@pytest.mark.parametrize(("same_machine", "own"), [(True, True), (False, False)])
def test_an_address_of_this_machine_is_the_engines_where_both_are_one(
    same_machine: bool, own: bool
) -> None:
    inventory = parties_of(World(engine={"same_machine": same_machine}))
    assert inventory.is_engine_host("10.0.0.5") is own
    assert inventory.is_engine_host("172.17.0.1")
    assert not inventory.is_engine_host("db")


def test_on_the_default_bridge_alone_strangers_do_not_belong_together() -> None:
    world = World()
    api = world.container("api", networks=[BRIDGE])
    one = world.container("one", project=None, networks=[BRIDGE])
    two = world.container("two", project=None)
    web = world.container("web")
    inventory = parties_of(world)
    assert not inventory.belong_together(api, one)
    assert inventory.belong_together(web, two)
    assert inventory.belong_together(api, web)


def test_a_container_of_a_namespace_that_is_gone_is_its_own() -> None:
    world = World()
    side = world.container("side", mode="container:gone")
    assert parties_of(world).namespace_owner(side) is side


def test_one_transport_publishes_nothing_for_the_other() -> None:
    world = World()
    world.container("dns", publishes=["53:53/udp"])
    inventory = parties_of(world)
    assert inventory.publishing(53, Transport.TCP) == []
    assert len(inventory.publishing(53, Transport.UDP)) == 1


def test_an_ipv6_address_has_an_owner_too() -> None:
    world = World()
    made = world.container("db")
    row = Attachment(network="shop_default", network_id="n-shop", ipv6="fd00::2")
    world.containers[0] = replace(made, attachments=(row,))
    assert parties_of(world).owning("fd00::2") == world.containers[0]
    assert parties_of(world).owning("172.18.0.2") is None


# what is relied upon


def relied(world: World, target: str, *vantages: str) -> list[tuple[str, str]]:
    snapshot: Snapshot = world.snapshot(target, *vantages)
    found = expectations(snapshot.question, Inventory(snapshot.survey))
    return [(e.vantage, str(e.address)) for e in found]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/", "http://localhost:8000/", "http://api.example.com:8000/"]
)
def test_a_page_may_be_given_what_a_browser_finds(url: str) -> None:
    world = World()
    world.container("web", env=[f"VITE_API_URL={url}"])
    world.container("api", listens=["0.0.0.0:8000"], publishes=["8000:8000"])
    assert "CL408" not in world.codes("8000")


def test_a_page_may_be_given_a_name_with_a_dot() -> None:
    world = World()
    world.container("web", env=["VITE_API_URL=http://api.local:8000/"])
    world.container("api.local", listens=["0.0.0.0:8000"])
    assert "CL408" not in world.codes("8000")


@pytest.mark.parametrize("url", ["udp://db:5432", "tcp://0.0.0.0:5432"])
def test_another_transport_and_an_address_to_listen_on_are_not_relied_upon(url: str) -> None:
    world = World()
    world.container("api", refers=[url])
    assert not [one for one in relied(world, "5432") if one[0] == "service:api"]


def test_who_asks_about_one_address_does_not_mean_another() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", refers=["postgres://spare:5432/app"])
    world.container("job", refers=["postgres://db:5432/app"])
    assert relied(world, "db:5432") == [("service:job", "db:5432")]
    assert not [x for x in relied(world, "db:5433") if x[0] == "service:job" and "5432" in x[1]]


@pytest.mark.parametrize(
    ("host", "relies"),
    [("127.0.0.1", True), ("172.17.0.1", True), ("10.0.0.5", True), ("172.18.0.9", True),
     ("8.8.8.8", False), ("db.example.com", False), ("db", True)],
)  # fmt: skip
def test_what_leads_beyond_this_machine_is_not_asked_about(host: str, relies: bool) -> None:
    world = World()
    world.container("api", refers=[f"postgres://{host}:5432/app"])
    assert bool([one for one in relied(world, "5432") if one[0] == "service:api"]) is relies


def test_any_free_port_is_no_address_to_rely_on() -> None:
    world = World()
    world.container("db", publishes=["0:5432"])
    assert ("host", "127.0.0.1:0") not in relied(world, "5432")


def test_the_container_port_of_another_project_is_not_asked_about() -> None:
    world = World()
    world.container("db", project="other", publishes=["5433:5432"])
    world.container("dns", publishes=["5432:53/udp"])
    assert ("host", "127.0.0.1:5433") not in relied(world, "5432")
    assert ("host", "127.0.0.1:5432/udp") not in relied(world, "5432")


@pytest.mark.parametrize(
    ("also", "count"),
    [("5432:5432", 1), ("9000:9000", 2), ("10.0.0.5:5432:5432", 2)],
)
def test_a_port_that_is_published_for_both_families_is_asked_about_once(
    also: str, count: int
) -> None:
    world = World()
    made = world.container("db")
    six = replace(publication("5432:5432"), host_ip="::")
    both = (replace(publication(also), host_ip=publication(also).host_ip or "0.0.0.0"), six)
    world.containers[0] = replace(made, asked=both, published=both)
    asked = [a for v, a in relied(world, "5432") if v == "host" and ":9000" not in a]
    assert len(asked) == min(count, 1 if also == "9000:9000" else count)


def test_dependants_are_asked_before_other_services() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("job", depends_on=("db",))
    world.container("web")
    assert relied(world, "db:5432") == [("service:job", "db:5432")]
    world.containers[1] = replace(world.containers[1], depends_on=())
    assert relied(world, "db:5432") == [("service:job", "db:5432"), ("service:web", "db:5432")]


def test_a_dependant_of_another_project_means_its_own() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("job", project="other", depends_on=("db",))
    assert not [one for one in relied(world, "5432") if "job" in one[0]]


def test_from_a_container_that_serves_it_the_others_are_dialled() -> None:
    world = World()
    world.container("db", exposes=[5432])
    assert relied(world, "5432", "service:db") == [("service:db", "localhost:5432")]
    world.container("api")
    assert relied(world, "5432", "service:api") == [("service:api", "db:5432")]


def test_of_a_services_copies_one_is_asked_and_one_offs_each() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("w1", service="web", status="exited")
    world.container("w2", service="web")
    world.container("run", service="web", one_off=True)
    names = [v for v, _ in relied(world, "db:5432")]
    assert names == ["container:shop-w2-1", "container:shop-run-1"]


def test_without_services_to_ask_a_peer_is() -> None:
    world = World()
    world.networks.append(BACK)
    world.container("db", exposes=[5432], networks=[BRIDGE, SHOP, BACK])
    assert relied(world, "db:5432") == [("network:shop_back", "db:5432")]
    alone = World()
    alone.container("db", exposes=[5432], networks=[BRIDGE])
    assert relied(alone, "db:5432") == [("host", "db:5432")]


def test_at_most_six_services_are_asked() -> None:
    world = World()
    world.container("db", exposes=[5432])
    for number in range(8):
        world.container(f"web{number}")
    assert len(relied(world, "db:5432")) == 6


def test_a_number_is_asked_about_from_this_machine_as_well() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", refers=["postgres://172.18.0.2:5432/app"])
    assert {v for v, _ in relied(world, "172.18.0.2:5432")} == {"service:api", "host"}


def test_a_name_that_nobody_here_has_is_asked_about_from_this_machine() -> None:
    world = World()
    world.container("api")
    assert relied(world, "db.example.com:5432") == [("host", "db.example.com:5432")]


def test_a_dependant_that_wrote_another_address_relies_on_that() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", depends_on=("db",), refers=[LOCAL])
    world.container("job", depends_on=("db",))
    asked = [one for one in relied(world, "5432") if one[0] != "host"]
    assert asked == [("service:api", "localhost:5432"), ("service:job", "db:5432")]


def test_a_host_port_that_was_written_down_is_part_of_the_question() -> None:
    world = World(engine={"same_machine": False})
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://localhost:5433/app"])
    world.container("job", refers=["postgres://spare:5433/app"])
    asked = relied(world, "5432")
    assert ("service:api", "localhost:5433") in asked
    assert not [one for one in asked if one[0] == "service:job"]


def test_localhost_and_names_with_dots_of_ours_stay_on_this_machine() -> None:
    world = World(engine={"same_machine": False})
    world.container("db.main", exposes=[5432])
    world.container("api", refers=["postgres://127.0.0.1:5432/app"])
    world.container("job", refers=["postgres://db.main:5432/app"])
    asked = relied(world, "5432")
    assert ("service:api", "127.0.0.1:5432") in asked
    assert ("service:job", "db.main:5432") in asked


def test_from_this_machine_only_its_own_publications_are_asked_about() -> None:
    world = World()
    world.container("db", publishes=["5433:5432"])
    world.container("api", refers=["postgres://db:5432/app"])
    assert relied(world, "5432", "host") == [("host", "127.0.0.1:5433")]
    assert relied(World(), "5432", "host") == [("host", "localhost:5432")]


def test_a_running_copy_stays_before_a_later_one() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("w1", service="web")
    world.container("w2", service="web")
    assert relied(world, "db:5432") == [("service:web", "db:5432")]


# what a container was made of


def stale(name: str = "api", **config: Any) -> World:
    """A world whose first container was made before its service was changed in the file."""
    world = World()
    world.container(name, config_hash="old", **config.pop("made", {}))
    world.config(name, config_hash="new", **config)
    return world


def test_what_somebody_else_publishes_is_not_what_the_file_has_now() -> None:
    world = stale("web", ports=(publication("8209:80"),))
    world.container("db", publishes=["8209:5432"], listens=["127.0.0.1:5432"], config_hash="x")
    world.config("db", config_hash="x")
    world.attempt("host", "127.0.0.1:8209", "accepted-then-closed", resolved="127.0.0.1")
    assert world.codes("127.0.0.1:8209") == ["CL501"]


def test_a_peer_on_a_network_does_not_need_a_publication() -> None:
    world = stale("web", ports=(publication("8209:80"),))
    where = "172.18.0.1:8209"
    world.attempt("network:shop_default", where, "refused", resolved="172.18.0.1")
    assert "CL206" not in world.codes(where, "network:shop_default")


HOSTED = "http://host.docker.internal:8142/"
GATEWAY = ("host.docker.internal:host-gateway",)


@pytest.mark.parametrize(
    ("outcome", "had", "found"),
    [("name-not-found", (), True), ("refused", (), False), ("name-not-found", GATEWAY, False)],
)
def test_a_name_of_the_host_is_missing_only_where_it_is_not_found(
    outcome: str, had: tuple[str, ...], found: bool
) -> None:
    world = stale(extra_hosts=GATEWAY, made={"refers": [HOSTED], "extra_hosts": had})
    resolved = None if outcome == "name-not-found" else "172.17.0.1"
    world.attempt("service:api", "host.docker.internal:8142", outcome, resolved=resolved)
    assert ("CL206" in world.codes("8142", "service:api")) is found


def test_another_name_of_the_host_in_the_file_is_not_the_one_that_is_dialled() -> None:
    made = {"refers": ["http://host.containers.internal:8142/"]}
    world = stale(extra_hosts=GATEWAY, made=made)
    world.attempt("service:api", "host.containers.internal:8142", "name-not-found")
    assert "CL206" not in world.codes("8142", "service:api")


@pytest.mark.parametrize(("outcome", "shared"), [("refused", False), ("name-not-found", True)])
def test_a_network_that_is_missing_is_missed_by_names_and_packets(
    outcome: str, shared: bool
) -> None:
    networks = [BACK, SHOP] if shared else [BACK]
    url = "postgres://app@db:5432/app"
    world = stale(made={"refers": [url], "networks": networks}, networks=("shop_default",))
    world.networks.append(BACK)
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"], config_hash="x")
    world.config("db", config_hash="x")
    resolved = "172.18.0.3" if outcome == "refused" else None
    world.attempt("service:api", "db:5432", outcome, resolved=resolved)
    assert "CL206" not in world.codes("5432", "service:api")


def test_that_the_client_is_as_the_file_has_it_is_not_its_servers_age() -> None:
    world = stale("db", made={"exposes": [5432], "listens": ["0.0.0.0:5432"]})
    world.container("api", refers=[LOCAL], config_hash="x")
    world.config("api", config_hash="x")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432", "service:api") == ["CL401"]


def test_a_container_that_is_of_this_file_has_another_fault_than_its_age() -> None:
    world = World()
    world.container("api", config_hash="same", refers=[HOSTED])
    world.config("api", config_hash="same", extra_hosts=GATEWAY)
    world.attempt("service:api", "host.docker.internal:8142", "name-not-found")
    assert "CL206" not in world.codes("8142", "service:api")
