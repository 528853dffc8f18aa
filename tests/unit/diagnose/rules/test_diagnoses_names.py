"""Networks and names on worlds made by hand: where a rule fires, and where it only looks so."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network, Unobserved
from containerloop.pipeline.run import answer
from tests.support.world import BRIDGE, SHOP, World, attachment, listener, view

DB = "postgres://app@db:5432/app"
BACK = Network(
    id="n-back", name="shop_back", driver="bridge", subnets=("172.19.0.0/16",),
    gateways=("172.19.0.1",), project="shop",
)  # fmt: skip
BLOG = Network(
    id="n-blog", name="blog_default", driver="bridge", subnets=("172.20.0.0/16",),
    gateways=("172.20.0.1",), project="blog",
)  # fmt: skip
UNKNOWN = ["name-not-found", "name-server-failed"]


def world_of(*networks: Network, project: str | None = "shop") -> World:
    world = World(project=project)
    world.networks += networks
    return world


def first(world: World, *question: str) -> Any:
    return world.report(*question).findings[0].remedies[0]


# CL301 no-shared-network


def apart(outcome: str = "name-not-found", *, db: Any = (BACK,), api: Any = (SHOP,)) -> World:
    world = world_of(BACK, BLOG)
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432], networks=db)
    world.container("api", refers=[DB], networks=api)
    world.attempt("service:api", "db:5432", outcome)
    return world


@pytest.mark.parametrize("outcome", UNKNOWN)
def test_a_name_on_another_network_of_the_project(outcome: str) -> None:
    report = apart(outcome).report("5432")
    assert [f.code for f in report.findings] == ["CL301"]
    remedy = report.findings[0].remedies[0]
    assert remedy.override == {"services": {"api": {"networks": ["default", "back"]}}}


def test_one_network_in_common_is_enough() -> None:
    assert "CL301" not in apart(db=(BACK, SHOP)).codes("5432")


def test_a_file_that_gives_them_a_network_is_right_already() -> None:
    world = apart()
    world.config("db", networks=("shop_back",))
    world.config("api", networks=("shop_back",))
    assert "CL301" not in world.codes("5432")


def test_without_any_network_there_is_none_to_compare() -> None:
    assert "CL301" not in apart(api=()).codes("5432")
    assert "CL301" not in apart(db=()).codes("5432")


def test_the_host_has_other_reasons_not_to_know_a_name() -> None:
    world = apart()
    world.attempt("host", "db:5432", "name-not-found")
    assert "CL301" not in world.codes("db:5432", "host")


def test_an_address_on_another_network_is_silent() -> None:
    world = apart()
    world.attempt("service:api", "172.19.0.2:5432", "timed-out", resolved="172.19.0.2")
    report = world.report("172.19.0.2:5432", "service:api")
    assert [f.code for f in report.findings] == ["CL301"]
    assert report.findings[0].remedies[0].address == "db:5432"


def test_a_refusal_comes_from_somebody_who_was_reached() -> None:
    world = apart()
    world.attempt("service:api", "172.19.0.2:5432", "refused", resolved="172.19.0.2")
    assert "CL301" not in world.codes("172.19.0.2:5432", "service:api")


def test_silence_on_a_shared_network_is_something_else() -> None:
    world = apart(db=(SHOP,))
    world.attempt("service:api", "172.18.0.2:5432", "timed-out", resolved="172.18.0.2")
    assert "CL301" not in world.codes("172.18.0.2:5432", "service:api")


def test_another_projects_server_by_its_full_name() -> None:
    world = world_of(BLOG)
    world.container("db", project="blog", networks=(BLOG,), exposes=[5432])
    world.container("api", refers=["postgres://app@blog-db-1:5432/app"])
    world.attempt("service:api", "blog-db-1:5432", "name-not-found")
    assert world.codes("blog-db-1:5432") == ["CL301"]
    assert first(world, "blog-db-1:5432").override == {
        "services": {"api": {"networks": ["default", "blog_default"]}},
        "networks": {"blog_default": {"external": True}},
    }


def strangers(name: str = "db", *, near: bool) -> World:
    world = world_of(BLOG)
    world.container(name, project="blog", networks=(BLOG,), exposes=[5432])
    world.container("api", refers=[f"postgres://app@{name}:5432/app"])
    if near:
        world.container("database", exposes=[5432], listens=["0.0.0.0:5432"])
    world.attempt("service:api", f"{name}:5432", "name-not-found")
    return world


def test_another_projects_service_is_meant_only_where_nobody_near_serves_the_port() -> None:
    assert strangers(near=False).codes("db:5432") == ["CL301"]
    assert "CL301" not in strangers(near=True).codes("db:5432")


def test_who_is_where_must_have_been_seen() -> None:
    snapshot = apart().snapshot("db:5432", "service:api")
    blind = replace(snapshot, survey=replace(snapshot.survey, networks=Unobserved("denied")))
    assert ("CL301", "denied") in [(n.code, n.reason) for n in answer(blind).not_checked]


# CL402 unknown-name


def typo(asked: str = "databse", outcome: str = "name-not-found", **server: Any) -> World:
    world = world_of(BACK, BLOG)
    world.container("data", listens=[])
    settings: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "exposes": [5432]}
    world.container("database", **(settings | server))
    world.container("api", refers=[f"postgres://{asked}:5432/app"])
    world.attempt("service:api", f"{asked}:5432", outcome)
    return world


@pytest.mark.parametrize("outcome", UNKNOWN)
def test_a_misspelt_name(outcome: str) -> None:
    report = typo(outcome=outcome).report("5432")
    assert [f.code for f in report.findings] == ["CL402"]
    assert [r.address for r in report.findings[0].remedies] == ["database:5432"]


@pytest.mark.parametrize(
    ("asked", "server"),
    [
        ("shop_database_1", {}),
        ("shop-database", {}),
        ("postgres", {"image": "registry.example/postgres:16"}),
        ("pg-main", {"hostname": "pg-main"}),
    ],
)
def test_names_that_are_taken_for_a_service(asked: str, server: dict[str, Any]) -> None:
    report = typo(asked, **server).report("5432")
    assert [f.code for f in report.findings] == ["CL402"]
    assert report.findings[0].summary.startswith(asked)
    assert report.findings[0].remedies[0].address == "database:5432"


def test_the_container_name_is_a_name() -> None:
    world = typo("shop-database-1")
    assert "CL402" not in world.codes("5432")


def test_the_only_server_of_the_port_is_offered_however_it_is_called() -> None:
    assert first(typo("xyz"), "5432").address == "database:5432"


def test_a_server_that_no_file_declares_is_known_by_its_socket() -> None:
    assert first(typo("xyz", exposes=[]), "5432").address == "database:5432"


def test_of_several_servers_of_the_port_none_is_guessed() -> None:
    world = typo("xyz")
    world.container("other", listens=["0.0.0.0:5432"], exposes=[5432])
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL402"]
    assert report.findings[0].remedies == ()


def test_without_a_server_of_the_port_only_likeness_counts() -> None:
    world = typo("databse", exposes=[], listens=[])
    remedies = world.report("5432").findings[0].remedies
    assert [r.address for r in remedies] == ["database:5432", "data:5432"]


@pytest.mark.parametrize("asked", ["db.example.com", "host.docker.internal", "172.18.0.9"])
def test_what_others_may_know_is_not_our_business(asked: str) -> None:
    assert "CL402" not in typo(asked).codes(f"{asked}:5432", "service:api")


def test_a_name_that_docker_answers_is_known() -> None:
    assert "CL402" not in typo("database").codes("5432")


def test_a_service_that_was_never_created_is_known_to_the_file() -> None:
    world = typo("later")
    for name in ("api", "database", "later"):
        world.config(name)
    assert "CL402" not in world.codes("5432")


def test_a_stopped_server_has_its_name_back_when_it_runs() -> None:
    assert typo("database", status="exited").codes("5432") == ["CL201"]


def test_a_service_in_anothers_network_has_no_name() -> None:
    world = World()
    app = world.container("app")
    world.container("cache", mode=f"container:{app.id}", exposes=[6379])
    world.container("worker", refers=["redis://cache:6379/0"])
    world.attempt("service:worker", "cache:6379", "name-not-found")
    report = world.report("6379")
    assert [f.code for f in report.findings] == ["CL402"]
    assert report.findings[0].remedies[0].address == "app:6379"


def test_an_alias_of_another_network_is_no_name_here() -> None:
    world = typo("primary")
    row, other = world.containers[1].attachments[0], attachment(BACK, "primary", 9, running=True)
    world.containers[1] = replace(world.containers[1], attachments=(row, other))
    assert first(world, "5432").address == "database:5432"


def test_a_client_on_the_default_bridge_asks_another_resolver() -> None:
    world = typo()
    world.containers[2] = replace(
        world.containers[2], attachments=(attachment(BRIDGE, "api", 4, running=True),)
    )
    assert "CL402" not in world.codes("5432")


# CL302 internal-network

CLOSED = replace(BACK, internal=True)


def closed(*networks: Network, made: bool = False, status: str = "running") -> World:
    world = world_of(CLOSED)
    db = world.container(
        "db", listens=["0.0.0.0:5432"], publishes=["8220:5432"], networks=networks, status=status
    )
    if not made:
        world.containers[0] = replace(db, published=())
    world.attempt("host", "127.0.0.1:8220", "refused", resolved="127.0.0.1")
    return world


def test_an_internal_network_publishes_nothing() -> None:
    world = closed(CLOSED)
    assert world.codes("8220") == ["CL302"]
    assert first(world, "8220").override == {"services": {"db": {"networks": ["default"]}}}


def test_where_the_file_says_so_is_told_with_the_remedy() -> None:
    world = closed(CLOSED)
    world.config("db", file="compose.yaml", line=2, lines={"networks": 5})
    found = world.report("8220").findings[0]
    assert found.location is not None
    assert (found.location.file, found.location.line) == ("compose.yaml", 5)


def test_one_ordinary_network_is_enough_to_publish() -> None:
    assert "CL302" not in closed(CLOSED, SHOP).codes("8220")
    assert "CL302" not in closed(SHOP).codes("8220")


def test_what_is_published_is_published() -> None:
    assert "CL302" not in closed(CLOSED, made=True).codes("8220")


def test_a_stopped_container_publishes_nothing_either_way() -> None:
    assert closed(CLOSED, status="exited").codes("8220") == ["CL201"]


def test_a_container_whose_networks_are_gone_is_on_no_internal_one() -> None:
    world = closed(BLOG)
    assert "CL302" not in world.codes("8220")


def test_a_project_that_is_closed_as_a_whole_gets_a_new_network() -> None:
    inner = replace(SHOP, internal=True)
    world = closed(inner)
    world.networks = [BRIDGE, inner]
    override = first(world, "8220").override
    assert override["networks"] == {"outside": None}
    assert override["services"]["db"]["networks"] == ["default", "outside"]


# CL304 host-network-mode


def hosted(publishes: str = "8224:8223", *, mode: str | None = "host", **more: Any) -> World:
    world = World()
    web = world.container("web", listens=[], mode=mode, publishes=[publishes], **more)
    world.containers[0] = replace(web, published=())
    world.host_listens("0.0.0.0:8223", process="python3")
    world.attempt("host", "127.0.0.1:8224", "refused", resolved="127.0.0.1")
    return world


def test_ports_are_ignored_in_host_mode() -> None:
    world = hosted()
    assert world.codes("8224") == ["CL304"]
    assert first(world, "8224").address == "127.0.0.1:8223"


def test_a_port_that_maps_to_itself_is_not_ignored_to_any_harm() -> None:
    assert "CL304" not in hosted("8224:8224").codes("8224")


def test_ports_of_an_ordinary_container_are_not_ignored() -> None:
    assert "CL304" not in hosted(mode=None).codes("8224")


def test_a_stopped_container_in_host_mode_is_stopped() -> None:
    assert hosted(status="exited").codes("8224") == ["CL201"]


def from_host_mode(*publishes: str, mode: str | None = "host", **cache: Any) -> World:
    world = World()
    world.container("cache", listens=["0.0.0.0:6379"], exposes=[6379], publishes=publishes, **cache)
    world.container("agent", mode=mode, refers=["redis://cache:6379/0"])
    world.attempt("service:agent", "cache:6379", "name-server-failed")
    return world


def test_in_host_mode_a_published_port_stands_for_the_name() -> None:
    world = from_host_mode("127.0.0.1:8225:6379")
    assert world.codes("6379", "service:agent") == ["CL304"]
    assert first(world, "6379", "service:agent").address == "127.0.0.1:8225"


def test_in_host_mode_an_unpublished_server_is_published_at_a_free_port() -> None:
    world = from_host_mode()
    world.host_listens("127.0.0.1:6379", process="redis-server")
    remedy = first(world, "6379", "service:agent")
    assert remedy.address == "127.0.0.1:6380"
    assert remedy.patch is None, "of two services, bare lines would not say which is whose"
    assert remedy.override["services"]["cache"] == {"ports": ["127.0.0.1:6380:6379"]}
    assert remedy.override["services"]["agent"] == {
        "environment": {"URL_0": "redis://127.0.0.1:6380/0"}
    }


def test_two_in_host_mode_share_localhost() -> None:
    world = from_host_mode(mode="host")
    world.containers[0] = replace(world.containers[0], network_mode="host", attachments=())
    assert first(world, "6379", "service:agent").address == "127.0.0.1:6379"


def test_on_a_network_of_its_own_a_service_has_no_trouble_with_host_mode() -> None:
    assert "CL304" not in from_host_mode(mode=None).codes("6379")


def test_in_host_mode_a_name_that_nobody_has_is_the_machines_business() -> None:
    world = from_host_mode()
    world.attempt("service:agent", "elsewhere:6379", "name-not-found")
    assert world.codes("elsewhere:6379", "service:agent") == []


def test_nobody_finds_a_server_in_host_mode_by_name() -> None:
    world = World()
    world.container("web", mode="host", listens=[])
    world.container("client", refers=["http://web:8226/"])
    world.host_listens("0.0.0.0:8226", process="python3")
    world.attempt("service:client", "web:8226", "name-not-found")
    assert world.codes("8226") == ["CL304"]
    assert first(world, "8226").address == "host.docker.internal:8226"


# CL407 stale-address


def stale(host: str = "172.18.0.77", outcome: str = "host-unreachable", **mailer: Any) -> World:
    world = world_of(BACK)
    world.container("mailer", **({"listens": []} | mailer))  # 172.18.0.2
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=[f"postgres://{host}:5432/app"])
    world.attempt("service:api", f"{host}:5432", outcome, resolved=host)
    return world


@pytest.mark.parametrize("outcome", ["host-unreachable", "timed-out"])
def test_an_address_that_nobody_has(outcome: str) -> None:
    world = stale(outcome=outcome)
    assert world.codes("5432") == ["CL407"]
    assert first(world, "5432").address == "db:5432"


def test_an_address_that_somebody_else_has() -> None:
    report = stale("172.18.0.2", "refused").report("5432")
    assert [f.code for f in report.findings] == ["CL407"]
    assert "mailer" in report.findings[0].summary
    assert [r.address for r in report.findings[0].remedies] == ["db:5432"]


def test_an_address_that_is_the_clients_own_now() -> None:
    assert stale("172.18.0.4", "refused").codes("5432") == ["CL407"]


def test_a_firewall_refuses_for_nobody() -> None:
    assert "CL407" not in stale(outcome="refused").codes("172.18.0.77:5432", "service:api")


@pytest.mark.parametrize("mailer", [{"exposes": [5432]}, {"listens": ["127.0.0.1:5432"]}])
def test_the_holder_of_the_address_may_be_meant(mailer: dict[str, Any]) -> None:
    assert "CL407" not in stale("172.18.0.2", "refused", **mailer).codes("5432")


def test_a_holder_that_is_silent_is_not_shown_to_be_the_wrong_one() -> None:
    assert "CL407" not in stale("172.18.0.2", "timed-out").codes("5432")


def test_a_holder_whose_sockets_nobody_saw_is_not_judged() -> None:
    world = stale("172.18.0.2", "refused", listens=None)
    report = world.report("5432")
    assert "CL407" in [n.code for n in report.not_checked]


def test_where_nobody_serves_the_port_the_holder_is_not_accused() -> None:
    world = stale("172.18.0.2", "refused")
    world.containers[1] = replace(world.containers[1], exposed=())
    world.views["service:db"] = view("service:db", [])
    assert "CL407" not in world.codes("5432")


@pytest.mark.parametrize("host", ["172.19.0.77", "172.18.0.1", "10.1.2.3"])
def test_addresses_that_docker_did_not_give_out_there(host: str) -> None:
    assert "CL407" not in stale(host).codes(f"{host}:5432", "service:api")


def test_on_a_local_network_an_address_may_be_a_real_machine() -> None:
    world = stale()
    world.networks[1] = replace(SHOP, driver="macvlan")
    assert "CL407" not in world.codes("5432")


def test_a_name_is_no_address() -> None:
    world = stale()
    world.attempt("service:api", "db:5432", "timed-out", resolved="172.18.0.3")
    assert "CL407" not in world.codes("db:5432", "service:api")


# CL403 default-bridge-has-no-names


def bridged(
    *, app: Any = (BRIDGE,), cache: Any = (BRIDGE,), outcome: str = "name-not-found", **more: Any
) -> World:
    world = world_of(BLOG, project=None)
    world.container("cache", listens=["0.0.0.0:6379"], networks=cache, service=None, **more)
    world.container("app", networks=app, service=None, refers=["redis://cache:6379/0"])
    world.attempt("container:app", "cache:6379", outcome)
    return world


@pytest.mark.parametrize("outcome", UNKNOWN)
def test_nobody_has_a_name_on_the_default_bridge(outcome: str) -> None:
    world = bridged(outcome=outcome)
    assert world.codes("cache:6379", "container:app") == ["CL403"]
    assert first(world, "cache:6379", "container:app").host_command == (
        "docker network create app-net && docker network connect app-net app"
        " && docker network connect app-net cache"
    )


def test_a_network_with_names_that_the_server_is_on_is_joined() -> None:
    world = bridged(cache=(BRIDGE, BLOG))
    assert first(world, "cache:6379", "container:app").host_command == (
        "docker network connect blog_default app"
    )


def test_a_server_on_another_network_only_shares_none() -> None:
    assert bridged(cache=(BLOG,)).codes("cache:6379", "container:app") == ["CL301"]


def test_a_client_that_is_on_a_network_with_names_as_well_asks_docker() -> None:
    assert "CL403" not in bridged(app=(BRIDGE, BLOG)).codes("cache:6379", "container:app")


def test_a_stopped_server_of_the_bridge_is_stopped() -> None:
    assert bridged(status="exited").codes("cache:6379", "container:app") == ["CL201"]


def test_a_name_that_nobody_on_the_bridge_has() -> None:
    world = bridged()
    world.attempt("container:app", "elsewhere:6379", "name-not-found")
    assert world.codes("elsewhere:6379", "container:app") == []


def test_compose_services_leave_the_bridge_by_their_file() -> None:
    world = World()
    for number, name in enumerate(("cache", "app")):
        world.container(name, networks=(BRIDGE,), refers=["redis://cache:6379/0"][:number])
        world.config(
            name, networks=(), network_mode="bridge", file="compose.yaml", line=2 + 5 * number,
            lines={"network_mode": 4 + 5 * number},
        )  # fmt: skip
    world.attempt("service:app", "cache:6379", "name-not-found")
    remedy = first(world, "cache:6379", "service:app")
    assert remedy.patch.diff == "-    network_mode: bridge\n-    network_mode: bridge"
    assert remedy.patch.line == 4


# CL405 alias-collision

SHARED = Network(
    id="n-shared", name="shared", driver="bridge", subnets=("172.21.0.0/16",),
    gateways=("172.21.0.1",),
)  # fmt: skip


def doubled(
    project: str = "blog", outcomes: tuple[str, str] = ("answered", "refused"), **other: Any
) -> World:
    world = world_of(SHARED, BLOG)
    db = world.container("db", listens=["0.0.0.0:5432"], exposes=[5432], networks=(SHARED,))
    row = attachment(SHARED, "db", 9, running=True)
    settings: dict[str, Any] = {"project": project, "networks": (SHARED,), "service": "db"}
    twin = world.container("db2", **(settings | other))
    if twin.attachments[0].network == "shared":
        row = replace(row, names=("db", twin.name))
        world.containers[1] = twin = replace(twin, attachments=(row,))
    world.container("api", refers=[DB], networks=(SHARED,))
    for server, outcome in zip((db, twin), outcomes, strict=True):
        ip = server.attachments[0].ipv4
        world.attempt("service:api", "db:5432", outcome, resolved=ip)
    return world


def test_a_name_of_two_projects_is_either() -> None:
    report = doubled().report("5432")
    assert [f.code for f in report.findings] == ["CL405"]
    assert report.exit_status == 1
    assert "shop-db-1 and blog-db2-1" in report.findings[0].summary
    assert [r.address for r in report.findings[0].remedies] == ["shop-db-1:5432"]


def test_what_only_one_of_the_two_suffers_from_is_no_cause() -> None:
    world = doubled()
    twin = world.containers[1]
    world.views[world.vantage(twin)] = view(world.vantage(twin), [listener("0.0.0.0:5433")])
    assert world.codes("5432") == ["CL405"]


def test_of_two_that_fail_our_own_is_offered_first() -> None:
    remedies = doubled(outcomes=("timed-out", "refused")).report("5432").findings[0].remedies
    assert [r.address for r in remedies] == ["shop-db-1:5432", "blog-db2-1:5432"]


def test_copies_of_one_service_share_its_name() -> None:
    world = doubled(project="shop")
    report = world.report("5432")
    assert (report.findings, report.exit_status) == ((), 0)


def test_another_service_of_the_project_under_the_same_name_counts() -> None:
    assert doubled(project="shop", service="db2").codes("5432") == ["CL405"]


def test_two_that_both_answer_leave_nothing_to_explain() -> None:
    assert doubled(outcomes=("answered", "answered")).codes("5432") == []


def test_the_same_name_on_a_network_of_its_own_is_no_collision() -> None:
    assert "CL405" not in doubled(networks=(BLOG,), outcomes=("refused", "refused")).codes("5432")


def test_a_stopped_namesake_answers_to_nothing() -> None:
    world = doubled(status="exited", outcomes=("timed-out", "timed-out"))
    assert "CL405" not in world.codes("5432")
