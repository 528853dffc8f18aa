"""Rules about publications, on worlds made by hand: where each fires, and where it must not."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network, State, Unobserved
from containerloop.pipeline.run import answer
from tests.support.world import SHOP, World

BACK = Network(
    id="n-back", name="shop_back", driver="bridge", subnets=("172.19.0.0/16",),
    gateways=("172.19.0.1",), bridge="br-back", project="shop",
)  # fmt: skip
FOREIGN = replace(BACK, id="n-f", name="their_net", project="their")
HOST_NAME = ("host.docker.internal:host-gateway",)


# CL602 published-to-wrong-container-port


def misled(*listens: str, outcome: str = "accepted-then-closed", **web: Any) -> World:
    world = World()
    web = {"publishes": ["8080:3000"], "listens": listens} | web
    world.container("web", **web)
    world.attempt("host", "127.0.0.1:8080", outcome, resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("outcome", ["accepted-then-closed", "accepted-then-reset", "refused"])
def test_the_published_port_is_not_the_one_that_is_listened_on(outcome: str) -> None:
    report = misled("0.0.0.0:80", outcome=outcome).report("8080")
    assert [f.code for f in report.findings] == ["CL602"]
    assert report.findings[0].remedies[0].override == {
        "services": {"web": {"ports": {"!override": ["8080:80"]}}}
    }


def test_other_publications_stay_as_they_are() -> None:
    world = misled("0.0.0.0:80", "0.0.0.0:9000", publishes=["8080:3000", "127.0.0.1:9001:9000"])
    remedies = world.report("8080").findings[0].remedies
    assert [r.override for r in remedies] == [
        {"services": {"web": {"ports": {"!override": ["8080:80", "127.0.0.1:9001:9000"]}}}}
    ]


def test_the_port_that_the_image_exposes_is_offered_first() -> None:
    report = misled("0.0.0.0:70", "0.0.0.0:80", exposes=[80]).report("8080")
    assert [r.summary for r in report.findings[0].remedies] == [
        "let port 8080 lead to 80 of web",
        "let port 8080 lead to 70 of web",
    ]


@pytest.mark.parametrize("there", ["0.0.0.0:3000", "[::]:3000", "127.0.0.1:3000"])
def test_a_port_that_is_listened_on_at_all_is_the_right_one(there: str) -> None:
    assert "CL602" not in misled(there, "0.0.0.0:80").codes("8080")


@pytest.mark.parametrize("listens", [(), ("0.0.0.0:9229",), ("0.0.0.0:80/udp",)])
def test_where_no_server_listens_none_is_offered(listens: tuple[str, ...]) -> None:
    assert "CL602" not in misled(*listens).codes("8080")


def test_a_container_that_still_starts_may_listen_yet() -> None:
    starting = State(status="running", health="starting")
    assert "CL602" not in misled("0.0.0.0:80", state=starting).codes("8080")


def test_a_timeout_is_no_wrong_number() -> None:
    assert "CL602" not in misled("0.0.0.0:80", outcome="timed-out").codes("8080")


def test_a_name_that_is_dialled_has_no_publication_in_between() -> None:
    world = World()
    world.container("web", publishes=["8080:3000"], listens=["0.0.0.0:80"])
    world.container("api", refers=["http://web:3000/"])
    world.attempt("service:api", "web:3000", "refused", resolved="172.18.0.2")
    assert "CL602" not in world.codes("web:3000")


def test_sockets_that_nobody_saw_prove_no_wrong_number() -> None:
    report = misled("0.0.0.0:80", listens=None).report("8080")
    assert "CL602" in [n.code for n in report.not_checked]
    assert report.findings == ()


# CL603 published-on-loopback


def through_the_host(
    publication: str = "127.0.0.1:5433:5432", outcome: str = "refused", **more: Any
) -> World:
    world = World(engine=more.pop("engine", None))
    world.networks.append(BACK)
    networks = more.pop("networks", [BACK])
    world.container("db", publishes=[publication], listens=["0.0.0.0:5432"], networks=networks)
    world.container(
        "job", refers=["postgres://host.docker.internal:5433/app"], extra_hosts=HOST_NAME
    )
    at = more.pop("at", "172.17.0.1")
    world.attempt("service:job", "host.docker.internal:5433", outcome, resolved=at)
    world.attempt("host", "127.0.0.1:5433", "answered", resolved="127.0.0.1")
    return world


def test_a_container_dials_what_is_published_on_loopback() -> None:
    report = through_the_host().report("5432")
    assert [f.code for f in report.findings] == ["CL603"]
    join, publish = report.findings[0].remedies
    assert join.override == {
        "services": {
            "job": {
                "environment": {"URL_0": "postgres://db:5432/app"},
                "networks": ["default", "back"],
            }
        }
    }
    assert publish.override == {"services": {"db": {"ports": ["172.17.0.1:5433:5432"]}}}


def test_on_a_shared_network_the_name_is_enough() -> None:
    remedies = through_the_host(networks=[SHOP]).report("5432").findings[0].remedies
    assert remedies[0].address == "db:5432"
    assert "networks" not in str(remedies[0].override)


def test_a_network_of_others_is_not_offered() -> None:
    remedies = through_the_host(networks=[FOREIGN]).report("5432").findings[0].remedies
    assert [r.summary for r in remedies] == [
        'publish db there too: ports: ["172.17.0.1:5433:5432"]'
    ]


@pytest.mark.parametrize("publication", ["5433:5432", "0.0.0.0:5433:5432", "172.17.0.1:5433:5432"])
def test_what_is_published_there_too_is_not_on_loopback(publication: str) -> None:
    assert "CL603" not in through_the_host(publication).codes("5432")


def test_one_wider_publication_of_two_is_enough() -> None:
    world = through_the_host()
    db = world.containers[0]
    both = (*db.published, replace(db.published[0], host_ip="172.17.0.1"))
    world.containers[0] = replace(db, published=both)
    assert "CL603" not in world.codes("5432")


def test_a_firewall_in_between_is_not_the_publication() -> None:
    assert "CL603" not in through_the_host(outcome="timed-out").codes("5432")


@pytest.mark.parametrize("engine", [{"flavour": "docker-desktop"}, {"rootless": True}])
def test_other_engines_have_another_way_to_the_host(engine: dict[str, Any]) -> None:
    assert "CL603" not in through_the_host(engine=engine).codes("5432")


def test_loopback_itself_is_where_it_is_published() -> None:
    world = World()
    world.container("db", publishes=["127.0.0.1:5433:5432"], listens=["0.0.0.0:5432"])
    world.attempt("host", "127.0.0.1:5433", "refused", resolved="127.0.0.1")
    assert "CL603" not in world.codes("5433")


def test_another_address_of_this_machine() -> None:
    world = World()
    world.container("db", publishes=["127.0.0.1:5433:5432"], listens=["0.0.0.0:5432"])
    world.attempt("host", "10.0.0.5:5433", "refused", resolved="10.0.0.5")
    report = world.report("10.0.0.5:5433")
    assert [f.code for f in report.findings] == ["CL603"]
    assert report.findings[0].remedies[0].address == "127.0.0.1:5433"


# CL604 host-port-used-inside


def inside(
    publishes: str = "5433:5432", *, listens: tuple[str, ...] = ("0.0.0.0:5432",),
    outcome: str = "refused",
) -> World:  # fmt: skip
    world = World()
    world.container("db", publishes=[publishes], listens=listens)
    world.container("api", refers=["postgres://db:5433/app"])
    world.attempt("service:api", "db:5433", outcome, resolved="172.18.0.2")
    return world


def test_the_host_port_between_containers() -> None:
    report = inside().report("db:5433")
    assert [f.code for f in report.findings] == ["CL604"]
    assert report.findings[0].remedies[0].address == "db:5432"


def test_a_number_that_is_the_same_on_both_sides_is_no_mistake() -> None:
    assert "CL604" not in inside("5433:5433").codes("db:5433")


def test_a_number_that_nobody_publishes_is_another_mistake() -> None:
    assert "CL604" not in inside("5434:5432").codes("db:5433")


def test_the_number_of_another_transport_does_not_count() -> None:
    assert "CL604" not in inside("5433:5432/udp").codes("db:5433")


def test_a_server_that_listens_on_the_dialled_port_has_another_fault() -> None:
    both = inside(listens=("0.0.0.0:5432", "127.0.0.1:5433"))
    assert "CL604" not in both.codes("db:5433")


def test_a_timeout_is_no_host_port() -> None:
    assert "CL604" not in inside(outcome="timed-out").codes("db:5433")


def test_the_host_port_of_a_neighbour_is_not_this_servers() -> None:
    world = inside("5432:5432")
    world.container("old", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    assert "CL604" not in world.codes("db:5433")


def test_the_host_port_by_way_of_the_host_is_right() -> None:
    world = World()
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://172.18.0.1:5433/app"])
    world.attempt("service:api", "172.18.0.1:5433", "refused", resolved="172.18.0.1")
    assert "CL604" not in world.codes("5433")


# CL605 container-port-used-outside


def outside(publishes: str = "5433:5432", *, outcome: str = "refused", **db: Any) -> World:
    world = World()
    world.container("db", **({"publishes": [publishes], "listens": ["0.0.0.0:5432"]} | db))
    world.attempt("host", "localhost:5432", outcome, resolved="127.0.0.1")
    return world


def test_the_container_port_on_this_machine() -> None:
    report = outside().report("localhost:5432")
    assert [f.code for f in report.findings] == ["CL605"]
    assert report.findings[0].remedies[0].address == "127.0.0.1:5433"


def test_the_address_is_the_one_it_is_published_on() -> None:
    report = outside("10.0.0.5:5433:5432").report("localhost:5432")
    assert report.findings[0].remedies[0].address == "10.0.0.5:5433"


def test_a_port_that_is_published_under_its_own_number_too() -> None:
    both = outside(publishes="5432:5432").codes("localhost:5432")
    assert "CL605" not in both


def test_the_published_port_of_another_transport_is_not_it() -> None:
    assert "CL605" not in outside("5433:5432/udp").codes("localhost:5432")


def test_an_unpublished_port_is_not_published_elsewhere() -> None:
    world = outside(publishes="5433:5431", exposes=[5432])
    assert world.codes("localhost:5432") == ["CL601"]


@pytest.mark.parametrize(
    ("seen", "told"),
    [(True, "there and unseen serve 7000, but"), (False, "unseen exposes 7000, but")],
)
def test_who_was_not_looked_into_is_not_said_to_serve(seen: bool, told: str) -> None:
    world = World()
    world.container("unseen", listens=None, exposes=[7000])
    if seen:
        world.container("there", listens=["0.0.0.0:7000"])
    world.attempt("host", "localhost:7000", "refused", resolved="127.0.0.1")
    (finding,) = world.report("localhost:7000").findings
    assert told in finding.summary


@pytest.mark.parametrize(("count", "named", "more"), [(8, 8, ""), (9, 8, " and 1 more")])
def test_of_many_servers_the_first_are_named_and_the_others_counted(
    count: int, named: int, more: str
) -> None:
    world = World()
    for number in range(count):
        world.container(f"s{number}", listens=["0.0.0.0:7000"])
    world.attempt("host", "localhost:7000", "refused", resolved="127.0.0.1")
    (finding,) = world.report("localhost:7000").findings
    assert len(finding.remedies) == named
    assert f"s7{more} serve 7000" in finding.summary
    assert len(finding.evidence) == 1 + named


def test_a_call_that_came_through_was_no_wrong_number() -> None:
    assert "CL605" not in outside(outcome="timed-out").codes("localhost:5432")


def test_a_container_that_dials_its_own_loopback_is_not_outside() -> None:
    world = World()
    world.container("db", publishes=["127.0.0.1:5433:5432"], listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    world.attempt("host", "127.0.0.1:5433", "answered", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL401"]


def test_a_container_in_host_mode_is_outside() -> None:
    world = World()
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    world.container("agent", mode="host", refers=["postgres://localhost:5432/app"])
    world.attempt("service:agent", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:5432", "service:agent") == ["CL605"]


def test_nobody_could_see_whether_anything_is_published() -> None:
    world = outside()
    snapshot = world.snapshot("localhost:5432")
    blind = replace(snapshot, survey=replace(snapshot.survey, containers=Unobserved("no engine")))
    assert ("CL605", "no engine") in [(n.code, n.reason) for n in answer(blind).not_checked]


# CL606 shadowed-by-host-process


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
    assert [a.server for a in report.attempts] == ["python3"]


def test_localhost_is_where_it_leads_first() -> None:
    world = World()
    world.container("web", publishes=["127.0.0.1:8080:80"], listens=["0.0.0.0:80"])
    world.host_listens("[::1]:8080", process="python3")
    world.attempt("host", "localhost:8080", "answered", resolved="::1")
    world.attempt("host", "localhost:8080", "answered", resolved="127.0.0.1")
    assert world.codes("localhost:8080") == ["CL606"]
    world.attempts.reverse()
    assert world.codes("localhost:8080") == []


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


# CL611 exposed-beyond-this-machine


def exposed(publishes: str = "5432:5432", image: str = "postgres:17", **more: Any) -> World:
    world = World()
    port = publishes.rpartition(":")[2].partition("/")[0]
    world.container("db", publishes=[publishes], listens=[f"0.0.0.0:{port}"], image=image)
    outcome = more.pop("outcome", "answered")
    world.attempt("host", "127.0.0.1:5432", outcome, resolved="127.0.0.1", **more)
    return world


@pytest.mark.parametrize("publishes", ["5432:5432", "0.0.0.0:5432:5432", ":::5432:5432"])
def test_a_database_on_every_address_is_a_warning(publishes: str) -> None:
    world = exposed(publishes)
    world.attempt("host", "[::1]:5432", "answered", resolved="::1")
    report = world.report("5432")
    assert [(f.code, f.severity) for f in report.findings] == [("CL611", "warning")]
    assert (report.verdict, report.exit_status) == ("reachable", 0)
    override = report.findings[0].remedies[0].override
    assert override == {"services": {"db": {"ports": {"!override": ["127.0.0.1:5432:5432"]}}}}


@pytest.mark.parametrize("publishes", ["127.0.0.1:5432:5432", "10.0.0.5:5432:5432"])
def test_one_address_is_not_every_address(publishes: str) -> None:
    assert "CL611" not in exposed(publishes).codes("5432")


@pytest.mark.parametrize("image", ["nginx:1", "postgres-exporter:1", "example/app"])
@pytest.mark.parametrize("port", [8000, 5432])
def test_a_server_that_nobody_knows_for_a_database_may_be_seen(image: str, port: int) -> None:
    assert exposed(f"5432:{port}", image).codes("5432") == []


def test_the_web_page_of_a_database_is_not_the_database() -> None:
    assert exposed("5432:80", "postgres:17").codes("5432") == []


def test_what_answers_counts_more_than_the_image() -> None:
    assert exposed("5432:8000", "example/app", protocol="redis").codes("5432") == ["CL611"]
    assert exposed("5432:5432", "postgres:17", protocol="http").codes("5432") == []


def test_a_warning_takes_no_causes_place() -> None:
    world = World()
    world.container("db", publishes=["5432:5432"], listens=["127.0.0.1:5432"], image="postgres")
    world.attempt("host", "127.0.0.1:5432", "accepted-then-closed", resolved="127.0.0.1")
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL501", "CL611"]
    assert (report.verdict, report.exit_status) == ("unreachable", 1)


def test_a_failure_with_a_warning_alone_stays_inconclusive() -> None:
    report = exposed(outcome="timed-out").report("5432")
    assert [f.code for f in report.findings] == ["CL611"]
    assert report.exit_status == 3


def test_a_port_that_is_not_published_now_is_not_exposed() -> None:
    world = World()
    world.container("db", publishes=["5432:5432"], status="exited", image="postgres")
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL201"]


def test_other_ports_of_the_container_are_not_asked_about() -> None:
    world = World()
    world.container(
        "db", publishes=["127.0.0.1:5432:5432", "9187:9187"], listens=["0.0.0.0:5432"],
        image="postgres",
    )  # fmt: skip
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1")
    assert world.codes("5432") == []


# CL701 host-firewall-drops-containers


def stopped(outcome: str = "timed-out", *, far: str | None = "", **more: Any) -> World:
    """api calls a server of the host; a throw-away listener beside it fared as `far` says."""
    world = World(engine=more.pop("engine", None))
    listens = more.pop("listens", "0.0.0.0:11434")
    world.container("api", refers=["http://host.docker.internal:11434/"], extra_hosts=HOST_NAME)
    world.host_listens(*([listens] if listens else []), process="ollama")
    world.attempt("service:api", "host.docker.internal:11434", outcome, resolved="172.17.0.1")
    if far is not None:
        world.control("service:api", "172.17.0.1", far or outcome, more.pop("near", "open"))
    return world


@pytest.mark.parametrize("outcome", ["timed-out", "refused", "host-unreachable"])
def test_what_fails_for_a_listener_of_ours_too_is_the_firewall(outcome: str) -> None:
    report = stopped(outcome).report("11434")
    assert [f.code for f in report.findings] == ["CL701"]
    remedy = report.findings[0].remedies[0]
    wanted = "sudo iptables -I INPUT -s 172.18.0.0/16 -p tcp --dport 11434 -j ACCEPT"
    assert remedy.host_command == wanted


@pytest.mark.parametrize(
    ("firewall", "options", "command"),
    [
        ("ufw", {}, "sudo ufw allow from 172.18.0.0/16 to any port 11434 proto tcp"),
        ("ufw", {"x": "y"}, "sudo ufw allow from 172.18.0.0/16 to any port 11434 proto tcp"),
        (
            "ufw",
            {"com.docker.network.bridge.name": "br-shop"},
            "sudo ufw allow in on br-shop to any port 11434 proto tcp",
        ),
        (
            None,
            {"com.docker.network.bridge.name": "br-shop"},
            "sudo iptables -I INPUT -i br-shop -p tcp --dport 11434 -j ACCEPT",
        ),
        (
            "firewalld",
            {},
            'sudo firewall-cmd --add-rich-rule=\'rule family="ipv4" source'
            ' address="172.18.0.0/16" port port="11434" protocol="tcp" accept\''
            ' && sudo firewall-cmd --permanent --add-rich-rule=\'rule family="ipv4" source'
            ' address="172.18.0.0/16" port port="11434" protocol="tcp" accept\'',
        ),
    ],
)
def test_the_rule_fits_the_firewall_and_lasts(
    firewall: str | None, options: dict[str, str], command: str
) -> None:
    world = stopped()
    world.firewall = firewall
    world.networks[1] = replace(SHOP, options=options)
    assert world.report("11434").findings[0].remedies[0].host_command == command


@pytest.mark.parametrize("far", ["open", "silent", "refused", "host-unreachable"])
def test_a_listener_of_ours_that_fares_otherwise_clears_the_firewall(far: str) -> None:
    assert "CL701" not in stopped(far=far).codes("11434")


def test_a_listener_that_the_host_does_not_hear_proves_nothing() -> None:
    report = stopped(near="timed-out").report("11434")
    assert report.findings == ()
    assert "CL701" in [n.code for n in report.not_checked]


def test_without_an_experiment_no_firewall_is_blamed() -> None:
    report = stopped(far=None).report("11434")
    assert report.findings == ()
    assert "CL701" in [n.code for n in report.not_checked]


def test_a_loopback_server_behind_a_reject_has_two_faults() -> None:
    assert stopped("refused", listens="127.0.0.1:11434").codes("11434") == ["CL503", "CL701"]


def test_a_loopback_server_without_a_firewall_has_one() -> None:
    world = stopped("refused", far="open", listens="127.0.0.1:11434")
    assert world.codes("11434") == ["CL503"]


def test_where_no_server_is_no_firewall_is_asked() -> None:
    assert "CL701" not in stopped("refused", listens="").codes("11434")


@pytest.mark.parametrize("engine", [{"rootless": True}, {"flavour": "docker-desktop"}])
def test_elsewhere_the_host_is_no_neighbour(engine: dict[str, Any]) -> None:
    assert "CL701" not in stopped(engine=engine).codes("11434")


@pytest.mark.parametrize(("version", "codes"), [("28.5.2", ["CL701"]), ("29.1.0", [])])
def test_a_published_port_is_the_hosts_own_up_to_version_28(version: str, codes: list[str]) -> None:
    world = World(engine={"version": version})
    world.networks.append(BACK)
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"], networks=[BACK])
    world.container("job", refers=["postgres://host.docker.internal:5433/"], extra_hosts=HOST_NAME)
    world.host_listens("0.0.0.0:5433", process="docker-proxy")
    world.attempt("service:job", "host.docker.internal:5433", "timed-out", resolved="172.17.0.1")
    world.control("service:job", "172.17.0.1", "timed-out")
    world.attempt("host", "127.0.0.1:5433", "answered", resolved="127.0.0.1")
    assert world.codes("5433") == codes


def test_another_containers_address_is_no_matter_of_the_hosts_rules() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=["postgres://db:5432/app"])
    world.host_listens("0.0.0.0:5432")
    world.attempt("service:api", "db:5432", "timed-out", resolved="172.18.0.2")
    world.control("service:api", "172.18.0.2", "timed-out")
    assert "CL701" not in world.codes("db:5432")


# CL410 localhost-is-ipv6-first


def ipv6_first(*, publishes: str = "127.0.0.1:5433:5432", ipv4: str = "answered") -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=[publishes])
    world.attempt("host", "[::1]:5433", "refused", resolved="::1")
    world.attempt("host", "127.0.0.1:5433", ipv4, resolved="127.0.0.1")
    return world


def test_ipv6s_localhost_of_a_port_published_for_ipv4() -> None:
    report = ipv6_first().report("[::1]:5433")
    assert [f.code for f in report.findings] == ["CL410"]
    assert report.findings[0].remedies[0].address == "127.0.0.1:5433"


def test_where_neither_family_answers_the_family_is_no_cause() -> None:
    assert "CL410" not in ipv6_first(ipv4="accepted-then-closed").codes("[::1]:5433")


def test_a_localhost_of_which_one_address_answers_is_reachable() -> None:
    world = ipv6_first()
    world.attempt("host", "localhost:5433", "refused", resolved="::1")
    world.attempt("host", "localhost:5433", "answered", resolved="127.0.0.1")
    assert world.codes("localhost:5433") == []


def test_ipv6_is_no_cause_of_a_refused_ipv4_address() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["127.0.0.1:5433:5432"])
    world.attempt("host", "127.0.0.1:5433", "refused", resolved="127.0.0.1")
    assert "CL410" not in world.codes("127.0.0.1:5433")


def test_a_server_of_the_host_is_not_published() -> None:
    world = World()
    world.host_listens("127.0.0.1:5433", process="postgres")
    world.attempt("host", "[::1]:5433", "refused", resolved="::1")
    world.attempt("host", "127.0.0.1:5433", "answered", resolved="127.0.0.1")
    assert "CL410" not in world.codes("[::1]:5433")
